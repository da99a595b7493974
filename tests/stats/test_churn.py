"""Who is about to end a contract."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colere.stats import enough
from colere.stats.churn import (
    Hazard,
    calibration,
    chance_to_leave,
    fit_hazard,
    periods_of,
    ranking,
    reasons_to_leave,
)
from tests.stats.coverage import coverage, samples

TELCO = Path(__file__).resolve().parents[3] / "shared" / "data" / "telco_churn" / "data" / "Telco-Customer-Churn.csv"
SLOPES = np.array([0.8, -0.5])


def watched(seed: int, n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Start, stop, whether they left, and two covariates, of contracts watched for up to 12 periods."""
    random = np.random.default_rng(seed)
    covariates = np.column_stack([random.integers(0, 2, n), random.normal(size=n)]).astype(float)
    start = random.integers(0, 6, n)
    lives = start[:, None] + np.arange(1, 13)
    leaves = random.random((n, 12)) < true_hazard(lives, covariates @ SLOPES)
    first = np.where(leaves.any(axis=1), leaves.argmax(axis=1) + 1, 99)
    length = np.minimum(first, random.integers(1, 13, n))
    return start, start + length, first == length, covariates


def true_hazard(tenure: np.ndarray, push: np.ndarray) -> np.ndarray:
    return 1 / (1 + np.exp(2.0 + 0.5 * np.log1p(tenure) - push[:, None]))


def fitted(seed: int, n: int) -> Hazard:
    start, stop, gone, covariates = watched(seed, n)
    whose, tenure, has_left = periods_of(start, stop, gone)
    return fit_hazard(tenure, covariates[whose], has_left)


def telco() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Tenure in months, covariates, and who left in the last month."""
    with TELCO.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    kinds = [
        name for name in rows[0] if name not in ("customerID", "tenure", "MonthlyCharges", "TotalCharges", "Churn")
    ]
    columns = [[float(row["MonthlyCharges"]) for row in rows]]
    for kind in kinds:
        for value in sorted({row[kind] for row in rows})[1:]:
            columns.append([float(row[kind] == value) for row in rows])
    tenure = np.array([float(row["tenure"]) for row in rows])
    return tenure, np.array(columns).T, np.array([row["Churn"] == "Yes" for row in rows])


@pytest.mark.skipif(not TELCO.exists(), reason="the telephone contracts are not beside the checkout")
def test_who_leaves_the_telephone_company_is_told_as_well_as_published_and_honestly() -> None:
    tenure, covariates, gone = telco()
    fold = np.random.default_rng(0).permutation(gone.size) % 5
    chance = np.empty(gone.size)
    for part in range(5):
        known, held_out = fold != part, fold == part
        found = fit_hazard(tenure[known], covariates[known], gone[known])
        chance[held_out] = chance_to_leave(found, tenure[held_out], covariates[held_out]).value
    order = ranking(chance, gone)
    assert order.area >= 0.845
    assert order.low < order.area < order.high
    assert calibration(chance, gone).is_kept.sum() >= 8
    assert chance.sum() == pytest.approx(gone.sum(), rel=0.01)


def test_periods_lists_each_period_that_was_watched() -> None:
    whose, tenure, gone = periods_of([0, 3, 1], [2, 4, 4], [True, True, False])
    assert list(whose) == [0, 0, 1, 2, 2, 2]
    assert list(tenure) == [1, 2, 4, 2, 3, 4]
    assert list(gone) == [False, True, True, False, False, False]
    assert periods_of([], [], [])[0].size == 0


@pytest.mark.parametrize(("start", "stop"), [([3], [3]), ([-1], [3]), ([0.5], [3]), ([0], [np.inf]), ([0, 1], [2])])
def test_lives_that_cannot_be_are_refused(start: list[float], stop: list[float]) -> None:
    with pytest.raises(ValueError):
        periods_of(start, stop, [True])


def test_the_slopes_that_customers_were_drawn_from_are_found_again() -> None:
    found = fitted(1, 20_000)
    assert np.log(found.ratio) == pytest.approx(SLOPES, abs=0.06)
    assert np.all((found.low <= np.exp(SLOPES)) & (found.high >= np.exp(SLOPES)))
    assert found.state is enough.State.OK


def test_at_the_maximum_the_penalised_likelihood_has_no_slope() -> None:
    start, stop, gone, covariates = watched(2, 2000)
    whose, tenure, has_left = periods_of(start, stop, gone)
    found = fit_hazard(tenure, covariates[whose], has_left, ridge=30.0)
    logs = np.log1p(tenure)
    design = np.column_stack([logs, *(np.maximum(logs - knot, 0) for knot in found.knots), covariates[whose]])
    design = np.column_stack([np.ones(whose.size), (design - design.mean(axis=0)) / design.std(axis=0)])
    surprise = has_left - 1 / (1 + np.exp(-design @ found.coefficients))
    penalty = 30.0 * found.coefficients * (np.arange(design.shape[1]) > 0)
    assert design.T @ surprise == pytest.approx(penalty, abs=1e-6)


def test_the_chance_within_some_periods_is_one_minus_the_staying_in_each() -> None:
    found, covariates = fitted(3, 2000), np.array([[1.0, 0.3], [0.0, -1.0]])
    each = [chance_to_leave(found, np.array([4.0, 9.0]) + ahead, covariates).value for ahead in range(5)]
    within = chance_to_leave(found, [4, 9], covariates, periods=5)
    assert within.value == pytest.approx(1 - np.prod(1 - np.array(each), axis=0))
    assert np.all((within.low < within.value) & (within.value < within.high))
    assert within.value[0] > within.value[1]


@settings(max_examples=30)
@given(seed=st.integers(0, 300), scale=st.sampled_from([0.05, 7.0, 1e4]))
def test_units_and_order_of_covariates_do_not_matter(seed: int, scale: float) -> None:
    start, stop, gone, covariates = watched(seed, 300)
    whose, tenure, has_left = periods_of(start, stop, gone)
    plain = fit_hazard(tenure, covariates[whose], has_left)
    other = fit_hazard(tenure, (covariates[whose] * scale)[:, ::-1], has_left)
    assert np.log(other.ratio[::-1]) * scale == pytest.approx(np.log(plain.ratio), abs=1e-6)


def test_reasons_are_what_speaks_for_leaving_and_nothing_else() -> None:
    found = fitted(4, 5000)
    reasons = reasons_to_leave(found, [[1.0, -2.0], [0.0, 2.0], [1.0, 0.0]])
    assert reasons.which[:, 0].tolist() == [1, -1, 0]
    assert reasons.weight[0, 0] > reasons.weight[0, 1] > 1.0
    assert reasons.weight[1].tolist() == [1.0, 1.0]
    together = reasons_to_leave(found, [[1.0, -2.0]], reason_of=[0, 0])
    assert together.weight[0, 0] == pytest.approx(reasons.weight[0, 0] * reasons.weight[0, 1])


def test_a_covariate_that_never_varies_counts_for_nothing() -> None:
    start, stop, gone, covariates = watched(5, 1000)
    whose, tenure, has_left = periods_of(start, stop, gone)
    wide = np.column_stack([covariates, np.full(1000, 7.0)])
    plain, found = fit_hazard(tenure, covariates[whose], has_left), fit_hazard(tenure, wide[whose], has_left)
    assert np.isnan(found.ratio[2])
    assert found.ratio[:2] == pytest.approx(plain.ratio)
    assert chance_to_leave(found, tenure, wide[whose]).value == pytest.approx(
        chance_to_leave(plain, tenure, covariates[whose]).value
    )


def test_covariates_that_tell_everything_still_give_finite_chances() -> None:
    gone = np.arange(200) < 50
    found = fit_hazard(np.ones(200), gone[:, None].astype(float), gone)
    chances = chance_to_leave(found, [1, 1], [[1.0], [0.0]])
    assert np.isfinite([chances.low, chances.high]).all()
    assert chances.value[0] > 0.9 > 0.1 > chances.value[1]


def test_without_covariates_tenure_alone_speaks() -> None:
    start, stop, gone, _ = watched(6, 3000)
    whose, tenure, has_left = periods_of(start, stop, gone)
    found = fit_hazard(tenure, np.zeros((whose.size, 0)), has_left)
    chances = chance_to_leave(found, [1, 8], np.zeros((2, 0)))
    assert chances.value[0] > chances.value[1]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: fit_hazard([1, 2], [[1], [2]], [True, True]), "who left and customers who stayed"),
        (lambda: fit_hazard([], np.zeros((0, 2)), []), "who left and customers who stayed"),
        (lambda: fit_hazard([1, 2], [[1], [np.nan]], [True, False]), "finite"),
        (lambda: fit_hazard([1, -2], [[1], [2]], [True, False]), "at least 0"),
        (lambda: fit_hazard([1, 2], [[1], [2]], [True, 0.5]), "true or false"),
        (lambda: fit_hazard([1, 2], [[1], [2]], [True, False], ridge=0.0), "ridge"),
        (lambda: chance_to_leave(fitted(1, 200), [1], [[1.0]]), "2 covariates, not 1"),
        (lambda: chance_to_leave(fitted(1, 200), [1], [[1.0, 2.0]], periods=0), "at least one period"),
        (lambda: reasons_to_leave(fitted(1, 200), [[1.0, 2.0]], reason_of=[0]), "one number"),
        (lambda: ranking([0.5, np.nan], [True, False]), "finite"),
        (lambda: calibration([0.5, 1.5], [True, False]), "from 0 to 1"),
    ],
)
def test_what_cannot_be_told_is_refused(wrong, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=words):
        wrong()


@given(st.lists(st.tuples(st.integers(0, 8), st.booleans()), min_size=2, max_size=60))
def test_the_area_is_the_share_of_pairs_in_the_right_order(customers: list[tuple[int, bool]]) -> None:
    score, gone = np.array([one for one, _ in customers], float), np.array([left for _, left in customers])
    found = ranking(score, gone)
    if gone.all() or not gone.any():
        assert np.isnan(found.area)
        return
    gap = score[gone][:, None] - score[~gone][None, :]
    assert found.area == pytest.approx(np.mean((gap > 0) + 0.5 * (gap == 0)))
    assert np.isnan(found.low) or found.low <= found.area <= found.high


def test_calibration_has_groups_of_equal_size_that_sum_to_all() -> None:
    random = np.random.default_rng(7)
    chance = random.random(1003)
    found = calibration(chance, random.random(1003) < chance)
    assert found.n.sum() == 1003
    assert np.ptp(found.n) <= 1
    assert found.is_kept.sum() >= 8
    assert not calibration(chance, random.random(1003) < chance**3).is_kept.all()
    assert calibration([], []).n.size == 0
    assert calibration(chance[:12], np.zeros(12)).n.size == 2


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    customer, tenure = np.array([[1.0, 0.5], [0.0, -1.0]]), np.array([3.0, 8.0])
    truth = 1 - np.prod(1 - true_hazard(tenure[:, None] + np.arange(3), customer @ SLOPES), axis=1)
    hits = []
    for seed in range(samples(100)):
        found = fitted(seed, 1000)
        chances = chance_to_leave(found, tenure, customer, periods=3)
        slopes = (found.low <= np.exp(SLOPES)) & (found.high >= np.exp(SLOPES))
        hits.append([*slopes, *((chances.low <= truth) & (truth <= chances.high))])
    held = coverage(hits)
    assert 0.93 <= np.mean(held) <= 0.97
    assert held.min() >= 0.885  # of 100 samples: three standard errors of 2.2 % below 95 %


def test_intervals_of_the_area_cover_the_truth_as_often_as_they_say() -> None:
    random = np.random.default_rng(9)
    gone = np.arange(300) < 60
    truth = 0.7602499389065233  # the standard normal probability below 1 / √2
    found = [ranking(random.normal(gone.astype(float)), gone) for _ in range(samples(1000))]
    assert 0.93 <= coverage([one.low <= truth <= one.high for one in found]) <= 0.97  # three standard errors
