"""Days, weeks and months in the company's time zone, and the instants at which they begin and end."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from colere.platform.metrics.remembering import once_per_request

_zone_source: Callable[[], str] = lambda: "UTC"


def register_time_zone(source: Callable[[], str]) -> None:
    """Let the domain that knows the company say in which time zone its days begin."""
    global _zone_source
    _zone_source = source


def company_zone() -> ZoneInfo:
    """The company's time zone; UTC until one is set."""
    return ZoneInfo(once_per_request("zone", _zone_source) or "UTC")


def day_of(moment: datetime, zone: ZoneInfo) -> date:
    """The day of an instant in the zone."""
    return moment.astimezone(zone).date()


def today(zone: ZoneInfo) -> date:
    """Today in the zone."""
    return datetime.now(UTC).astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The instant (UTC) at which the day begins in the zone."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def offsets(start: datetime, end: datetime, zone: ZoneInfo) -> list[tuple[datetime, int]]:
    """The zone's distance from UTC in seconds as steps: from each instant on, beginning before `start`, until `end`.

    So that any database can tell local days without knowing time zones.
    """
    first = start - timedelta(days=1)
    steps = [(first, _offset(first, zone))]
    moment = first
    while moment < end:
        following = moment + timedelta(days=1)
        if _offset(following, zone) != steps[-1][1]:
            change = _change_between(moment, following, zone)
            steps.append((change, _offset(change, zone)))
        moment = following
    return steps


def bucket_start(day: date, by: str) -> date:
    """The first day of the week (ISO, Monday) or month of a day; the day itself for days."""
    if by == "week":
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if by == "month" else day


def next_bucket(start: date, by: str) -> date:
    """The first day of the next week, month or day."""
    if by == "month":
        return (start.replace(day=28) + timedelta(days=4)).replace(day=1)
    return start + timedelta(days=7 if by == "week" else 1)


def buckets(start: date, end: date, by: str) -> list[date]:
    """The first days of all days, weeks or months that touch the period, both ends included."""
    found, moment = [], bucket_start(start, by)
    while moment <= end:
        found.append(moment)
        moment = next_bucket(moment, by)
    return found


def bucket_name(start: date, by: str) -> str:
    """How it is called in answers: "2026-03-02", or "2026-03" for a month."""
    return f"{start:%Y-%m}" if by == "month" else start.isoformat()


def _offset(moment: datetime, zone: ZoneInfo) -> int:
    offset = moment.astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def _change_between(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first second with the offset that holds at `high`."""
    wanted = _offset(high, zone)
    while high - low > timedelta(seconds=1):
        middle = low + (high - low) / 2
        middle = middle.replace(microsecond=0)
        if _offset(middle, zone) == wanted:
            high = middle
        else:
            low = middle
    return high.replace(microsecond=0)
