"""Reading working calendars."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import partial
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from colere.foundation.models import CalendarException, Team, WorkingCalendar, WorkingInterval
from colere.foundation.rules import worktime
from colere.foundation.rules.worktime import Hours, Span
from colere.platform.errors import NotFound
from colere.platform.permissions import Actor, require


@dataclass(frozen=True, slots=True)
class DifferentDay:
    """A date that differs from its weekday: why, and its spans (none: closed)."""

    on: date
    why: str
    spans: Sequence[Span]
    is_holiday: bool


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """A calendar with its week, the dates of a year that differ, and the teams that keep it."""

    calendar: WorkingCalendar
    hours: Hours
    different: list[DifferentDay]
    teams: list[str]


def list_calendars(actor: Actor, *, is_archived: bool = False) -> list[tuple[WorkingCalendar, Hours]]:
    """The calendars by name, the company's own first, each with its hours: three queries."""
    require(actor, "people.read")
    calendars = list(WorkingCalendar.objects.filter(is_archived=is_archived).order_by("-is_default", "name"))
    return [(calendar, hours) for calendar, hours in zip(calendars, hours_of(calendars), strict=True)]


def get_calendar(actor: Actor, pk: int) -> WorkingCalendar:
    """One calendar. Raises `NotFound`."""
    require(actor, "people.read")
    calendar = WorkingCalendar.objects.filter(pk=pk).first()
    if calendar is None:
        raise NotFound(_("There is no such calendar."))
    return calendar


def get_calendar_page(actor: Actor, pk: int, *, year: int) -> CalendarPage:
    """One calendar with everything that its page shows of a year. Raises `NotFound`."""
    calendar = get_calendar(actor, pk)
    [hours] = hours_of([calendar])
    own = CalendarException.objects.filter(calendar=calendar, on__year=year)
    notes = dict(own.values_list("on", "note"))
    holidays = hours.holidays(year)
    days = sorted(holidays.keys() | notes.keys())
    different = [
        DifferentDay(on, notes.get(on) or holidays.get(on, ""), hours.spans_on(on), on in holidays) for on in days
    ]
    teams = Team.objects.filter(calendar=calendar, is_archived=False).order_by("name").values_list("name", flat=True)
    return CalendarPage(calendar, hours, different, list(teams))


def calendar_of(team: Team | None) -> Hours | None:
    """The hours that count for a team: its own, else the company's; None when there are none yet."""
    own = WorkingCalendar.objects.filter(pk=team.calendar_id).first() if team and team.calendar_id else None
    calendar = own or WorkingCalendar.objects.filter(is_default=True).first()
    return hours_of([calendar])[0] if calendar else None


def hours_of(calendars: Sequence[WorkingCalendar]) -> list[Hours]:
    """The hours of these calendars, in their order, ready to count with: two queries."""
    ids = [calendar.pk for calendar in calendars]
    weeks: dict[int, list[list[Span]]] = {pk: [[] for _day in range(7)] for pk in ids}
    for interval in WorkingInterval.objects.filter(calendar__in=ids):
        weeks[interval.calendar_id][interval.weekday].append(Span(interval.starts, interval.ends))
    exceptions: dict[int, dict[date, list[Span]]] = {pk: {} for pk in ids}
    for exception in CalendarException.objects.filter(calendar__in=ids):
        spans = [Span(time.fromisoformat(a), time.fromisoformat(b)) for a, b in exception.intervals]
        exceptions[exception.calendar_id][exception.on] = spans
    return [
        Hours(
            ZoneInfo(calendar.time_zone),
            [worktime.tidy(day) for day in weeks[calendar.pk]],
            exceptions=exceptions[calendar.pk],
            holidays=partial(worktime.public_holidays, calendar.country, calendar.subdivision),
        )
        for calendar in calendars
    ]
