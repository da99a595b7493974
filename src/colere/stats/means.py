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


def mean_of_parts(means: ArrayLike, n: ArrayLike, *, confidence: float = CONFIDENCE) -> Interval:
    """The interval of the mean of all answers, from the means of parts of them (weeks, say) and how many each has.

    The ratio estimator's, which lets parts differ by more than chance (Cochran 1977, Sampling Techniques, 6.3): with
    weights w = n/Σn, variance k/(k−1) · Σ w²(mean − all)² and t(k−1) for k parts. Parts without answers count for
    nothing. NaN for fewer than two parts.
    """
    tail = check_confidence(confidence)
    x, counted = as_floats(means), as_floats(n)
    x, counted = x[counted > 0], counted[counted > 0]
    if x.size and not math.isfinite(float(x.sum())):
        raise ValueError("A mean needs finite values.")
    if x.size < 2:
        return Interval(as_floats(math.nan)[()], as_floats(math.nan)[()])
    weights = counted / counted.sum()
    mean = float(weights @ x)
    spread = x.size / (x.size - 1) * float(weights**2 @ (x - mean) ** 2)
    half = t_quantile(1.0 - tail, float(x.size - 1)) * math.sqrt(spread)
    return Interval(as_floats(mean - half)[()], as_floats(mean + half)[()])


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
