"""A change that comes to several on different days: weeks, and in which of them each had it first."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from colere.insights.instruments.rules.spans import WEEK

if TYPE_CHECKING:
    from colere.stats.interval import Floats


@dataclass(frozen=True, slots=True)
class Weeks:
    """`count` whole weeks, the first `skipped` days after the first day that is known.

    `firsts` has for each that got the change its first whole week with it, and whether it came in the midst of the
    week before: that week is neither without it nor with it.
    """

    first: date
    count: int
    skipped: int
    firsts: Mapping[Hashable, tuple[int, bool]]

    def sums(self, by_day: Floats) -> Floats:
        """Sums over the weeks of one figure for each day."""
        from colere.stats.interval import as_floats

        whole = by_day[self.skipped : self.skipped + self.count * WEEK]
        return as_floats(whole.reshape(self.count, WEEK).sum(axis=1))

    def mean(self, by_day: Floats) -> float:
        """How much of it there is in a week, on average."""
        return float(self.sums(by_day).mean()) if self.count else 0.0

    def start_of(self, key: Hashable) -> float:
        """The first whole week with the change; infinite for who never got it."""
        return float(self.firsts[key][0]) if key in self.firsts else float("inf")

    def of(self, key: Hashable, by_week: Floats) -> Floats:
        """The figures by week, without that of the week in whose midst the change came."""
        place, is_within = self.firsts.get(key, (0, False))
        if not is_within or not 0 < place <= self.count:
            return by_week
        found = by_week.copy()
        found[place - 1] = float("nan")
        return found


def weeks_around(start: date, end: date, starts: Mapping[Hashable, date]) -> Weeks:
    """Weeks that begin on the weekday on which the change came to the first of them."""
    anchor = min(starts.values(), default=start)
    skipped = (anchor - start).days % WEEK
    first = start + timedelta(days=skipped)
    count = max(((end - first).days + 1) // WEEK, 0)
    firsts = {}
    for key, on in starts.items():
        whole, rest = divmod((on - first).days, WEEK)
        firsts[key] = (whole + 1, True) if rest else (whole, False)
    return Weeks(first, count, skipped, firsts)
