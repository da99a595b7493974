"""The charts and the four rules."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from colere.stats.charts import p_chart, p_prime, xmr
from colere.stats.signals import Rule, Signal, find_signals

SERIES = arrays(np.float64, st.integers(0, 60), elements=st.floats(-1e6, 1e6))


def rules(values: list[float]) -> list[Signal]:
    return find_signals(values, [0.0] * len(values), [1.0] * len(values))


def test_a_point_beyond_three_sigma_is_outside() -> None:
    assert rules([0.1, -3.1, 0.2]) == [Signal(Rule.OUTSIDE, 1, 1, -1)]
    assert rules([0.1, -3.0, 0.2]) == []


def test_seven_on_one_side_are_a_signal_and_six_are_not() -> None:
    assert rules([0.5, 0.4] * 3) == []
    assert rules([-1, *[0.5, 0.4] * 3, 0.5, -1]) == [Signal(Rule.ONE_SIDE, 1, 7, 1)]


def test_a_point_on_the_centre_ends_a_run() -> None:
    assert rules([0.5, 0.4, 0.5, 0.0, 0.4, 0.5, 0.4]) == []


def test_seven_rising_points_are_a_signal() -> None:
    rising = [-1.5, -1.0, -0.5, 0.1, 0.5, 1.0, 1.5]
    assert rules(rising) == [Signal(Rule.TREND, 0, 6, 1)]
    assert rules(rising[::-1]) == [Signal(Rule.TREND, 0, 6, -1)]
    assert rules([-1.5, -1.0, -0.5, -0.5, 0.5, 1.0, 1.5]) == []


def test_two_of_three_near_the_same_limit_are_a_signal() -> None:
    assert rules([0.0, 2.5, 0.0, 2.1, 0.0]) == [Signal(Rule.NEAR_LIMIT, 1, 3, 1)]
    assert rules([0.0, 2.5, 0.0, 0.0, 2.5]) == []
    assert rules([0.0, 2.5, -2.5, 0.0]) == []


def test_a_gap_ends_every_run() -> None:
    assert rules([0.5, 0.4, 0.5, 0.4, math.nan, 0.4, 0.5, 0.4, 0.5]) == []
    assert rules([2.5, math.nan, 2.5]) == []


@pytest.mark.parametrize("seed", range(5))
def test_a_stable_series_seldom_raises_an_alarm(seed: int) -> None:
    """Of points of a stable series with known limits, the four rules together mark fewer than 5 in 100."""
    x = np.random.default_rng(seed).standard_normal(20_000)
    signals = find_signals(x, np.zeros_like(x), np.ones_like(x))
    assert len(signals) / x.size < 0.03
    assert sum(s.rule is Rule.OUTSIDE for s in signals) / x.size < 0.005


@given(SERIES)
def test_any_series_gives_a_chart(values: np.ndarray) -> None:
    chart = xmr(values)
    assert chart.values.shape == chart.low.shape == chart.high.shape
    if values.size >= 2:
        assert np.all(chart.low <= chart.centre)
        assert np.all(chart.centre <= chart.high)
    assert all(0 <= s.first <= s.last < values.size for s in chart.signals)


@given(SERIES, st.floats(-1e3, 1e3))
def test_a_chart_moves_with_its_values(values: np.ndarray, by: float) -> None:
    if values.size < 2:
        return
    assert xmr(values + by).high == pytest.approx(xmr(values).high + by, rel=1e-6, abs=1e-3)


@pytest.mark.parametrize("value", [0.1, 1 / 3, 7e9])
def test_a_constant_series_has_no_signal(value: float) -> None:
    assert xmr([value] * 50).signals == ()


def test_one_value_has_no_limits() -> None:
    chart = xmr([5.0])
    assert math.isnan(chart.high[0])
    assert chart.signals == ()
    assert xmr([]).values.size == 0
    assert math.isnan(xmr([math.nan, math.nan]).centre[0])


def test_limits_can_be_taken_from_a_first_stretch() -> None:
    chart = xmr([1, 2, 1, 2, 1, 2, 50, 60], baseline=6)
    assert chart.centre[0] == 1.5
    assert [s.first for s in chart.signals if s.rule is Rule.OUTSIDE] == [6, 7]


def test_an_empty_day_has_no_share_and_ends_no_chart() -> None:
    chart = p_chart([5, 0, 6], [10, 0, 10])
    assert math.isnan(chart.values[1])
    assert chart.centre[0] == pytest.approx(0.55)


def test_laneys_limits_widen_where_days_differ_by_more_than_chance() -> None:
    random = np.random.default_rng(1)
    n = np.full(60, 20_000)
    even = random.binomial(n, 0.8)
    uneven = random.binomial(n, np.clip(random.normal(0.8, 0.02, 60), 0, 1))
    assert (p_prime(even, n).high - p_chart(even, n).high)[0] == pytest.approx(0.0, abs=0.003)
    assert len(p_prime(uneven, n).signals) < len(p_chart(uneven, n).signals)
    outside = [s for s in p_prime(uneven, n).signals if s.rule is Rule.OUTSIDE]
    assert len(outside) <= 1


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="yes"):
        p_chart([5], [4])
    with pytest.raises(ValueError, match="finite"):
        xmr([1.0, math.inf])
