"""The company's time: one year of days in its own time zone, public holidays, and quick UTC stamps.

Inside the simulation time is seconds of wall clock since the first midnight of the year (`local`). It becomes UTC at
the edge, with the offset of that day at noon; nobody works in the hour in which the clocks change.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from colere.demo.sizes import BUYING_DAYS, DAYS

ZONE = "Europe/London"
DAY_SECONDS = 86_400
TAIL_DAYS = 40
"""Days after the end for which shifts still exist, so that work begun in the year has somewhere to go."""


class Year:
    """`DAYS` days that end with `until`, with what the calendar says about each of them."""

    def __init__(self, until: date) -> None:
        self.until = until
        self.first = until - timedelta(days=DAYS - 1)
        self.days = DAYS
        self.horizon = DAYS * DAY_SECONDS
        """Nothing is known after this second (local)."""

    def date_of(self, day: int) -> date:
        """The date of a day by its number; negative numbers lie before the year."""
        return self.first + timedelta(days=int(day))

    @cached_property
    def weekdays(self) -> NDArray[np.int64]:
        """Weekday (Monday 0) of each day, with the tail after the year."""
        return (np.arange(DAYS + TAIL_DAYS) + self.first.weekday()) % 7

    @cached_property
    def months(self) -> NDArray[np.float64]:
        """Place in the year from 0 (1 January) to 12 of each day, for seasons."""
        days = [self.date_of(day).timetuple().tm_yday - 1 for day in range(DAYS + TAIL_DAYS)]
        return np.array(days) / 365.25 * 12

    @cached_property
    def holidays(self) -> NDArray[np.bool_]:
        """Which days (with the tail) are public holidays."""
        dates = [self.date_of(day) for day in range(DAYS + TAIL_DAYS)]
        free = {one for year in {one.year for one in dates} for one in public_holidays(year)}
        return np.array([one in free for one in dates])

    @cached_property
    def _offsets(self) -> list[int]:
        zone = ZoneInfo(ZONE)
        days = range(-BUYING_DAYS, DAYS + TAIL_DAYS + 1)
        noons = [datetime.combine(self.date_of(day), time(12), tzinfo=zone) for day in days]
        return [int(noon.utcoffset().total_seconds()) for noon in noons]  # type: ignore[union-attr]

    @cached_property
    def _dates(self) -> list[str]:
        return [self.date_of(day).isoformat() for day in range(-BUYING_DAYS - 2, DAYS + TAIL_DAYS + 2)]

    def stamp(self, local: float) -> str:
        """ISO 8601 in UTC, as in `2026-03-01T09:00:00Z`."""
        second = int(local)
        second -= self._offsets[second // DAY_SECONDS + BUYING_DAYS]
        day, rest = divmod(second, DAY_SECONDS)
        return self._dates[day + BUYING_DAYS + 2] + _MINUTES[rest // 60] + _SECONDS[rest % 60]

    def moment(self, local: float) -> datetime:
        """The same as `stamp`, as a datetime."""
        return datetime.fromisoformat(self.stamp(local).replace("Z", "+00:00")).astimezone(UTC)


_MINUTES = [f"T{minute // 60:02d}:{minute % 60:02d}:" for minute in range(1440)]
_SECONDS = [f"{second:02d}Z" for second in range(60)]


def easter(year: int) -> date:
    """Easter Sunday (the anonymous Gregorian computus)."""
    a, b, c = year % 19, year // 100, year % 100
    d = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    e = (32 + 2 * (b % 4) + 2 * (c // 4) - d - c % 4) % 7
    f = d + e - 7 * ((a + 11 * d + 22 * e) // 451) + 114
    return date(year, f // 31, f % 31 + 1)


def public_holidays(year: int) -> list[date]:
    """Bank holidays of England for a year, with substitutes for those that fall on a weekend."""
    sunday = easter(year)
    mondays = [_monday(year, 5, last=False), _monday(year, 5, last=True), _monday(year, 8, last=True)]
    fixed = [date(year, 1, 1), date(year, 12, 25), date(year, 12, 26)]
    found = [sunday - timedelta(days=2), sunday + timedelta(days=1), *mondays]
    for day in fixed:
        while day.weekday() >= 5 or day in found:
            day += timedelta(days=1)
        found.append(day)
    return sorted(found)


def _monday(year: int, month: int, *, last: bool) -> date:
    days = [date(year, month, day) for day in (range(25, 32) if last else range(1, 8))]
    return next(day for day in days if day.weekday() == 0)
