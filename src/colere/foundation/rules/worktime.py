"""When we work, and how much working time lies between two moments.

A weekday has any number of spans. A date may have spans of its own (none: closed); that goes before public holidays,
which are closed, and those before the weekday. Spans are wall time in the calendar's zone, so the arithmetic holds on
the days when the clocks change: a wall time that comes twice means its first coming, one that never comes means the
moment of the jump.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MIDNIGHT = time(0)
ONE_DAY = timedelta(days=1)
LOOK_AHEAD = timedelta(days=800)  # past two years of holidays and exceptions, a calendar that never opens never will


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of work within one day; `ends` 00:00 means the midnight at its end."""

    starts: time
    ends: time


@dataclass(frozen=True)
class Hours:
    """The hours of one calendar: seven days of spans (Monday first), dates that differ, and public holidays.

    `holidays(year)` gives the closed dates of a year with their names.
    """

    zone: ZoneInfo
    week: Sequence[Sequence[Span]]
    exceptions: Mapping[date, Sequence[Span]] = field(default_factory=dict)
    holidays: Callable[[int], Mapping[date, str]] = lambda year: {}

    def spans_on(self, day: date) -> Sequence[Span]:
        """The spans of this date, earliest first."""
        if day in self.exceptions:
            return self.exceptions[day]
        if day in self.holidays(day.year):
            return ()
        return self.week[day.weekday()]


def split_at_midnight(weekday: int, starts: time, ends: time) -> list[tuple[int, Span]]:
    """The spans of a shift, each with its weekday: a night shift from Friday 22:00 to 06:00 gives one on Friday up to
    midnight and one on Saturday from midnight. Equal times mean the whole day round.
    """
    if ends == MIDNIGHT or ends > starts:
        return [(weekday, Span(starts, ends))]
    return [(weekday, Span(starts, MIDNIGHT)), ((weekday + 1) % 7, Span(MIDNIGHT, ends))]


def tidy(spans: Iterable[Span]) -> list[Span]:
    """The spans in order, those that overlap or touch joined: 09–12 and 11–13 give 09–13."""
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and (joined[-1].ends == MIDNIGHT or span.starts <= joined[-1].ends):
            last = joined[-1]
            if last.ends != MIDNIGHT and (span.ends == MIDNIGHT or span.ends > last.ends):
                joined[-1] = Span(last.starts, span.ends)
            continue
        joined.append(span)
    return joined


def is_open(hours: Hours, at: datetime) -> bool:
    """Whether somebody works at this moment. A span holds its start and not its end."""
    return any(start <= at < end for start, end in _stretches(hours, at, at))


def next_opening(hours: Hours, at: datetime) -> datetime | None:
    """`at` itself when it is open then, else the start of the next span; None when the calendar never opens again."""
    for start, end in _stretches(hours, at, at + LOOK_AHEAD):
        if end > at:
            return max(start, at)
    return None


def closing(hours: Hours, at: datetime) -> datetime | None:
    """When the stretch of work that holds `at` ends (spans that touch count as one); None when it is closed then."""
    found: datetime | None = None
    for start, end in _stretches(hours, at, at + timedelta(days=8)):
        if found is not None and start > found:
            break
        if start == found or (found is None and start <= at < end):
            found = end
    return found


def working_seconds_between(hours: Hours, start: datetime, end: datetime) -> float:
    """How many working seconds lie between two moments; negative when `end` comes before `start`."""
    if end < start:
        return -working_seconds_between(hours, end, start)
    total = timedelta()
    for opens, closes in _stretches(hours, start, end):
        total += max(min(closes, end) - max(opens, start), timedelta())
    return total.total_seconds()


def add_working_seconds(hours: Hours, start: datetime, seconds: float) -> datetime | None:
    """The first moment by which so many working seconds have passed since `start`.

    Nothing to wait for (0 seconds) is due at once, even when it is closed. None when the calendar stays closed for
    more than two years before the time is used up.
    """
    if seconds < 0:
        raise ValueError("working time to add must not be negative")
    left, at = timedelta(seconds=seconds), start
    if not left:
        return start
    while True:
        used = False
        for opens, closes in _stretches(hours, at, at + LOOK_AHEAD):
            here = closes - max(opens, at)
            if here <= timedelta():
                continue
            if here >= left:
                return max(opens, at) + left
            left -= here
            at, used = closes, True
        if not used:
            return None


def seconds_a_week(week: Sequence[Sequence[Span]]) -> int:
    """How long an ordinary week is, in seconds."""
    return sum(
        _seconds_into_day(span.ends, is_end=True) - _seconds_into_day(span.starts) for day in week for span in day
    )


@lru_cache(maxsize=256)
def public_holidays(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    """The public holidays of a year with their names; none for a country or subdivision that the package does not know.

    The package is imported here because it takes longer than most pages.
    """
    if not country:
        return {}
    import holidays

    try:
        found = holidays.country_holidays(country, subdiv=subdivision or None, years=year)
    except NotImplementedError:
        return {}
    return dict(sorted(found.items()))


@lru_cache(maxsize=1)
def holiday_places() -> Mapping[str, Sequence[str]]:
    """The countries whose holidays are known, each with its subdivisions."""
    import holidays

    return dict(sorted(holidays.list_supported_countries().items()))


@lru_cache(maxsize=1)
def holiday_countries() -> Sequence[tuple[str, str]]:
    """The countries whose holidays are known, as (code, English name), by name."""
    from holidays.registry import COUNTRIES

    known = holiday_places()
    named = {names[1]: re.sub(r"(?<=[a-z])(?=[A-Z])", " ", names[0]) for names in COUNTRIES.values()}
    return sorted(((code, named.get(code, code)) for code in known), key=lambda place: place[1])


def _stretches(hours: Hours, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The spans of all days that touch `start` to `end`, as moments in UTC, earliest first and never overlapping."""
    day = start.astimezone(hours.zone).date()
    last = end.astimezone(hours.zone).date()
    while day <= last:
        for span in hours.spans_on(day):
            opens = _moment(hours.zone, day, span.starts)
            ends_on = day + ONE_DAY if span.ends == MIDNIGHT else day
            closes = _moment(hours.zone, ends_on, span.ends)
            if closes > opens:
                yield opens, closes
        day += ONE_DAY


def _moment(zone: ZoneInfo, day: date, wall: time) -> datetime:
    """The moment of a wall time; see the module about wall times that come twice or never."""
    early = datetime.combine(day, wall, zone).astimezone(UTC)
    late = datetime.combine(day, wall.replace(fold=1), zone).astimezone(UTC)
    return _jump(zone, late, early) if late < early else early


def _jump(zone: ZoneInfo, before: datetime, after: datetime) -> datetime:
    """The second between two moments at which the clocks go forward."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > timedelta(seconds=1):
        middle = (before + (after - before) / 2).replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after


def _seconds_into_day(wall: time, *, is_end: bool = False) -> int:
    if is_end and wall == MIDNIGHT:
        return 86_400
    return wall.hour * 3600 + wall.minute * 60 + wall.second
