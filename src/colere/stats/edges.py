"""Where a stretch of days begins and ends: how likely its edges are, for one theme or for several that share them."""

import numpy as np
from numpy.typing import NDArray

from colere.stats.interval import Floats, check_confidence
from colere.stats.windows import SHORTEST, WEEK, cumulated, likelihood_ratio

Span = tuple[int, int]
"""A first day, and the day after the last."""


class Profile:
    """The likelihood ratio of a span as a function of its edges, each theme's divided by its own dispersion, summed.

    `y`, `usual` and `aside` are themes × days: contacts, what is usual, and days on which a theme says nothing of any
    span that touches them.
    """

    def __init__(self, y: Floats, usual: Floats, dispersion: Floats, aside: NDArray[np.bool_]) -> None:
        self.counted = cumulated(np.where(aside, 0.0, np.nan_to_num(y)))
        self.expected = cumulated(np.where(aside, 0.0, usual))
        self.blocked = cumulated(aside.astype(np.float64))
        self.dispersion = dispersion[:, None]

    def at(self, first: NDArray[np.int64], end: NDArray[np.int64]) -> Floats:
        """The ratio of each span; 0 where it is too short, and from themes that have put a day of it aside."""
        ratio = likelihood_ratio(
            self.counted[:, end] - self.counted[:, first],
            self.expected[:, end] - self.expected[:, first],
            self.counted[:, -1:],
            self.expected[:, -1:],
        )
        is_free = (self.blocked[:, end] == self.blocked[:, first]) & (end - first >= SHORTEST)
        return np.asarray(np.where(is_free, ratio / self.dispersion, 0.0).sum(axis=0))

    def firsts(self, first: int, end: int) -> Floats:
        """The ratio for each first day, up to twice the length before the end."""
        reach = max(0, first - max(WEEK, end - first))
        days = np.arange(self.blocked.shape[1])
        return np.where((days >= reach) & (days < end), self.at(np.minimum(days, end), np.full(days.size, end)), 0.0)

    def ends(self, first: int, end: int) -> Floats:
        """The ratio for each day after the last, up to twice the length after the first."""
        reach = min(self.blocked.shape[1] - 1, end + max(WEEK, end - first))
        days = np.arange(self.blocked.shape[1])
        at = self.at(np.full(days.size, first), np.maximum(days, first))
        return np.where((days <= reach) & (days > first), at, 0.0)

    def moved(self, span: Span) -> Span:
        """The span with first its beginning and then its end where the ratio is greatest."""
        first = int(self.firsts(*span).argmax())
        return first, int(self.ends(first, span[1]).argmax())

    def of(self, span: Span) -> float:
        """The ratio of one span."""
        return float(self.at(np.array([span[0]]), np.array([span[1]]))[0])

    def between(self, span: Span, confidence: float) -> tuple[Span, Span]:
        """The days between which the first and the last day lie, each with this confidence.

        Those for which the ratio is at most −2 log(1 − √confidence) less than the best one (7.4 for 95 %): around an
        edge the ratio is a random walk on both sides, whose greatest value is larger than χ² (Siegmund 1988,
        International Statistical Review 56).
        """
        check_confidence(confidence)
        drop = -2.0 * float(np.log1p(-np.sqrt(confidence)))
        return _near(self.firsts(*span), drop, 0), _near(self.ends(*span), drop, -1)


def _near(ratio: Floats, drop: float, shift: int) -> Span:
    near = np.flatnonzero(ratio >= ratio.max() - drop)
    return int(near[0]) + shift, int(near[-1]) + shift
