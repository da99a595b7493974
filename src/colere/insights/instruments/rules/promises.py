"""How far what is felt lies behind what is kept, promise by promise, and whether that grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from colere.foundation.rules.promises import Difference

ALONE = 1.959964  # standard errors of a 95 % interval


@dataclass(frozen=True, slots=True)
class Change:
    """By how much a gap has grown from the first half of a period to the second, with its interval."""

    value: float
    low: float
    high: float

    @property
    def is_known(self) -> bool:
        """Whether it can be told from no change."""
        return self.low > 0 or self.high < 0


def growth(before: Difference | None, after: Difference | None) -> Change | None:
    """After minus before: the distances to both gaps' own ends, added as squares (as Newcombe's method does it for
    shares). None where one of them cannot be told.
    """
    if before is None or after is None:
        return None
    value = after.value - before.value
    low = value - ((after.value - after.low) ** 2 + (before.high - before.value) ** 2) ** 0.5
    high = value + ((after.high - after.value) ** 2 + (before.value - before.low) ** 2) ** 0.5
    return Change(value, low, high)


def is_proven(gap: Difference, gaps: int) -> bool:
    """Whether kept is above felt beyond what chance does among so many promises: each gets its part of the 5 % of
    false alarms (Bonferroni), and its interval is widened by that.
    """
    from colere.stats.distributions import normal_quantile

    wider = float(normal_quantile(1 - 0.05 / 2 / max(gaps, 1))) / ALONE
    return gap.value - wider * (gap.value - gap.low) > 0


def widest(gaps: Sequence[Difference | None]) -> int | None:
    """The place of the widest gap that is proven; None where none is."""
    known = [gap for gap in gaps if gap is not None]
    proven = [place for place, gap in enumerate(gaps) if gap is not None and is_proven(gap, len(known))]
    return max(proven, key=lambda place: _value(gaps[place]), default=None)


def _value(gap: Difference | None) -> float:
    return gap.value if gap is not None else 0.0
