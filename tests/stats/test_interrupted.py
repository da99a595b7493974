"""The Sicily smoking ban as published, and what an interrupted series must do beside it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from colere.stats.interrupted import newey_west_lags, segmented
from colere.stats.regression import Family

# Acute coronary events by month, January 2002 to November 2006, and the standardised population of Sicily:
# Lopez Bernal, Cummins & Gasparrini (2017), International Journal of Epidemiology 46(1), published table.
# fmt: off
EVENTS = [
    728, 659, 791, 734, 757, 726, 760, 740, 720, 814, 795, 858, 887, 766, 851, 769, 781, 756, 766, 752,
    765, 831, 879, 928, 914, 808, 937, 840, 916, 828, 845, 818, 860, 839, 887, 886, 831, 796, 833, 820,
    877, 758, 767, 738, 781, 843, 850, 908, 1021, 859, 976, 888, 962, 838, 810, 876, 843, 936, 912,
]
POPULATION = [
    379875.3, 376495.5, 377040.8, 377116.4, 377383.4, 374113.1, 379513.3, 376295.5, 374653.2, 378485.6,
    375955.5, 378349.7, 376762.4, 379032.3, 379360.4, 376162.0, 377972.4, 381830.7, 379888.6, 380872.2,
    380966.9, 381240.4, 382104.9, 381802.7, 381656.3, 383680.0, 383504.2, 386462.9, 383783.1, 380836.8,
    383483.0, 380906.2, 382926.8, 384052.4, 384449.6, 383428.4, 388153.2, 388373.2, 386470.1, 386033.2,
    383686.4, 385509.3, 385901.9, 386516.6, 388436.5, 383255.2, 390148.7, 385874.9, 391613.6, 391750.4,
    394005.6, 391364.9, 391664.6, 389022.3, 391878.5, 388575.3, 392989.0, 390018.8, 390712.3,
]
# fmt: on


def test_the_smoking_ban_of_sicily_by_poisson() -> None:
    ban = segmented(EVENTS, 36, exposure=POPULATION, dispersion=1.0, student=False)
    assert ban.step.value == pytest.approx(0.894377, abs=5e-7)
    assert (ban.step.low, ban.step.high) == pytest.approx((0.8647, 0.9251), abs=5e-5)
    assert ban.step.n == 59


def test_the_smoking_ban_of_sicily_with_overdispersion() -> None:
    ban = segmented(EVENTS, 36, exposure=POPULATION, student=False)
    assert ban.dispersion == pytest.approx(3.559, abs=5e-4)
    assert (ban.step.low, ban.step.high) == pytest.approx((0.8392, 0.9532), abs=5e-5)


def test_the_smoking_ban_of_sicily_with_the_season() -> None:
    ban = segmented(EVENTS, 36, exposure=POPULATION, seasons=((12, 2),), student=False)
    assert ban.step.value == pytest.approx(0.885, abs=5e-4)
    assert (ban.step.low, ban.step.high) == pytest.approx((0.839, 0.933), abs=5e-4)


def test_what_would_have_been_differs_from_what_was_only_after_the_change() -> None:
    ban = segmented(EVENTS, 36, exposure=POPULATION)
    assert np.allclose(ban.without[:36], ban.expected[:36])
    assert np.allclose(ban.expected[36:] / ban.without[36:], ban.step.value)


def test_a_new_slope_is_told_apart_from_a_step() -> None:
    time = np.arange(1, 101.0)
    truth = np.exp(3 + 0.002 * time - 0.01 * np.clip(time - 60, 0, None))
    found = segmented(truth, 60, slope=True)
    assert found.slope is not None and found.trend is not None
    assert found.slope.value == pytest.approx(np.exp(-0.01))
    assert found.trend.value == pytest.approx(np.exp(0.002))
    assert found.step.value == pytest.approx(1.0)


def test_means_and_shares_change_by_differences_and_odds() -> None:
    mean = segmented([3.0, 3.2, 2.8, 3.0, 4.0, 4.2, 3.8, 4.0], 4, family=Family.NORMAL, trend=False)
    assert mean.step.value == pytest.approx(1.0)
    shares = segmented([0.5] * 5 + [0.8] * 5, 5, family=Family.BINOMIAL, weights=[100] * 10, trend=False)
    assert shares.step.value == pytest.approx(4.0)
    assert shares.without[-1] == pytest.approx(0.5)


def test_a_problem_that_is_gone_has_a_finite_bound() -> None:
    before = np.tile([4.0, 6, 5, 3, 7], 8)
    gone = segmented(np.append(before, np.zeros(30)), 40, trend=False)
    assert gone.step.value < 0.02
    assert 0 < gone.step.low < gone.step.high < 0.2
    always = segmented([0.5, 0.6, 0.4, 0.5, 1, 1, 1, 1], 4, family=Family.BINOMIAL, weights=[20] * 8, trend=False)
    assert np.isfinite(always.step.high) and always.step.low > 1


def test_the_interval_covers_the_truth_with_trend_season_and_overdispersion() -> None:
    rng = np.random.default_rng(8)
    time = np.arange(1, 121.0)
    mean = np.exp(3.2 + 0.001 * time + 0.3 * np.sin(2 * np.pi * time / 7) - 0.25 * (time > 70))
    counts = rng.negative_binomial(mean / 1.5, 1 / 2.5, (3_000, 120)).astype(float)
    step = segmented(counts, 70, seasons=((7, 3),)).step
    covered = np.mean((step.low <= np.exp(-0.25)) & (np.exp(-0.25) <= step.high))
    assert 0.93 <= covered <= 0.97


def test_errors_that_hang_together_want_the_wider_interval() -> None:
    rng = np.random.default_rng(4)
    noise = np.zeros((400, 200))
    for t in range(1, 200):
        noise[:, t] = 0.6 * noise[:, t - 1] + rng.normal(size=400)
    plain = segmented(noise, 100, family=Family.NORMAL, trend=False).step
    robust = segmented(noise, 100, family=Family.NORMAL, trend=False, lags=10).step
    missed = [np.mean((step.low > 0) | (step.high < 0)) for step in (plain, robust)]
    assert missed[0] > 0.25 and missed[1] < 0.15
    assert newey_west_lags(100) == 4 and newey_west_lags(0) == 1


@given(factor=st.floats(0.1, 1000.0), start=st.integers(5, 50))
def test_the_unit_of_what_is_counted_from_changes_nothing(factor: float, start: int) -> None:
    plain = segmented(EVENTS, start, exposure=POPULATION)
    scaled = segmented(EVENTS, start, exposure=np.multiply(POPULATION, factor))
    assert scaled.step.value == pytest.approx(plain.step.value, rel=1e-6)
    assert plain.step.low <= plain.step.value <= plain.step.high


@pytest.mark.parametrize("start", [0, 59, -1, 100])
def test_a_change_outside_the_series_is_refused(start: int) -> None:
    with pytest.raises(ValueError, match="within the series"):
        segmented(EVENTS, start)


def test_a_series_too_short_for_its_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="fewer observations"):
        segmented([1, 2, 3, 4], 2, seasons=((12, 2),))
    with pytest.raises(ValueError, match="more than nothing"):
        segmented([1, 2, 3, 4], 2, exposure=[1, 1, 0, 1])
    with pytest.raises(ValueError, match="within the series"):
        segmented([], 1)
