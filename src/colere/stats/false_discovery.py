"""Many questions at once: which of many small p-values may be believed."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from colere.stats.interval import Floats, as_floats

RATE = 0.05  # of what is reported, the share that may be chance


def q_values(p_values: ArrayLike) -> Floats:
    """The q-value of each p-value: the false discovery rate at which it would just be reported.

    Benjamini and Hochberg (1995), step-up: q₍ᵢ₎ = min over j ≥ i of m·p₍ⱼ₎/j. NaN (not tested) stays NaN and does not
    count among the m. Raises `ValueError` for a p-value outside 0 to 1.
    """
    p = as_floats(p_values)
    q = np.full(p.shape, np.nan)
    tested = np.flatnonzero(~np.isnan(p))
    if not tested.size:
        return q
    if p[tested].min() < 0.0 or p[tested].max() > 1.0:
        raise ValueError("A p-value must lie between 0 and 1.")
    order = tested[np.argsort(p[tested], kind="stable")]
    scaled = p[order] * tested.size / np.arange(1, tested.size + 1)
    q[order] = np.minimum(np.minimum.accumulate(scaled[::-1])[::-1], 1.0)
    return q


def holm(p: Floats, alarm: float, tests: int) -> NDArray[np.int64]:
    """Which hypotheses fall: in ascending order as long as p ≤ alarm ÷ (number left of all tests)."""
    order = np.argsort(p, kind="stable")
    holds = p[order] <= alarm / (tests - np.arange(p.size))
    return np.sort(order[: int(np.argmin(np.append(holds, False)))])
