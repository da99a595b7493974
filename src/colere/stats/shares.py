"""Shares: how many of how many, with the interval that holds for small numbers and for 0 and 1 too."""

import numpy as np
from numpy.typing import ArrayLike

from colere.stats.distributions import normal_quantile
from colere.stats.interval import CONFIDENCE, Interval, as_floats, check_confidence


def wilson(yes: ArrayLike, n: ArrayLike, *, confidence: float = CONFIDENCE) -> Interval:
    """Wilson's score interval for the share yes ÷ n.

    (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n). Newcombe (1998), Statistics in Medicine 17, method 3. Scalars or
    arrays of one shape; NaN where n is 0. It always contains the share. Raises `ValueError` for counts that are
    negative or more than n.
    """
    z = normal_quantile(1.0 - check_confidence(confidence))
    k, total = as_floats(yes), as_floats(n)
    if not (np.all(k >= 0) and np.all(k <= total)):
        raise ValueError("A share needs 0 ≤ yes ≤ n.")
    with np.errstate(divide="ignore", invalid="ignore"):
        share = k / total
        centre = (k + z * z / 2) / (total + z * z)
        half = z / (total + z * z) * np.sqrt(k * (total - k) / total + z * z / 4)
    low = np.where(k == 0, 0.0, np.clip(centre - half, 0.0, share))
    high = np.where(k == total, 1.0, np.clip(centre + half, share, 1.0))
    none = total == 0
    return Interval(np.where(none, np.nan, low)[()], np.where(none, np.nan, high)[()])
