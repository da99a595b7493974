"""The recommendation score (share of 9-10 minus share of 0-6; "NPS") with its interval and the comparison of two
periods.

Formulas: Rocks (2016), "Interval estimation for the net promoter score", The American Statistician 70(4). The adjusted
Wald interval adds ¾ to those who would recommend, ¾ to those who would not, and so 3 to n (1½ stands for the passive).
"""

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from colere.stats.distributions import normal_quantile, normal_tails
from colere.stats.interval import CONFIDENCE, Floats, Interval, as_floats, check_confidence

_ADDED = 0.75
_ADDED_TOTAL = 3.0


class Comparison(NamedTuple):
    """Two scores against each other: their difference, its standard error, and how easily chance alone makes one as
    large.
    """

    difference: float
    standard_error: float
    p_value: float


def score(promoters: ArrayLike, detractors: ArrayLike, n: ArrayLike) -> Floats:
    """(promoters − detractors) ÷ n, from −1 to 1; NaN where n is 0."""
    p, d, total = _counts(promoters, detractors, n)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray((p - d) / total)[()]


def variance(promoters: ArrayLike, detractors: ArrayLike, n: ArrayLike) -> Floats:
    """The variance of one answer (+1, 0 or −1): (P + D)/n − score²."""
    p, d, total = _counts(promoters, detractors, n)
    return _variance(p, d, total)


def wald(promoters: ArrayLike, detractors: ArrayLike, n: ArrayLike, *, confidence: float = CONFIDENCE) -> Interval:
    """The plain Wald interval; too narrow for few answers, given for comparison with other tools."""
    z = normal_quantile(1.0 - check_confidence(confidence))
    return _around(*_counts(promoters, detractors, n), z)


def adjusted_wald(
    promoters: ArrayLike, detractors: ArrayLike, n: ArrayLike, *, confidence: float = CONFIDENCE
) -> Interval:
    """The adjusted Wald interval of the score, within −1 to 1; NaN where n is 0. Scalars or arrays of one shape."""
    z = normal_quantile(1.0 - check_confidence(confidence))
    p, d, total = _counts(promoters, detractors, n)
    low, high = _around(p + _ADDED, d + _ADDED, total + _ADDED_TOTAL, z)
    none = total == 0
    return Interval(
        np.where(none, np.nan, np.clip(low, -1.0, 1.0))[()], np.where(none, np.nan, np.clip(high, -1.0, 1.0))[()]
    )


def compare(now: tuple[int, int, int], before: tuple[int, int, int]) -> Comparison:
    """Whether the score of one period differs from that of another.

    Each period is (promoters, passives, detractors). Both are adjusted as in `adjusted_wald`; the difference is
    divided by the root of the sum of the squared standard errors, and the two-sided p-value is normal. Five points on
    1,000 answers are no change.
    """
    scores, errors = [], []
    for promoters, passives, detractors in (now, before):
        p, d, total = _counts(promoters, detractors, promoters + passives + detractors)
        p, d, total = p + _ADDED, d + _ADDED, total + _ADDED_TOTAL
        scores.append(float((p - d) / total))
        errors.append(float(_variance(p, d, total) / total))
    difference, error = scores[0] - scores[1], math.sqrt(sum(errors))
    return Comparison(difference, error, normal_tails(difference / error))


def _counts(promoters: ArrayLike, detractors: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats, Floats]:
    p, d, total = as_floats(promoters), as_floats(detractors), as_floats(n)
    if not (np.all(p >= 0) and np.all(d >= 0) and np.all(p + d <= total)):
        raise ValueError("A recommendation score needs counts of at least 0 whose sum is at most n.")
    return p, d, total


def _variance(p: Floats, d: Floats, total: Floats) -> Floats:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.maximum((p + d) / total - ((p - d) / total) ** 2, 0.0))[()]


def _around(p: Floats, d: Floats, total: Floats, z: float) -> Interval:
    with np.errstate(divide="ignore", invalid="ignore"):
        centre = (p - d) / total
        half = z * np.sqrt(_variance(p, d, total) / total)
    return Interval(np.asarray(centre - half)[()], np.asarray(centre + half)[()])
