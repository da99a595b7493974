"""Working calendars: the week, the dates that differ, the holidays of the year."""

from collections.abc import Sequence
from datetime import date, datetime, time

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from colere.foundation.actions import calendars as actions
from colere.foundation.forms.organisation import DAYS, CalendarForm, ExceptionForm, initial_of, year_of
from colere.foundation.models import WorkingCalendar
from colere.foundation.queries import calendars as queries
from colere.foundation.queries.calendars import CalendarPage
from colere.foundation.rules import worktime
from colere.foundation.rules.hours_text import write_hours
from colere.foundation.rules.worktime import Hours, Span
from colere.foundation.views.saving import WRONG, actor_of, archiving, saved, verb
from colere.platform.errors import NotFound
from colere.platform.permissions import requires
from colere.platform.ui import words
from colere.platform.ui.pages import redirect, render

USUAL_WEEK = {f"day_{day}": "9:00–17:00" for day in range(5)}
DAY_MINUTES = 24 * 60


@requires("people.read")
def calendar_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    now = timezone.now()
    calendars = queries.list_calendars(actor)
    open_now = [calendar.name for calendar, hours in calendars if worktime.is_open(hours, now)]
    context = {
        "calendars": [_row(calendar, hours, now) for calendar, hours in calendars],
        "archived": queries.list_calendars(actor, is_archived=True),
        "news": _list_news([calendar.name for calendar, _hours in calendars], open_now),
    }
    return render(request, "foundation/calendar_list.html", context)


def _row(calendar: WorkingCalendar, hours: Hours, now: datetime) -> dict[str, object]:
    return {
        "calendar": calendar,
        "hours_a_week": worktime.seconds_a_week(hours.week) / 3600,
        "is_open": worktime.is_open(hours, now),
        "says": open_words(hours, now),
    }


def _list_news(names: list[str], open_now: list[str]) -> str:
    if not names:
        return _("No working hours yet.")
    if not open_now:
        return _("Nobody works at this moment.")
    if len(names) == 1:
        return _("We are at work now.")
    if len(open_now) == len(names):
        return _("Everybody is at work now.")
    return _("At work now: %(open)s of %(all)s.") % {"open": len(open_now), "all": len(names)}


def open_words(hours: Hours, now: datetime) -> str:
    """ "open until 18:00", "opens tomorrow at 09:00" or "never opens"; in the calendar's own time."""
    closes = worktime.closing(hours, now)
    if closes is not None:
        return _("open until %(time)s") % {"time": f"{closes.astimezone(hours.zone):%H:%M}"}
    opens = worktime.next_opening(hours, now)
    if opens is None:
        return _("open all the time") if worktime.is_open(hours, now) else _("never opens")
    local = opens.astimezone(hours.zone)
    return _("opens %(day)s at %(time)s") % {"day": words.day(local.date()), "time": f"{local:%H:%M}"}


@requires("people.read")
def calendar_page(request: HttpRequest, key: int) -> HttpResponse:
    return _page(request, key, ExceptionForm())


def _page(request: HttpRequest, key: int, form: ExceptionForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    year = year_of(request.GET.get("year", ""), today=timezone.localdate())
    page = queries.get_calendar_page(actor_of(request), key, year=year)
    context = {
        "page": page,
        "calendar": page.calendar,
        "year": year,
        "news": _("%(name)s: %(state)s.") % {"name": page.calendar.name, "state": open_words(page.hours, now)},
        "week": [(day, bars(spans), write_hours(spans)) for day, spans in zip(DAYS, page.hours.week, strict=True)],
        "hours_a_week": worktime.seconds_a_week(page.hours.week) / 3600,
        "different": [(day, formats.date_format(day.on, "D j F"), write_hours(day.spans)) for day in page.different],
        "next_day": _next_different(page, now.astimezone(page.hours.zone).date()),
        "holidays_of": _holidays_of(page.calendar),
        "form": form,
    }
    return render(request, "foundation/calendar_page.html", context, status=status)


def _holidays_of(calendar: WorkingCalendar) -> str:
    """ "United Kingdom, ENG"; empty without public holidays."""
    country = dict(worktime.holiday_countries()).get(calendar.country, calendar.country)
    return ", ".join(filter(None, [country, calendar.subdivision]))


def bars(spans: Sequence[Span]) -> list[tuple[int, int, str]]:
    """The spans of a day as bars: the minute at which each begins, how many it lasts, and its words."""
    found = []
    for span in spans:
        begins = _minutes(span.starts)
        ends = DAY_MINUTES if span.ends == worktime.MIDNIGHT else _minutes(span.ends)
        found.append((begins, ends - begins, write_hours([span])))
    return found


def _minutes(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def _next_different(page: CalendarPage, today: date) -> str:
    coming = next((day for day in page.different if day.on >= today), None)
    return f"{words.day(coming.on)}: {coming.why}" if coming and coming.why else ""


@requires("people.manage")
def calendar_new(request: HttpRequest) -> HttpResponse:
    form = CalendarForm(request.POST or None, initial=USUAL_WEEK | {"time_zone": "Europe/Berlin"})
    if request.method == "POST":
        made = saved(
            form, lambda: actions.add_calendar(facts=form.facts(), shifts=form.shifts(), actor=actor_of(request))
        )
        if made is not None:
            return redirect(
                request, reverse("foundation:calendar", args=[made.pk]), said=_("These are working hours now.")
            )
    return _form_page(request, form, None)


@requires("people.manage")
def calendar_edit(request: HttpRequest, key: int) -> HttpResponse:
    actor = actor_of(request)
    calendar = queries.get_calendar(actor, key)
    [hours] = queries.hours_of([calendar])
    form = CalendarForm(request.POST or None, initial=initial_of(calendar, hours.week))

    if request.method == "POST":
        done = saved(
            form,
            lambda: actions.change_calendar(calendar, facts=form.facts(), shifts=form.shifts(), actor=actor) or True,
        )
        if done:
            return redirect(request, reverse("foundation:calendar", args=[key]), said=_("Saved."))
    return _form_page(request, form, calendar)


def _form_page(request: HttpRequest, form: CalendarForm, calendar: WorkingCalendar | None) -> HttpResponse:
    context = {"form": form, "calendar": calendar}
    return render(request, "foundation/calendar_form.html", context, status=WRONG if form.errors else 200)


@requires("people.manage")
@require_POST
def exception_set(request: HttpRequest, key: int) -> HttpResponse:
    actor = actor_of(request)
    calendar = queries.get_calendar(actor, key)
    form = ExceptionForm(request.POST)
    if saved(form, lambda: actions.set_exception(calendar, **form.cleaned_data, actor=actor)) is None:
        return _page(request, key, form, status=WRONG)
    on: date = form.cleaned_data["on"]
    return redirect(
        request,
        f"{reverse('foundation:calendar', args=[key])}?year={on.year}",
        said=_("%(day)s differs now.") % {"day": words.day(on)},
        undo=reverse("foundation:exception-drop", args=[key, on.isoformat()]),
    )


@requires("people.manage")
@require_POST
def exception_drop(request: HttpRequest, key: int, on: str) -> HttpResponse:
    actor = actor_of(request)
    try:
        day = date.fromisoformat(on)
    except ValueError as error:
        raise NotFound(_("There is no such date.")) from error
    actions.drop_exception(queries.get_calendar(actor, key), on=day, actor=actor)
    to = f"{reverse('foundation:calendar', args=[key])}?year={day.year}"
    return redirect(request, to, said=_("%(day)s follows its weekday again.") % {"day": words.day(day)})


calendar_archive, calendar_restore = archiving(
    "people.manage",
    find=queries.get_calendar,
    archive=actions.archive_calendar,
    restore=actions.restore_calendar,
    to="foundation:calendar-list",
    gone=lambda calendar: _("%(name)s is archived.") % {"name": calendar.name},
    back=lambda calendar: _("%(name)s is back.") % {"name": calendar.name},
    undo="foundation:calendar-restore",
)
calendar_default = verb(
    "people.manage",
    find=queries.get_calendar,
    act=actions.make_default,
    to="foundation:calendar-list",
    said=lambda calendar: _("%(name)s counts for every team without hours of its own.") % {"name": calendar.name},
)
