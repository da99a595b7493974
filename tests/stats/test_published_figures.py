"""The figures that others have published, to the digits that they gave."""

import numpy as np
import pytest

from colere.stats import charts, means, recommendation, shares
from colere.stats.signals import Rule

FLOW_RATE = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
CANS = [
    12,
    15,
    8,
    10,
    4,
    7,
    16,
    9,
    14,
    10,
    5,
    6,
    17,
    12,
    22,
    8,
    10,
    5,
    13,
    11,
    20,
    18,
    24,
    15,
    9,
    12,
    7,
    13,
    9,
    6,
]  # of 50


def test_the_recommendation_score_of_36_answers() -> None:
    counts = (19, 8, 36)
    assert recommendation.score(*counts) == pytest.approx(0.305556, abs=5e-7)
    assert recommendation.variance(*counts) == pytest.approx(0.656636, abs=5e-7)
    assert np.sqrt(recommendation.variance(*counts) / 36) == pytest.approx(0.135055, abs=5e-7)
    assert recommendation.wald(*counts) == pytest.approx((0.040852, 0.570259), abs=1e-6)
    assert recommendation.adjusted_wald(*counts) == pytest.approx((0.028784, 0.535318), abs=5e-7)
    assert sum(recommendation.adjusted_wald(*counts)) / 2 == pytest.approx(0.282051, abs=5e-7)


def test_the_recommendation_score_of_8_answers() -> None:
    interval = recommendation.adjusted_wald(4, 2, 8)
    assert interval == pytest.approx((-0.294168, 0.657804), abs=5e-7)
    assert sum(interval) / 2 == pytest.approx(0.181818, abs=5e-7)


def test_five_points_on_a_thousand_answers_are_no_change() -> None:
    found = recommendation.compare((600, 250, 150), (570, 260, 170))
    assert found.difference == pytest.approx(0.049850, abs=5e-7)
    assert found.standard_error == pytest.approx(0.033538, abs=5e-7)
    assert found.p_value == pytest.approx(0.13718, abs=5e-6)


def test_newcombes_shares() -> None:
    assert shares.wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert shares.wilson(0, 20) == pytest.approx((0.0, 0.1611), abs=5e-5)


def test_students_interval_of_nists_flow_rate() -> None:
    low, high = means.mean_interval(FLOW_RATE)
    assert (low + high) / 2 == pytest.approx(50.81)
    assert high - low == pytest.approx(2 * 2.2621571628 * np.std(FLOW_RATE, ddof=1) / np.sqrt(10), rel=1e-9)


def test_the_chart_of_nists_flow_rate() -> None:
    chart = charts.xmr(FLOW_RATE)
    assert chart.centre[0] == pytest.approx(50.81)
    assert chart.high[0] == pytest.approx(55.8041, abs=5e-5)
    assert chart.low[0] == pytest.approx(45.8159, abs=5e-5)
    assert chart.range_limit == pytest.approx(3.267 * np.abs(np.diff(FLOW_RATE)).mean())
    assert [s for s in chart.signals if s.rule is Rule.OUTSIDE] == []


def test_the_chart_of_the_orange_juice_cans() -> None:
    chart = charts.p_chart(CANS, [50] * 30)
    assert chart.centre[0] == pytest.approx(0.231333, abs=5e-7)
    assert chart.high[0] == pytest.approx(0.410239, abs=5e-7)
    assert chart.low[0] == pytest.approx(0.052428, abs=5e-7)
    assert [s.first + 1 for s in chart.signals if s.rule is Rule.OUTSIDE] == [15, 23]
