"""Means of scores with Student's interval."""

import math

from numpy.typing import ArrayLike

from colere.stats.distributions import t_quantile
from colere.stats.interval import CONFIDENCE, Interval, as_floats, check_confidence


def mean_interval(values: ArrayLike, *, confidence: float = CONFIDENCE) -> Interval:
    """Student's interval of the mean of the values: mean ± t(n−1) · s/√n. NaN for fewer than two values."""
    x = as_floats(values)
    if x.size and not math.isfinite(float(x.sum())):
        raise ValueError("A mean needs finite values.")
    return interval_from_sums(int(x.size), float(x.sum()), float((x * x).sum()), confidence=confidence)


def interval_from_sums(n: int, total: float, squares: float, *, confidence: float = CONFIDENCE) -> Interval:
    """As `mean_interval`, from the number of values, their sum and the sum of their squares.

    For whole numbers up to 10⁷ values the variance (squares − total²/n)/(n−1) is computed without rounding, so nothing
    is lost against two passes over the values. NaN for fewer than two values.
    """
    tail = check_confidence(confidence)
    if n < 2:
        return Interval(as_floats(math.nan)[()], as_floats(math.nan)[()])
    if float(total).is_integer() and float(squares).is_integer():
        spread = max(n * int(squares) - int(total) ** 2, 0) / (n * (n - 1))
    else:
        spread = max(squares - total * total / n, 0.0) / (n - 1)
    half = t_quantile(1.0 - tail, float(n - 1)) * math.sqrt(spread / n)
    mean = total / n
    return Interval(as_floats(mean - half)[()], as_floats(mean + half)[()])
