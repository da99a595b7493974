"""What chance alone does to groups of different size: the limits of a funnel plot.

Source: Spiegelhalter (2005), Funnel plots for comparing institutional performance, Statistics in Medicine 24:
1185-1202, appendix A.1.1: exact limits of a share from the binomial distribution, interpolated as counts are whole.
"""

import numpy as np
from numpy.typing import ArrayLike

from colere.stats.interval import Floats, as_floats

INNER, OUTER = 0.95, 0.998


def share_limits(share: float, n: ArrayLike, *, coverage: float = INNER) -> tuple[Floats, Floats]:
    """Between which shares `coverage` of all groups of size `n` fall when their true share is `share`.

    `n` are whole sizes from 1 on, in any shape; both answers have its shape and lie within 0 and 1. With r the least
    whole count whose probability to be reached or stayed under is at least p, the limit is (r − a) / n, where a is how
    far p lies below that probability, as a part of the probability of r itself. Raises `ValueError` for a share or a
    coverage that is none, and for sizes below 1.
    """
    from scipy import stats

    sizes = as_floats(n)
    if not 0 <= share <= 1 or not 0 < coverage < 1:
        raise ValueError("A share lies within 0 and 1, a coverage between them.")
    if not (np.isfinite(sizes) & (sizes >= 1)).all():
        raise ValueError("A group has at least one answer.")
    ends = []
    for p in ((1 - coverage) / 2, (1 + coverage) / 2):
        count = np.maximum(stats.binom.ppf(p, sizes, share), 0.0)
        reached, own = stats.binom.cdf(count, sizes, share), stats.binom.pmf(count, sizes, share)
        part = np.divide(reached - p, own, out=np.zeros(sizes.shape), where=own > 0)
        ends.append(np.clip((count - part) / sizes, 0.0, 1.0))
    low, high = ends
    return np.minimum(low, share), np.maximum(high, share)
