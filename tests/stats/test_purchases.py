"""Customers who come back without a contract."""

from pathlib import Path

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st

from colere.stats import enough
from colere.stats.purchases import (
    Estimates,
    Fitted,
    chance_alive,
    customer_value,
    expected_purchases,
    expected_spending,
    fit_purchases,
    fit_spending,
)
from tests.stats.buyers import PUBLISHED, draw_buyers, follow, heterogeneity
from tests.stats.coverage import coverage, samples

CDNOW = Path(__file__).resolve().parents[3] / "shared" / "data" / "cdnow"
needs_cdnow = pytest.mark.skipif(not CDNOW.exists(), reason="the CDNOW purchases are not beside the checkout")
THE_CUSTOMER = (2, 30.43, 38.86)


def known(*parameters: float) -> Fitted:
    """Parameters that are known for certain."""
    values = np.array(parameters)
    return Fitted(1000, enough.State.OK, values, values, values, np.zeros((values.size, values.size)), 0.0)


def cdnow() -> np.ndarray:
    return np.loadtxt(CDNOW / "cdnow_customers_summary.csv", delimiter=",", skiprows=1)[:, 1:].T


@needs_cdnow
def test_the_model_of_the_cdnow_customers() -> None:
    found = fit_purchases(*cdnow())
    assert found.n == 2357
    assert found.parameters == pytest.approx([0.2426, 4.4135, 0.7929, 2.4258], abs=5.1e-5)
    assert found.log_likelihood == pytest.approx(-9582.43, abs=5e-3)
    expected = expected_purchases(found, *THE_CUSTOMER, horizon=39)
    assert expected.value == pytest.approx([1.226], abs=5e-4)
    assert chance_alive(found, *THE_CUSTOMER).value == pytest.approx([0.7266], abs=5e-5)
    assert expected.low < expected.value < expected.high


@needs_cdnow
def test_what_the_cdnow_customers_spend() -> None:
    table = np.loadtxt(CDNOW / "cdnow_customers_summary_with_transactions.csv", delimiter=",", skiprows=1)
    found = fit_spending(table[:, 1], table[:, 4])
    assert found.n == 946
    assert found.parameters == pytest.approx([6.25, 3.74, 15.45], abs=5.1e-3)
    spending = expected_spending(found, table[:, 1], table[:, 4])
    assert spending.value.min() > 0
    everybody = found.parameters[0] * found.parameters[2] / (found.parameters[1] - 1)
    assert spending.value[table[:, 1] == 0] == pytest.approx(everybody)


@needs_cdnow
def test_half_of_the_cdnow_year_foretells_the_other_half() -> None:
    repeats, last, age = cdnow()
    later = purchases_after(np.datetime64("1997-10-01"))
    expected = expected_purchases(fit_purchases(repeats, last, age), repeats, last, age, horizon=39).value
    # The model is known to be some per cent low on these customers (Fader, Hardie & Lee 2005, section 4).
    assert repeats.sum() + expected.sum() == pytest.approx(repeats.sum() + later.sum(), rel=0.06)
    for low, high in [(0, 0), (1, 1), (2, 3), (4, 30)]:
        group = (repeats >= low) & (repeats <= high)
        assert expected[group].mean() == pytest.approx(later[group].mean(), rel=0.3)
    assert np.corrcoef(expected, later)[0, 1] > 0.55


def purchases_after(day: np.datetime64) -> np.ndarray:
    """How often each customer of the sample bought from that day on; days with a purchase, as the model counts."""
    rows = np.loadtxt(CDNOW / "CDNOW_sample.txt", usecols=(1, 2), dtype=np.int64)
    rows = np.unique(rows, axis=0)
    number = int(str(day).replace("-", ""))
    return np.bincount(rows[rows[:, 1] >= number, 0], minlength=2358)[1:2358]


def test_the_parameters_that_customers_were_drawn_from_are_found_again() -> None:
    found = fit_purchases(*draw_buyers(20_000, seed=3))
    assert np.all((found.low <= PUBLISHED) & (found.high >= PUBLISHED))
    assert found.parameters == pytest.approx(PUBLISHED, rel=0.25)


def test_equal_customers_counted_together_change_nothing() -> None:
    buyers = draw_buyers(500, seed=4)
    once, thrice = fit_purchases(*buyers), fit_purchases(*np.repeat(buyers, 3, axis=1))
    assert thrice.parameters == pytest.approx(once.parameters, rel=1e-6)
    assert thrice.log_likelihood == pytest.approx(3 * once.log_likelihood)
    assert np.log(thrice.high / thrice.low) == pytest.approx(np.log(once.high / once.low) / np.sqrt(3), rel=1e-4)


@settings(max_examples=25)
@given(seed=st.integers(0, 1000), unit=st.sampled_from([1 / 7, 7.0, 365.0]))
def test_days_or_weeks_is_all_the_same(seed: int, unit: float) -> None:
    repeats, last, age = draw_buyers(400, seed=seed)
    weeks, days = fit_purchases(repeats, last, age), fit_purchases(repeats, last * unit, age * unit)
    rises = max(weeks.parameters[2:].max(), days.parameters[2:].max()) > 1e3
    if rises or not np.isfinite([weeks.covariance, days.covariance]).all():
        return  # some parameter rises without end, and where the climb gives up is no figure
    assert days.parameters == pytest.approx(weeks.parameters * [1, unit, 1, 1], rel=1e-2)
    assert days.log_likelihood == pytest.approx(weeks.log_likelihood - repeats.sum() * np.log(unit), abs=1e-3)
    one = expected_purchases(weeks, repeats, last, age, horizon=10).value
    assert expected_purchases(days, repeats, last * unit, age * unit, horizon=10 * unit).value == pytest.approx(
        one, rel=1e-3
    )


@given(
    parameters=st.tuples(st.floats(0.1, 3), st.floats(0.5, 20), st.floats(0.2, 4), st.floats(0.5, 6)),
    repeats=st.integers(0, 40),
    when=st.floats(0.05, 1),
    horizon=st.floats(0.5, 60),
)
def test_expected_purchases_are_those_of_the_papers_formula(
    parameters: tuple[float, ...], repeats: int, when: float, horizon: float
) -> None:
    r, alpha, a, b = parameters
    x, age = float(repeats), 30.0
    last = age * when if repeats else 0.0
    if abs(a - 1) < 0.01:
        return
    grown = alpha + age + horizon
    series = scipy.special.hyp2f1(r + x, b + x, a + b + x - 1, horizon / grown)
    paper = (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / grown) ** (r + x) * series)
    paper /= 1 + (repeats > 0) * a / (b + max(x, 1) - 1) * ((alpha + age) / (alpha + last)) ** (r + x)
    found = expected_purchases(known(*parameters), x, last, age, horizon=horizon)
    assert found.value[0] == pytest.approx(paper, rel=1e-6, abs=1e-9)
    alive = chance_alive(known(*parameters), x, last, age).value[0]
    assert 0 <= alive <= 1
    assert found.value[0] <= (r + x) / (alpha + age) * horizon * alive * (1 + 1e-6)


def test_expectations_are_smooth_where_the_formula_is_nought_by_nought() -> None:
    around = [expected_purchases(known(0.3, 4.0, a, 2.0), 3, 20, 30, horizon=20).value[0] for a in (0.999, 1, 1.001)]
    assert around[1] == pytest.approx((around[0] + around[2]) / 2, rel=1e-4)


def test_a_customer_of_five_hundred_purchases_still_has_an_expectation() -> None:
    found = expected_purchases(known(*PUBLISHED), 500, 99.9, 100, horizon=10)
    assert 30 < found.value[0] < 50


def test_longer_silence_makes_a_customer_less_alive() -> None:
    alive = chance_alive(known(*PUBLISHED), 5, [38, 30, 20, 5], 38.86).value
    assert np.all(np.diff(alive) < 0)
    assert chance_alive(known(*PUBLISHED), 0, 0, 38.86).value == [1.0]


def test_worth_is_how_often_times_how_much_and_less_sure_than_either() -> None:
    buyers = draw_buyers(1500, seed=5)
    random = np.random.default_rng(5)
    mean = random.gamma(6 * np.maximum(buyers[0], 1), 1 / random.gamma(4, 1 / 15, 1500)) / np.maximum(buyers[0], 1)
    often = expected_purchases(fit_purchases(*buyers), *buyers, horizon=52)
    much = expected_spending(fit_spending(buyers[0], mean), buyers[0], mean)
    worth = customer_value(often, much, margin=0.3)
    assert worth.value == pytest.approx(0.3 * often.value * much.value)
    assert np.all(worth.high / worth.low > often.high / often.low)
    assert np.all(worth.high / worth.low > much.high / much.low)


def test_where_spending_has_no_finite_mean_there_is_none() -> None:
    found = expected_spending(known(6.0, 0.9, 15.0), [0, 3], [0.0, 20.0])
    assert np.isnan(found.value[0])
    assert found.value[1] > 0


@pytest.mark.parametrize(
    ("buyers", "words"),
    [
        (([0, 0, 0], [0, 0, 0], [9, 8, 7]), "Nobody has bought twice"),
        (([], [], []), "at least one customer"),
        (([1], [9], [8]), "between the first and today"),
        (([0], [3], [8]), "between the first and today"),
        (([1.5], [3], [8]), "whole counts"),
        (([np.nan], [3], [8]), "whole counts"),
        (([1], [3], [np.inf]), "finite"),
    ],
)
def test_customers_that_cannot_be_are_refused(buyers: tuple[list[float], ...], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        fit_purchases(*buyers)


def test_spending_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="above 0"):
        fit_spending([1, 2], [5.0, -1.0])
    with pytest.raises(ValueError, match="differ"):
        fit_spending([1, 2, 0], [5.0, 5.0, 0.0])
    with pytest.raises(ValueError, match="above 0"):
        expected_purchases(known(*PUBLISHED), *THE_CUSTOMER, horizon=0)
    one = Estimates(1, *np.ones((3, 1)))
    with pytest.raises(ValueError, match="same customers"):
        customer_value(one, Estimates(2, *np.ones((3, 2))))


def test_customers_who_never_leave_still_get_an_answer() -> None:
    random = np.random.default_rng(6)
    age = np.full(400, 30.0)
    repeats, last = follow(random, age, random.gamma(2.0, 0.2, 400), np.zeros(400))
    found = fit_purchases(repeats, last, age)
    assert np.isfinite(found.parameters).all()
    assert expected_purchases(found, repeats, last, age, horizon=30).value.sum() == pytest.approx(
        repeats.sum(), rel=0.05
    )


def test_few_customers_are_said_to_be_too_few() -> None:
    assert fit_purchases([1, 2, 0], [3.0, 6.0, 0.0], [9.0, 9.0, 9.0]).state is enough.State.TOO_FEW


def test_intervals_cover_the_truth_as_often_as_they_say() -> None:
    truth, customer = np.array([0.8, 6.0, 1.5, 3.0]), (3, 20.0, 36.0)
    expected = expected_purchases(known(*truth), *customer, horizon=20).value[0]
    alive = chance_alive(known(*truth), *customer).value[0]
    hits = []
    for seed in range(samples(100)):
        found = fit_purchases(*draw_buyers(2500, seed=seed, parameters=tuple(truth)))
        some, chance = expected_purchases(found, *customer, horizon=20), chance_alive(found, *customer)
        hits.append(
            [
                *((found.low <= truth) & (truth <= found.high)),
                some.low[0] <= expected <= some.high[0],
                chance.low[0] <= alive <= chance.high[0],
            ]
        )
    held = coverage(hits)
    assert 0.93 <= np.mean(held) <= 0.97
    assert held.min() >= 0.885  # of 100 samples: three standard errors of 2.2 % below 95 %


def test_intervals_of_spending_cover_the_truth_as_often_as_they_say() -> None:
    random, truth = np.random.default_rng(8), np.array([5.0, 4.0, 16.0])
    usual = expected_spending(known(*truth), [0, 4], [0.0, 40.0]).value
    hits = []
    for _ in range(samples(150)):
        repeats = random.integers(1, 8, 1000)
        mean = random.gamma(truth[0] * repeats, 1 / random.gamma(truth[1], 1 / truth[2], 1000)) / repeats
        found = fit_spending(repeats, mean)
        some = expected_spending(found, [0, 4], [0.0, 40.0])
        hits.append([*((found.low <= truth) & (truth <= found.high)), *((some.low <= usual) & (usual <= some.high))])
    held = coverage(hits)
    assert 0.93 <= np.mean(held) <= 0.97
    assert held.min() >= 0.9  # of 150 samples: three standard errors of 1.8 % below 95 %


def test_what_is_expected_of_drawn_customers_comes() -> None:
    random, n = np.random.default_rng(9), 30_000
    rate, leaving = heterogeneity(random, n, PUBLISHED)
    first, then = np.full(n, 30.0), np.full(n, 60.0)
    # The same stream of chance twice: the longer life begins with the shorter one.
    repeats, last = purchases_of_each(7, first, rate, leaving)
    in_all, _ = purchases_of_each(7, then, rate, leaving)
    later = in_all - repeats
    expected = expected_purchases(known(*PUBLISHED), repeats, last, first, horizon=30).value
    for low, high in [(0, 0), (1, 1), (2, 3), (4, 100)]:
        group = (repeats >= low) & (repeats <= high)
        error = later[group].std(ddof=1) / np.sqrt(group.sum())
        assert abs(expected[group].mean() - later[group].mean()) < 3.5 * error


def purchases_of_each(
    seed: int, age: np.ndarray, rate: np.ndarray, leaving: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """As `follow`, with each customer's times fixed by the seed: up to 200 purchases laid out beforehand."""
    random = np.random.default_rng(seed)
    clock = np.zeros(age.size)
    count, last, is_here = np.zeros(age.size), np.zeros(age.size), np.ones(age.size, dtype=bool)
    for _ in range(200):
        clock = clock + random.exponential(1.0, age.size) / rate
        is_here &= clock <= age
        count, last = count + is_here, np.where(is_here, clock, last)
        is_here &= random.random(age.size) >= leaving
    return count, last
