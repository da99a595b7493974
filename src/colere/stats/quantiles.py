"""Quantiles of waiting times: the value by linear interpolation, the interval by order statistics, free of any
distribution.
"""

import math
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

from colere.stats.distributions import binomial_window
from colere.stats.interval import CONFIDENCE, Floats, Interval, as_floats, check_confidence


class Ranks(NamedTuple):
    """Which of n values in ascending order make up a quantile and its interval. Ranks count from 1; 0 means that there
    is none.
    """

    below: int
    above: int
    weight: float  # how far the quantile lies from `below` towards `above`
    low: int
    high: int


def quantile_ranks(n: int, q: float, *, confidence: float = CONFIDENCE) -> Ranks:
    """The ranks for the q-quantile of n values.

    The value is Hyndman & Fan's type 7 (NumPy's default): position (n−1)q, interpolated. The interval is (X₍l₎, X₍u₎)
    with the greatest l for which P(B < l) ≤ α/2 and the least u for which P(B ≥ u) ≤ α/2, B binomial(n, q): it holds
    for any distribution (Conover 1999, §3.2). Where so few values cannot give such a bound, its rank is 0: a median
    has both from n = 6, a 90 % quantile from n = 36. Raises `ValueError` for q outside (0, 1) or n < 1.
    """
    if n < 1 or not 0.0 < q < 1.0:
        raise ValueError(f"A quantile needs at least one value and a share between 0 and 1, not {n} and {q}.")
    position = (n - 1) * q
    below = math.floor(position)
    low, high = order_ranks(n, q, confidence)
    return Ranks(below + 1, min(below + 2, n), position - below, low, high)


@lru_cache(maxsize=8192)
def order_ranks(n: int, q: float, confidence: float = CONFIDENCE) -> tuple[int, int]:
    """The ranks l and u of `quantile_ranks`; 0 where there is none."""
    tail = check_confidence(confidence)
    first, cumulative = binomial_window(n, q)
    low = first + int(np.searchsorted(cumulative, tail, side="right"))
    high = first + int(np.searchsorted(cumulative, 1.0 - tail, side="left")) + 1
    return low, high if high <= n else 0


def interpolate(below: float, above: float, weight: float) -> float:
    """The value `weight` of the way from `below` to `above`, rounded as `numpy.quantile` rounds it."""
    gap = above - below
    return above - gap * (1.0 - weight) if weight >= 0.5 else below + gap * weight


def quantile(values: ArrayLike, q: float) -> float:
    """The q-quantile (type 7) of the values in any order; NaN for none."""
    x = as_floats(values)
    if not x.size:
        return math.nan
    ranks = quantile_ranks(int(x.size), q)
    picked = _pick(x, [ranks.below, ranks.above])
    return interpolate(float(picked[0]), float(picked[1]), ranks.weight)


def quantile_interval(values: ArrayLike, q: float, *, confidence: float = CONFIDENCE) -> Interval:
    """The distribution-free interval of the q-quantile of the values; NaN for a bound that so few values cannot
    give.
    """
    x = as_floats(values)
    if not x.size:
        return Interval(as_floats(math.nan)[()], as_floats(math.nan)[()])
    ranks = quantile_ranks(int(x.size), q, confidence=confidence)
    picked = _pick(x, [ranks.low or 1, ranks.high or 1])
    low, high = (picked[0] if ranks.low else math.nan), (picked[1] if ranks.high else math.nan)
    return Interval(as_floats(low)[()], as_floats(high)[()])


def _pick(x: Floats, ranks: list[int]) -> Floats:
    if not np.isfinite(x).all():
        raise ValueError("A quantile needs finite values.")
    places = [rank - 1 for rank in ranks]
    return np.partition(x, sorted(set(places)))[places]
