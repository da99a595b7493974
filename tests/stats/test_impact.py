"""The counterfactual of a structural series: the planted effect is found, and none where none was planted."""

import numpy as np
import pytest

from colere.stats.impact import causal_impact
from colere.stats.interval import Floats
from tests.stats.coverage import coverage, samples


def company(seed: int) -> tuple[Floats, Floats]:
    """A series that follows a wandering comparison series, 100 periods."""
    rng = np.random.default_rng(seed)
    x = 100 + np.cumsum(rng.normal(size=100))
    return 1.2 * x + rng.normal(size=100), x


def test_ten_planted_on_the_last_thirty_of_a_hundred_points_are_inside_the_interval() -> None:
    y, x = company(1)
    y[70:] += 10
    found = causal_impact(y, 70, x)
    assert found.average.low < 10 < found.average.high
    assert found.average.low > 8
    assert found.total.value == pytest.approx(30 * found.average.value)
    assert found.relative.value == pytest.approx(found.average.value / found.expected.mean())
    assert found.average.n == 30


def test_no_effect_is_flagged_in_at_most_a_tenth_of_the_seeds() -> None:
    flagged = []
    for seed in range(samples(60)):
        y, x = company(seed)
        none = causal_impact(y, 70, x).average
        flagged.append(not none.low <= 0 <= none.high)
    assert np.mean(flagged) <= 0.10


def covered(seed: int, steps: tuple[float, ...], times: int) -> Floats:
    """How often 95 % hold an effect of nothing, for each size of the level's steps (the noise's is 1)."""
    rng = np.random.default_rng(seed)
    hits = []
    for _ in range(samples(times)):
        made = [50 + np.cumsum(rng.normal(0, step, 60)) + rng.normal(0, 1, 60) for step in steps]
        found = [causal_impact(y, 45).average for y in made]
        hits.append([none.low <= 0 <= none.high for none in found])
    return coverage(hits)


def test_the_interval_covers_the_truth_of_a_wandering_level() -> None:
    assert 0.93 <= covered(5, (1 / 3, 1.0), 400).mean() <= 0.97  # of 800: a standard error of .8 %


def test_a_level_that_is_still_is_covered_more_often_as_nobody_can_see_that_it_is() -> None:
    assert 0.96 <= covered(6, (0.0,), 200).mean() <= 0.995


def test_a_still_past_with_a_straight_line_goes_on() -> None:
    line = 3.0 + 2.0 * np.arange(40.0)
    found = causal_impact(line, 30, trend=True)
    assert found.average.value == pytest.approx(0, abs=1e-6)
    flat = causal_impact(np.ones(40), 30)
    assert (flat.average.low, flat.average.high) == pytest.approx((0, 0))


def test_uncertainty_grows_with_time_and_gaps_are_bridged() -> None:
    rng = np.random.default_rng(2)
    y = np.cumsum(rng.normal(size=80))
    y[[5, 20, 21, 70]] = np.nan
    found = causal_impact(y, 60)
    width = found.high - found.low
    assert (np.diff(width) > 0).all()
    assert found.average.n == 19
    assert 0 < found.level_share <= 1
    wider = causal_impact(y, 60, confidence=0.99).average
    assert wider.low < found.average.low < found.average.value < found.average.high < wider.high


def test_the_unit_of_the_comparison_series_changes_nothing() -> None:
    y, x = company(3)
    plain, scaled = causal_impact(y, 70, x).average, causal_impact(y, 70, 1000 * x - 7).average
    assert scaled.low == pytest.approx(plain.low, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    ("y", "start", "sentence"),
    [
        ([1.0, 2.0, 3.0, 4.0], 2, "more periods before"),
        (np.append(np.arange(20.0), [np.nan] * 5), 20, "more periods before"),
        ([np.inf] * 20, 10, "finite values"),
        (np.ones((20, 2)), 10, "one series"),
        ([], 0, "more periods"),
    ],
)
def test_too_little_is_refused(y: object, start: int, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        causal_impact(y, start)  # type: ignore[arg-type]


def test_a_comparison_with_holes_is_refused() -> None:
    with pytest.raises(ValueError, match="comparison"):
        causal_impact(np.arange(20.0), 10, np.append(np.ones(19), np.nan))
    with pytest.raises(ValueError, match="comparison"):
        causal_impact(np.arange(20.0), 10, np.ones(19))
