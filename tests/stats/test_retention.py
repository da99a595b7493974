"""How long customers stay."""

import numpy as np
import pytest
import scipy
from hypothesis import given
from hypothesis import strategies as st

from colere.stats import enough
from colere.stats.retention import (
    Retention,
    Survival,
    cohort,
    fit_retention,
    kaplan_meier,
    project,
    remaining_periods,
    survival_at,
)
from tests.stats.coverage import coverage, samples

# Freireich et al. (1963), 6-mercaptopurine; weeks of remission, a negative number: still in remission when last seen.
FREIREICH = [6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35]
HIGH_END = [1000, 869, 743, 653, 593, 551, 517, 491]  # Fader & Hardie (2007), table 1
LIVES = st.lists(st.tuples(st.integers(0, 30), st.booleans()), min_size=1, max_size=80)


def freireich() -> Survival:
    weeks = np.array(FREIREICH)
    return kaplan_meier(np.abs(weeks), weeks > 0)


def test_the_remissions_of_freireich() -> None:
    found = freireich()
    assert list(found.times) == [6, 7, 10, 13, 16, 22, 23]
    assert found.survival == pytest.approx([0.8571, 0.8067, 0.7529, 0.6902, 0.6275, 0.5378, 0.4482], abs=5e-5)
    assert list(found.at_risk) == [21, 17, 15, 12, 11, 7, 6]
    assert (found.n, found.median) == (21, 23.0)


def test_greenwoods_error_and_the_interval_agree_with_scipy() -> None:
    weeks = np.array(FREIREICH)
    other = scipy.stats.ecdf(scipy.stats.CensoredData(uncensored=weeks[weeks > 0], right=-weeks[weeks < 0])).sf
    bounds = other.confidence_interval(0.95, method="log-log")
    found = freireich()
    kept = np.isin(other.quantiles, found.times)
    assert found.survival == pytest.approx(other.probabilities[kept])
    assert found.low == pytest.approx(bounds.low.probabilities[kept])
    assert found.high == pytest.approx(bounds.high.probabilities[kept])


@given(LIVES)
def test_the_share_that_stays_never_rises_and_lies_within_its_interval(lives: list[tuple[int, bool]]) -> None:
    found = kaplan_meier([time for time, _ in lives], [gone for _, gone in lives])
    assert np.all(np.diff(found.survival) < 0)
    assert np.all((found.survival >= 0) & (found.survival < 1))
    inside = ~np.isnan(found.low)
    assert np.all((found.low <= found.survival)[inside] & (found.survival <= found.high)[inside])
    assert np.all(inside == (found.survival > 0))


@given(LIVES)
def test_where_nobody_is_still_here_it_is_the_plain_share(lives: list[tuple[int, bool]]) -> None:
    times = np.array([time for time, _ in lives])
    found = kaplan_meier(times, np.ones(times.size))
    value, _ = survival_at(found, np.arange(-1, 32))
    assert value == pytest.approx([(times > moment).mean() for moment in range(-1, 32)])


def test_ten_times_the_customers_narrow_the_interval() -> None:
    weeks = np.tile(FREIREICH, 10)
    few, many = freireich(), kaplan_meier(np.abs(weeks), weeks > 0)
    assert many.survival == pytest.approx(few.survival)
    assert np.all(many.high - many.low < 0.5 * (few.high - few.low))


def test_without_customers_or_without_leaving_there_is_no_curve_and_no_median() -> None:
    for found in (kaplan_meier([], []), kaplan_meier([4.0] * 9, [False] * 9)):
        assert found.times.size == 0
        assert np.isnan(found.median)
        assert survival_at(found, [1.0])[0] == [1.0]
    assert kaplan_meier([], []).state is enough.State.TOO_FEW


@pytest.mark.parametrize(
    ("times", "gone"), [([-1.0], [True]), ([np.nan], [True]), ([np.inf], [True]), ([1, 2], [True]), ([1.0], [2])]
)
def test_lives_that_cannot_be_are_refused(times: list[float], gone: list[bool]) -> None:
    with pytest.raises(ValueError):
        kaplan_meier(times, gone)


def test_the_curve_of_the_high_end_customers() -> None:
    found = fit_retention(*cohort(HIGH_END))
    assert found.alpha == pytest.approx(0.66809, abs=5e-6)
    assert found.beta == pytest.approx(3.80610, abs=1e-5)
    assert found.log_likelihood == pytest.approx(-1611.158, abs=5e-4)
    assert project(found, 12).survival[11] == pytest.approx(0.378, abs=5e-4)


def test_cohorts_of_different_age_are_added() -> None:
    (old, old_stayed), (young, young_stayed) = cohort(HIGH_END), cohort(HIGH_END[:4])
    left, stayed = old.copy(), old_stayed.copy()
    left[:3] += young
    stayed[:3] += young_stayed
    found = fit_retention(left, stayed)
    one = fit_retention(old, old_stayed)
    assert found.n == 2000
    assert found.alpha == pytest.approx(one.alpha, rel=0.2)
    assert project(found, 1).survival == pytest.approx(0.869, abs=0.02)


def test_twice_the_customers_have_the_same_curve_and_a_narrower_interval() -> None:
    once, twice = fit_retention(*cohort(HIGH_END)), fit_retention(*cohort(2 * np.array(HIGH_END)))
    assert (twice.alpha, twice.beta) == pytest.approx((once.alpha, once.beta), rel=1e-5)
    near, far = project(once, 20), project(twice, 20)
    assert np.all(far.high - far.low < near.high - near.low)
    assert np.all((near.low < near.survival) & (near.survival < near.high))
    assert np.all(np.diff(near.survival) < 0)


def test_who_has_stayed_long_stays_longer() -> None:
    found = fit_retention(*cohort(HIGH_END))
    further = [remaining_periods(found, after, discount=0.1) for after in range(5)]
    assert np.all(np.diff(further) > 0)
    by_hand = project(found, 400).survival @ (1.1 ** -np.arange(1.0, 401.0))
    assert further[0] == pytest.approx(by_hand, rel=1e-8)
    assert further[4] < 10.0  # 1/0.1: for ever


def test_customers_who_are_all_alike_have_a_curve_without_bounds() -> None:
    found = fit_retention(*cohort([800, 400, 200, 100]))
    assert project(found, 3).survival == pytest.approx([0.5, 0.25, 0.125], abs=1e-3)
    assert np.isnan(found.low).all()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda: cohort([10, 11]), "never growing"),
        (lambda: cohort([10]), "start"),
        (lambda: cohort([10, np.nan]), "start"),
        (lambda: cohort([3, -1]), "fewer than 0"),
        (lambda: fit_retention([0, 0], [0, 9]), "somebody who left"),
        (lambda: fit_retention([3], [9]), "two renewals"),
        (lambda: fit_retention([3, -1], [9, 1]), "at least 0"),
        (lambda: project(fit_retention(*cohort(HIGH_END)), 0), "at least one period"),
        (lambda: remaining_periods(fit_retention(*cohort(HIGH_END)), 1, discount=0.0), "above 0"),
    ],
)
def test_cohorts_that_cannot_be_are_refused(wrong, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ValueError, match=words):
        wrong()


def test_intervals_of_survival_cover_the_truth_as_often_as_they_say() -> None:
    random, moments = np.random.default_rng(2), np.array([3.0, 7.0, 12.0])
    hits = []
    for _ in range(samples(1000)):
        life, watched = random.exponential(10, 120), random.uniform(0, 30, 120)
        found = kaplan_meier(np.minimum(life, watched), life <= watched)
        _, bounds = survival_at(found, moments)
        median_high = found.median_high if not np.isnan(found.median_high) else np.inf
        hits.append(
            [
                *((bounds.low <= np.exp(-moments / 10)) & (np.exp(-moments / 10) <= bounds.high)),
                found.median_low <= 10 * np.log(2) <= median_high,
            ]
        )
    assert np.all(np.abs(coverage(hits) - 0.95) <= 0.021)  # three standard errors of 0.7 %


def test_intervals_of_the_curve_and_its_projection_cover_the_truth_as_often_as_they_say() -> None:
    random, alpha, beta, n = np.random.default_rng(3), 0.7, 3.0, 3000
    certain = Retention(n, enough.State.OK, alpha, beta, *np.zeros((2, 2)), np.zeros((2, 2)), 0.0)
    truth, hits = project(certain, 12).survival, []
    for _ in range(samples(120)):
        ends = np.bincount(np.minimum(random.geometric(random.beta(alpha, beta, n)), 8), minlength=9)[1:]
        found = fit_retention(ends[:7], [0, 0, 0, 0, 0, 0, ends[7]])
        curve = project(found, 12)
        hits.append(
            [
                *((found.low <= [alpha, beta]) & ([alpha, beta] <= found.high)),
                *((curve.low <= truth) & (truth <= curve.high))[[0, 3, 6, 11]],
            ]
        )
    held = coverage(hits)
    assert 0.93 <= np.mean(held) <= 0.97
    assert held.min() >= 0.89  # of 120 samples: three standard errors of 2 % below 95 %
