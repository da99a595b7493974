"""When a schedule is due: five-field cron expressions and fixed intervals, safe across changes of the clock.

Pure functions over times. A slot is an instant in UTC, so "has this slot been run?" is one question with one answer on
every machine. Expressions are read in a time zone, as people mean them, with the two awkward hours of the year settled
the way old cron does:

- An expression that names its hours ("30 2 * * *") runs once a day: the first time when the hour comes twice, and at
  the end of the gap when the hour is left out.
- An expression for every hour ("*/15 * * * *") simply goes on in elapsed time: it runs in both passes of a repeated
  hour.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

FIELDS = (("minute", 0, 59), ("hour", 0, 23), ("day of month", 1, 31), ("month", 1, 12), ("day of week", 0, 7))
MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAY_NAMES = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
FURTHEST_DAYS = 366 * 8 + 3
"""29 February is at most eight years away (1896 to 1904, 2096 to 2104)."""

_PART = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d+))?")


class InvalidCron(ValueError):
    """The expression cannot be read; the message says which field and why."""


@dataclass(frozen=True)
class Cron:
    """A five-field expression, read: the values that match, field by field."""

    minutes: tuple[int, ...]
    hours: tuple[int, ...]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    any_day: bool
    any_weekday: bool

    @property
    def is_hourly(self) -> bool:
        """True when every hour matches, so that the expression means elapsed time and not an hour of the clock."""
        return len(self.hours) == 24

    def matches_day(self, day: date) -> bool:
        """Whether it runs on `day`. As everywhere: where both kinds of day are restricted, either is enough."""
        if day.month not in self.months:
            return False
        in_month = day.day in self.days
        in_week = day.isoweekday() % 7 in self.weekdays
        if self.any_day or self.any_weekday:
            return in_month and in_week
        return in_month or in_week


@lru_cache(maxsize=256)
def parse(expression: str) -> Cron:
    """`expression` as a Cron. Raises InvalidCron, which names the field that cannot be read.

    >>> parse("0 3 * * mon-fri").hours
    (3,)
    """
    parts = expression.split()
    if len(parts) != len(FIELDS):
        raise InvalidCron(f"{expression!r} has {len(parts)} fields; a schedule has five: minute hour day month weekday")
    minutes, hours, days, months, weekdays = (_values(part, *field) for part, field in zip(parts, FIELDS, strict=True))
    cron = Cron(
        minutes=tuple(sorted(minutes)),
        hours=tuple(sorted(hours)),
        days=frozenset(days),
        months=frozenset(months),
        weekdays=frozenset(day % 7 for day in weekdays),
        any_day=parts[2].startswith("*"),
        any_weekday=parts[4].startswith("*"),
    )
    start = date(2096, 3, 1)
    if not any(cron.matches_day(start + timedelta(days=n)) for n in range(FURTHEST_DAYS)):
        raise InvalidCron(f"{expression!r} names a day that never comes")
    return cron


def last_slot(cron: Cron, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The newest slot at or before `now` (aware), in UTC; None where there is none within eight years."""
    today = now.astimezone(zone).date()
    for back in range(FURTHEST_DAYS):
        day = today - timedelta(days=back)
        for hour in reversed(cron.hours) if cron.matches_day(day) else ():
            earliest = _slots_at(cron, zone, day, hour, cron.minutes[:1])
            if earliest and min(earliest) > now:
                continue
            due = [slot for slot in _slots_at(cron, zone, day, hour, cron.minutes) if slot <= now]
            if due:
                return max(due)
    return None


def next_slot(cron: Cron, zone: ZoneInfo, now: datetime) -> datetime | None:
    """The first slot after `now` (aware), in UTC; None where there is none within eight years."""
    today = now.astimezone(zone).date()
    for ahead in range(FURTHEST_DAYS):
        day = today + timedelta(days=ahead)
        for hour in cron.hours if cron.matches_day(day) else ():
            latest = _slots_at(cron, zone, day, hour, cron.minutes[-1:])
            if latest and max(latest) <= now:
                continue
            coming = [slot for slot in _slots_at(cron, zone, day, hour, cron.minutes) if slot > now]
            if coming:
                return min(coming)
    return None


def last_interval(seconds: int, now: datetime) -> datetime:
    """The newest multiple of `seconds` since 1970 at or before `now`: the same on every machine."""
    return datetime.fromtimestamp(int(now.timestamp()) // seconds * seconds, tz=UTC)


def _slots_at(cron: Cron, zone: ZoneInfo, day: date, hour: int, minutes: tuple[int, ...]) -> list[datetime]:
    walls = (datetime(day.year, day.month, day.day, hour, minute) for minute in minutes)
    return [slot for wall in walls for slot in _instants(wall, zone, repeat=cron.is_hourly)]


def _instants(wall: datetime, zone: ZoneInfo, *, repeat: bool) -> Iterator[datetime]:
    """The instants at which a clock in `zone` shows `wall`: usually one, two in a repeated hour, none in a gap."""
    first = wall.replace(tzinfo=zone).astimezone(UTC)
    second = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    if first == second:
        yield first
    elif first < second:
        yield first
        if repeat:
            yield second
    elif not repeat:
        yield _end_of_gap(second, first, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The instant between the two at which the clock jumps (to the minute)."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(minutes=1):
        middle = (before + (after - before) / 2).replace(second=0, microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def _values(text: str, name: str, low: int, high: int) -> set[int]:
    values: set[int] = set()
    for part in text.lower().split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise InvalidCron(f"{part!r} is not a {name}")
        step = int(match["step"] or 1)
        if match["first"] == "*":
            first, last = low, high
            if match["last"]:
                raise InvalidCron(f"{part!r} is not a {name}")
        else:
            first = _number(match["first"], name)
            last = _number(match["last"], name) if match["last"] else (high if match["step"] else first)
        if not low <= first <= last <= high or step < 1:
            raise InvalidCron(f"{part!r} is not a {name} between {low} and {high}")
        values.update(range(first, last + 1, step))
    return values


def _number(text: str, name: str) -> int:
    if name == "month" and text in MONTH_NAMES:
        return MONTH_NAMES.index(text) + 1
    if name == "day of week" and text in WEEKDAY_NAMES:
        return WEEKDAY_NAMES.index(text)
    if not text.isdecimal():
        raise InvalidCron(f"{text!r} is not a {name}")
    return int(text)
