"""Which of many series changed of late: one bound on false alarms for all that are shown together.

Each chart has its own rules, and each rule is wrong now and then: of twenty measures in which nothing happens, one of
two readers would find a change every week. So a signal has a chance too: how often a series of which nothing changed
would show one as strong in its newest periods. Holm's rule over all series then lets through only what is beyond chance
among so many.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from colere.stats.distributions import binomial_window, normal_quantile, normal_tails, t_tails
from colere.stats.false_discovery import holm
from colere.stats.signals import Rule, Signal

if TYPE_CHECKING:
    from colere.stats.interval import Floats

RECENT = 4  # periods that count as late
LOOKS = RECENT + 2  # each of these periods by itself, and two for all the signals of several periods together
ALARM = 0.05  # of all series together
RANGES_TELL = 0.6  # degrees of freedom of a spread taken from moving ranges, for each of them
_SURE = 1e-15  # a tail below it is lost in rounding


def strength_of(signal: Signal, offset: Floats, sigma: Floats) -> float:
    """How many standard errors the points of a signal lie together from the centre; of a trend, its slope from none.

    The centre is the mean of all points, those of the signal with them, so that σ² (1/k − 1/m) is the variance of what
    k of m points are off.
    """
    part = slice(signal.first, signal.last + 1)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = offset[part] / sigma[part]
    if signal.rule is Rule.TREND:
        steps = np.arange(z.size) - (z.size - 1) / 2.0
        return float(abs(steps @ z) / np.sqrt(steps @ steps))
    known = np.count_nonzero(~np.isnan(offset))
    return float(abs(z.sum()) / np.sqrt(z.size * (1.0 - z.size / known))) if z.size < known else 0.0


def strength_in_counts(yes: float, n: float, p: float, *, of: float) -> float:
    """The same of a share: how far out `yes` of `n` cases lie where it is `p`, the share of all `of` cases. By the
    binomial's own tail, because few cases lean to one side.
    """
    if n >= of:
        return 0.0
    if not 0.0 < p < 1.0:
        return float("inf")
    first, below = binomial_window(round(n), p)
    place = round(yes) - first
    is_high = yes > n * p
    if is_high:
        tail = 1.0 - (float(below[place - 1]) if 0 < place <= below.size else 1.0 if place > 0 else 0.0)
    else:
        tail = float(below[place]) if place >= 0 else 0.0
    return float(normal_quantile(1.0 - min(max(tail, _SURE), 0.5)) / np.sqrt(1.0 - n / of))


def chance(strength: float, *, points: int, is_counted: bool) -> float:
    """How often a series in which nothing changed shows a signal at least as strong in its newest four periods.

    `points` known periods; `is_counted`: the spread follows from the counts, as in a p chart, else it was taken from
    the moving ranges. The tail of one point, times six: one for each of the four, and two for all longer signals, of
    which few are strong by chance (simulated in `tests/stats/test_lately.py`).
    """
    if strength == 0.0:
        return 1.0
    tail = normal_tails(strength) if is_counted else t_tails(strength, max(RANGES_TELL * (points - 1), 1.0))
    return min(1.0, LOOKS * tail)


def beyond_chance(chances: Sequence[float], *, alarm: float = ALARM) -> list[bool]:
    """Which of these series changed: where nothing did in some, one of those is among them with a probability of at
    most `alarm` (Holm 1979), whatever the series have to do with each other.
    """
    found = set(holm(np.asarray(chances, dtype=np.float64), alarm, len(chances)).tolist()) if chances else set()
    return [place in found for place in range(len(chances))]
