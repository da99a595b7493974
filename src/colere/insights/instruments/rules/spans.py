"""Moments as local days and intervals, and days as spans that begin with a change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from colere.stats.interrupted import Supposed
    from colere.stats.interval import Floats

WEEK = 7
LEAST_WEEKS = 8  # on both sides of a change: with fewer, days are looked at instead
YEAR = 365.25
SEASON_DAYS = 40 * WEEK
DRIFT, WAVE = 0.2, 0.4  # log odds: how far a topic's share goes in a year, and with its season (standard deviations)


@dataclass(frozen=True, slots=True)
class Spans:
    """Whole spans of `width` days around a change: `start` is the first after it, `first` the day of the first span.

    `of_day` gives the span of each day, −1 for days of a span that is not whole.
    """

    width: int
    count: int
    start: int
    first: date
    of_day: NDArray[np.int64]

    def names(self) -> list[str]:
        """The first day of each span."""
        return [(self.first + timedelta(days=place * self.width)).isoformat() for place in range(self.count)]

    def knows_year(self) -> bool:
        """Whether the days are enough for a guess at the season of the year."""
        return self.count * self.width >= SEASON_DAYS

    def seasons(self) -> tuple[tuple[float, int], ...]:
        """The seasons that so many spans can tell: the weekday of days, the year as one wave, and as two once two
        years are known. One year leaves little to tell a season from a change, which the interval shows; without any
        wave a summer's topic that ends in autumn passes for a change.
        """
        weekly = ((7.0, 3),) if self.width == 1 else ()
        waves = 2 if self.count * self.width >= 2 * YEAR else 1
        return (*weekly, (YEAR / self.width, waves)) if self.knows_year() else weekly

    def supposed(self) -> tuple[tuple[tuple[float, int], ...], Supposed | None]:
        """The seasons, and how far they and the trend may go, of a topic's share of all contacts.

        With less than two years nobody can tell a share's drift and season from a change: left free, they take most of
        it; left out, they pass for one. Supposed is that a share seldom drifts by more than 40 % in a year, and that
        its first wave seldom makes more than 80 % of a difference: both are twice the standard deviations.
        """
        from colere.stats.interrupted import Supposed

        if not self.knows_year() or self.count * self.width >= 2 * YEAR:
            return self.seasons(), None
        weekly = ((7.0, 3),) if self.width == 1 else ()
        return (*weekly, (YEAR / self.width, 2)), Supposed(DRIFT * self.width / YEAR, WAVE)

    def sums(self, by_day: Floats) -> Floats:
        """Sums over the spans of one figure for each day."""
        import numpy as np

        from colere.stats.interval import as_floats

        kept = self.of_day >= 0
        return as_floats(np.bincount(self.of_day[kept], weights=by_day[kept], minlength=self.count))


def spans_around(start: date, end: date, on: date) -> Spans:
    """Weeks counted from the day of the change, so that none lies on both sides of it; days where there are few.

    Raises `ValueError` where the change does not lie within the days.
    """
    import numpy as np

    before, after = (on - start).days, (end - on).days + 1
    if before < 1 or after < 1:
        raise ValueError("The change must lie within the days that are known, with at least one before it.")
    width = WEEK if min(before, after) >= LEAST_WEEKS * WEEK else 1
    earlier, later = before // width, after // width
    place = np.floor_divide(np.arange(before + after) - before, width) + earlier
    of_day = np.where((place >= 0) & (place < earlier + later), place, -1)
    return Spans(width, earlier + later, earlier, on - timedelta(days=earlier * width), of_day)


def local_times(at: NDArray[np.datetime64], steps: Sequence[tuple[datetime, int]]) -> NDArray[np.datetime64]:
    """UTC moments as local wall time; `steps` as from `periods.offsets`: from each instant on, so many seconds."""
    import numpy as np

    begins = np.array([moment.replace(tzinfo=None) for moment, _ in steps], dtype="datetime64[us]")
    seconds = np.array([offset for _, offset in steps], dtype="timedelta64[s]")
    place = np.maximum(np.searchsorted(begins, at, side="right") - 1, 0)
    return np.asarray(at + seconds[place])


def counts_by_interval(local: NDArray[np.datetime64], *, start: date, days: int, minutes: int) -> Floats:
    """Days × intervals of `minutes` (which divide a day): how many moments fall into each."""
    import numpy as np

    slots = 1440 // minutes
    since = (local - np.datetime64(start.isoformat(), "us")) // np.timedelta64(minutes, "m")
    place = since.astype(np.int64)
    inside = place[(place >= 0) & (place < days * slots)]
    return np.bincount(inside, minlength=days * slots).astype(np.float64).reshape(days, slots)
