"""What goes with a score, and how much of it."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from colere.stats import enough
from colere.stats.drivers import Drivers, drivers, relative_weights, shapley_shares
from tests.stats.coverage import coverage, samples

METHODS = [shapley_shares, relative_weights]

# R's table `swiss`: 47 provinces of Switzerland about 1888 (Mosteller & Tukey 1977, Data Analysis and Regression,
# pages 549-551): fertility, agriculture, examination, education, catholic, infant mortality.
SWISS = """
80.2 17 15 12 9.96 22.2; 83.1 45.1 6 9 84.84 22.2; 92.5 39.7 5 5 93.4 20.2; 85.8 36.5 12 7 33.77 20.3;
76.9 43.5 17 15 5.16 20.6; 76.1 35.3 9 7 90.57 26.6; 83.8 70.2 16 7 92.85 23.6; 92.4 67.8 14 8 97.16 24.9;
82.4 53.3 12 7 97.67 21; 82.9 45.2 16 13 91.38 24.4; 87.1 64.5 14 6 98.61 24.5; 64.1 62 21 12 8.52 16.5;
66.9 67.5 14 7 2.27 19.1; 68.9 60.7 19 12 4.43 22.7; 61.7 69.3 22 5 2.82 18.7; 68.3 72.6 18 2 24.2 21.2;
71.7 34 17 8 3.3 20; 55.7 19.4 26 28 12.11 20.2; 54.3 15.2 31 20 2.15 10.8; 65.1 73 19 9 2.84 20;
65.5 59.8 22 10 5.23 18; 65 55.1 14 3 4.52 22.4; 56.6 50.9 22 12 15.14 16.7; 57.4 54.1 20 6 4.2 15.3;
72.5 71.2 12 1 2.4 21; 74.2 58.1 14 8 5.23 23.8; 72 63.5 6 3 2.56 18; 60.5 60.8 16 10 7.72 16.3;
58.3 26.8 25 19 18.46 20.9; 65.4 49.5 15 8 6.1 22.5; 75.5 85.9 3 2 99.71 15.1; 69.3 84.9 7 6 99.68 19.8;
77.3 89.7 5 2 100 18.3; 70.5 78.2 12 6 98.96 19.4; 79.4 64.9 7 3 98.22 20.2; 65 75.9 9 9 99.06 17.8;
92.2 84.6 3 3 99.46 16.3; 79.3 63.1 13 13 96.83 18.1; 70.4 38.4 26 12 5.62 20.3; 65.7 7.7 29 11 13.79 20.5;
72.7 16.7 22 13 11.22 18.9; 64.4 17.6 35 32 16.92 23; 77.6 37.6 15 7 4.97 20; 67.6 18.7 25 7 8.65 19.5;
35 1.2 37 53 42.34 18; 44.7 46.6 16 29 50.43 18.2; 42.8 27.7 22 29 58.33 19.3
"""


def swiss() -> tuple[np.ndarray, np.ndarray]:
    table = np.array([[float(cell) for cell in row.split()] for row in SWISS.replace("\n", " ").split(";")])
    assert table.shape == (47, 6)
    return table[:, 1:], table[:, 0]


def made(seed: int, n: int, p: int) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    values = random.normal(size=(n, p)) @ random.normal(size=(p, p))
    return values, values @ random.normal(size=p) + random.normal(size=n)


def least_squares(values: np.ndarray, outcome: np.ndarray) -> float:
    design = np.column_stack([np.ones(len(values)), values])
    rest = outcome - design @ np.linalg.lstsq(design, outcome, rcond=None)[0]
    return float(1 - rest.var() / outcome.var())


def test_the_shapley_shares_of_the_swiss_provinces() -> None:
    found = drivers(*swiss(), repeats=50)
    assert found.r_squared == pytest.approx(0.706735, abs=5e-7)
    assert found.share == pytest.approx([0.0570912, 0.1711730, 0.2601346, 0.1055702, 0.1127659], abs=1e-7)
    assert list(np.sign(found.slope)) == [-1, -1, -1, 1, 1]


def test_the_relative_weights_of_the_swiss_provinces() -> None:
    found = drivers(*swiss(), method=relative_weights, repeats=50)
    assert found.r_squared == pytest.approx(0.706735, abs=5e-7)
    assert found.share == pytest.approx([0.0484169, 0.1547082, 0.2719641, 0.1146800, 0.1169657], abs=5e-8)


def test_two_drivers_worked_out_by_hand() -> None:
    assert shapley_shares([[1, 0.5], [0.5, 1]], [0.6, 0.4]) == pytest.approx([0.286667, 0.086667], abs=5e-7)


def test_shapleys_share_is_the_mean_gain_over_every_order_of_least_squares() -> None:
    values, outcome = swiss()
    gains = np.zeros(5)
    orders = list(itertools.permutations(range(5)))
    known = {
        frozenset(some): least_squares(values[:, list(some)], outcome)
        for size in range(6)
        for some in itertools.combinations(range(5), size)
    }
    for order in orders:
        for place, one in enumerate(order):
            gains[one] += known[frozenset(order[: place + 1])] - known[frozenset(order[:place])]
    assert drivers(values, outcome, repeats=10).share == pytest.approx(gains / len(orders), abs=1e-12)


def test_many_matrices_are_shared_out_at_once_as_one_by_one() -> None:
    many = np.stack([np.corrcoef(np.column_stack(made(seed, 50, 4)), rowvar=False) for seed in range(5)])
    for method in METHODS:
        together = method(many[:, :-1, :-1], many[:, :-1, -1])
        one_by_one = [method(one[:-1, :-1], one[:-1, -1]) for one in many]
        assert together == pytest.approx(np.array(one_by_one), abs=1e-12)


@pytest.mark.parametrize("method", METHODS)
@given(seed=st.integers(0, 10_000), p=st.integers(1, 6))
def test_shares_are_never_negative_and_sum_to_r_squared(method, seed: int, p: int) -> None:  # type: ignore[no-untyped-def]
    values, outcome = made(seed, 40, p)
    found = drivers(values, outcome, method=method, repeats=20, seed=seed)
    assert found.share.min() >= -1e-9
    assert found.share.sum() == pytest.approx(least_squares(values, outcome), abs=1e-8)
    assert np.all((found.low <= found.share) & (found.share <= found.high))
    assert found.r_squared_low <= found.r_squared <= found.r_squared_high


@given(seed=st.integers(0, 10_000))
def test_neither_units_nor_order_of_the_drivers_matter(seed: int) -> None:
    values, outcome = made(seed, 60, 4)
    plain = drivers(values, outcome, repeats=30)
    order = np.random.default_rng(seed).permutation(4)
    other = drivers(values[:, order] * [1e-6, 3.0, 1e6, 70.0] + [5.0, -1e3, 0.0, 8.0], 4 * outcome - 9, repeats=30)
    for name in ("share", "low", "high", "slope"):
        assert getattr(other, name) == pytest.approx(getattr(plain, name)[order], rel=1e-5, abs=1e-7)


def test_the_same_seed_gives_the_same_intervals_and_another_one_others() -> None:
    values, outcome = made(1, 3000, 3)
    one, again, other = (drivers(values, outcome, repeats=100, seed=seed) for seed in (7, 7, 8))
    assert np.array_equal(one.low, again.low)
    assert not np.array_equal(one.low, other.low)
    assert other.share == pytest.approx(one.share, abs=1e-12)


def test_a_suppressor_is_marked_and_an_honest_driver_is_not() -> None:
    random = np.random.default_rng(3)
    hurry, talk, noise = random.normal(size=(3, 2000))
    measured = talk + hurry  # hurry by itself has nothing to do with the score: it only clears what was measured
    found = drivers(np.column_stack([measured, hurry]), talk + 0.5 * noise, repeats=200)
    assert list(found.is_suppressor) == [False, True]
    assert list(np.sign(found.slope)) == [1, -1]
    assert abs(found.correlation[1]) < 0.1


def test_a_driver_that_was_asked_twice_shares_with_its_twin() -> None:
    values, outcome = made(5, 400, 2)
    found = drivers(np.column_stack([values, values[:, 0]]), outcome, repeats=50)
    assert found.share[0] == pytest.approx(found.share[2], rel=1e-6)
    assert found.r_squared == pytest.approx(least_squares(values, outcome), abs=1e-6)


def test_a_column_that_never_varies_has_no_share() -> None:
    values, outcome = made(5, 400, 2)
    found = drivers(np.column_stack([values, np.full(400, 4.0)]), outcome, repeats=50)
    assert found.share[2] == 0.0
    assert found.share[:2] == pytest.approx(drivers(values, outcome, repeats=50).share, abs=1e-9)


def test_too_few_rows_are_said_to_be_too_few() -> None:
    found = drivers(np.arange(8.0).reshape(4, 2), [1.0, 2.0, 3.0, 4.0])
    assert found.state is enough.State.TOO_FEW
    assert np.isnan(found.r_squared)
    assert np.isnan(found.share).all()
    assert drivers(np.zeros((0, 2)), []).n == 0


@pytest.mark.parametrize(
    ("values", "outcome", "words"),
    [
        ([[1.0], [np.nan]], [1.0, 2.0], "finite"),
        ([[1.0], [2.0]], [1.0, np.inf], "finite"),
        (np.eye(9), np.ones(9), "same in every row"),
        (np.eye(9), np.ones(8), "one outcome for each row"),
        (np.ones(9), np.arange(9.0), "table"),
    ],
)
def test_what_cannot_be_explained_is_refused(values, outcome, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=words):
        drivers(values, outcome)


def test_more_than_sixteen_drivers_are_sent_to_relative_weights() -> None:
    values, outcome = made(2, 300, 17)
    with pytest.raises(ValueError, match="relative weights"):
        drivers(values, outcome)
    found = drivers(values, outcome, method=relative_weights, repeats=20)
    assert found.share.sum() == pytest.approx(least_squares(values, outcome), abs=1e-8)


def test_blocks_of_rows_give_the_intervals_that_single_rows_give(monkeypatch: pytest.MonkeyPatch) -> None:
    values, outcome = made(9, 4000, 3)
    single = width(drivers(values, outcome, repeats=1500))
    monkeypatch.setattr("colere.stats.drivers._BLOCKS", 500)
    assert width(drivers(values, outcome, repeats=1500)) == pytest.approx(single, rel=0.15)


def width(found: Drivers) -> np.ndarray:
    return found.high - found.low


@pytest.mark.parametrize("method", METHODS)
def test_intervals_cover_the_truth_as_often_as_they_say(method) -> None:  # type: ignore[no-untyped-def]
    random = np.random.default_rng(12)
    inner = 0.3 + 0.7 * np.eye(3)
    weights, noise = np.array([1.0, 0.6, 0.3]), 1.5
    spread = np.sqrt(weights @ inner @ weights + noise**2)
    truth = method(inner, inner @ weights / spread)
    root, hits = np.linalg.cholesky(inner), []
    for seed in range(samples(120)):
        values = random.normal(size=(300, 3)) @ root.T
        found = drivers(values, values @ weights + random.normal(0, noise, 300), method=method, repeats=500, seed=seed)
        inside = (found.low <= truth) & (truth <= found.high)
        slopes = (found.slope_low <= weights / spread) & (weights / spread <= found.slope_high)
        hits.append([*inside, *slopes, found.r_squared_low <= truth.sum() <= found.r_squared_high])
    held = coverage(hits)
    assert 0.93 <= np.mean(held) <= 0.97
    assert held.min() >= 0.89  # of 120 samples: three standard errors of 2 % below 95 %


def test_what_does_nothing_is_hardly_ever_clear_and_what_drives_is():
    rng = np.random.default_rng(11)
    clear = []
    for _ in range(samples(30)):
        x = rng.normal(size=(400, 6)) + rng.normal(size=(400, 1))
        clear.append(drivers(x, x @ np.array([0.5, 0.4, 0, 0, 0, 0]) + rng.normal(size=400), repeats=100).is_clear)
    assert np.all(np.mean(clear, axis=0)[:2] == 1)
    assert np.mean(np.any(np.array(clear)[:, 2:], axis=1)) <= 0.15  # 5 %, with a standard error of 4 %
