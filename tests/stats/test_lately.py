"""Of many series in which nothing changed, hardly ever one is said to have changed; what changed is."""

import numpy as np
import pytest
from scipy import stats

from colere.stats.charts import Chart, p_chart, p_prime, xmr
from colere.stats.distributions import t_tails
from colere.stats.lately import RECENT, beyond_chance, chance, strength_in_counts

MEASURES, WEEKS, PAGES = 20, 26, 250


def least_chance(chart: Chart) -> float:
    """That of the strongest signal of the newest periods."""
    last = chart.values.size - 1
    recent = [signal for signal in chart.signals if signal.last > last - RECENT]
    return min((chance(one.strength, points=last + 1, is_counted=chart.kind == "p") for one in recent), default=1.0)


def still(rng: np.random.Generator, place: int) -> Chart:
    """A measure in which nothing changes: a time or a count, a share of few or of many."""
    if place % 3 == 0:
        return xmr(rng.standard_normal(WEEKS))
    n = np.full(WEEKS, 60 if place % 3 == 1 else 900)
    return (p_chart if place % 3 == 1 else p_prime)(rng.binomial(n, 0.85), n)


def test_twenty_measures_that_only_vary_name_one_in_at_most_five_of_a_hundred_looks() -> None:
    rng = np.random.default_rng(11)
    pages = [[least_chance(still(rng, place)) for place in range(MEASURES)] for _ in range(PAGES)]
    by_themselves = np.mean([min(chances) < 1.0 for chances in pages])
    named = np.mean([any(beyond_chance(chances)) for chances in pages])
    assert by_themselves > 0.4, "one by one, some measure speaks in most weeks"
    assert named <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / PAGES)


@pytest.mark.parametrize("step", [4.0, -4.0])
def test_a_measure_that_moved_four_weeks_ago_is_named_among_twenty(step: float) -> None:
    rng, found = np.random.default_rng(12), 0
    for _ in range(40):
        moved = rng.standard_normal(WEEKS)
        moved[-RECENT:] += step
        found += beyond_chance([least_chance(xmr(moved)), *[1.0] * (MEASURES - 1)])[0]
    assert found >= 36


def test_a_chance_is_that_of_the_newest_periods_together() -> None:
    assert chance(0.0, points=26, is_counted=True) == 1.0
    assert chance(3.0, points=26, is_counted=True) == pytest.approx(6 * 2 * stats.norm.sf(3.0))
    assert chance(3.0, points=26, is_counted=False) == pytest.approx(6 * 2 * stats.t.sf(3.0, 15.0))
    assert chance(float("inf"), points=26, is_counted=True) == 0.0
    assert chance(float("inf"), points=2, is_counted=False) == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("yes", [0, 3, 20, 33, 40])
def test_a_share_of_few_leans_as_the_binomial_does(yes: int) -> None:
    tail = stats.binom.sf(yes - 1, 40, 0.5) if yes > 20 else stats.binom.cdf(yes, 40, 0.5)
    assert strength_in_counts(yes, 40, 0.5, of=1e12) == pytest.approx(stats.norm.isf(min(tail, 0.5)), rel=1e-4)


def test_where_all_said_yes_one_no_is_beyond_any_chance() -> None:
    assert strength_in_counts(39, 40, 1.0, of=80) == float("inf")


@pytest.mark.parametrize("df", [1.0, 4.5, 15.0, 80.0])
@pytest.mark.parametrize("t", [0.0, 1.0, -3.0, 8.0])
def test_the_tails_of_students_t(t: float, df: float) -> None:
    assert t_tails(t, df) == pytest.approx(2 * stats.t.sf(abs(t), df), rel=1e-6, abs=1e-13)


def test_without_degrees_of_freedom_there_are_no_tails() -> None:
    with pytest.raises(ValueError, match="at least one degree"):
        t_tails(1.0, 0.5)


def test_no_series_no_change() -> None:
    assert beyond_chance([]) == []
