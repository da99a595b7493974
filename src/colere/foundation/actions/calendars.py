"""Working calendars: weekly hours, dates that differ, public holidays."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from colere.foundation.actions.organisation import known_country, known_time_zone
from colere.foundation.actions.writing import changed_fields, clean_words, taken_as
from colere.foundation.events import CalendarChanged
from colere.foundation.models import CalendarException, WorkingCalendar, WorkingInterval
from colere.foundation.rules import worktime
from colere.foundation.rules.worktime import Span
from colere.platform.errors import Invalid
from colere.platform.events import publish
from colere.platform.permissions import Actor, require


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFacts:
    """A calendar's name, place and clock."""

    name: str
    time_zone: str = "UTC"
    country: str = ""
    subdivision: str = ""


@transaction.atomic
def add_calendar(
    *, facts: CalendarFacts, shifts: Iterable[tuple[int, time, time]] = (), actor: Actor
) -> WorkingCalendar:
    """A new calendar with these weekly shifts (weekday, from, to); the first one becomes the company's own."""
    require(actor, "people.manage")
    is_first = not WorkingCalendar.objects.filter(is_default=True).exists()
    with taken_as(_("There is a calendar of this name already.")):
        calendar = WorkingCalendar.objects.create(**_clean(facts), is_default=is_first)
    _write_week(calendar, shifts)
    publish(CalendarChanged(calendar=calendar.pk, is_new=True), actor=actor)
    return calendar


@transaction.atomic
def change_calendar(
    calendar: WorkingCalendar,
    *,
    facts: CalendarFacts,
    shifts: Iterable[tuple[int, time, time]] | None = None,
    actor: Actor,
) -> None:
    """Changes name, time zone, place, and the week where one is given.

    Raises `Conflict` when the name is taken, `Invalid` for an unknown place.
    """
    require(actor, "people.manage", calendar)
    changed = changed_fields(calendar, _clean(facts))
    if changed:
        with taken_as(_("There is a calendar of this name already.")):
            calendar.save(update_fields=changed)
    if shifts is not None and _write_week(calendar, shifts):
        changed = (*changed, "week")
    if changed:
        publish(CalendarChanged(calendar=calendar.pk, fields=changed), actor=actor)


@transaction.atomic
def set_week(calendar: WorkingCalendar, *, shifts: Iterable[tuple[int, time, time]], actor: Actor) -> None:
    """Gives the calendar exactly these weekly shifts (weekday with Monday as 0, from, to).

    A shift that ends before it starts goes on past midnight into the next day; those that touch are joined.
    """
    require(actor, "people.manage", calendar)
    if _write_week(calendar, shifts):
        publish(CalendarChanged(calendar=calendar.pk, fields=("week",)), actor=actor)


@transaction.atomic
def set_exception(
    calendar: WorkingCalendar, *, on: date, spans: Sequence[tuple[time, time]] = (), note: str = "", actor: Actor
) -> CalendarException:
    """Says how one date differs: closed without spans, else open only in these. Replaces what was said before.

    Raises `Invalid` when a span crosses midnight: the next date has hours of its own.
    """
    require(actor, "people.manage", calendar)
    if any(ends != worktime.MIDNIGHT and ends <= starts for starts, ends in spans):
        sentence = _("On a single date, hours end later than they start, or at midnight (00:00).")
        raise Invalid(sentence, fields={"spans": sentence})
    tidied = worktime.tidy(Span(starts, ends) for starts, ends in spans)
    exception, _is_new = CalendarException.objects.update_or_create(
        calendar=calendar,
        on=on,
        defaults={
            "intervals": [[f"{span.starts:%H:%M}", f"{span.ends:%H:%M}"] for span in tidied],
            "note": clean_words(note, most=200, field="note", required=False),
        },
    )
    publish(CalendarChanged(calendar=calendar.pk, fields=("exceptions",)), actor=actor)
    return exception


@transaction.atomic
def drop_exception(calendar: WorkingCalendar, *, on: date, actor: Actor) -> None:
    """The date follows its weekday again."""
    require(actor, "people.manage", calendar)
    gone, _each = CalendarException.objects.filter(calendar=calendar, on=on).delete()
    if gone:
        publish(CalendarChanged(calendar=calendar.pk, fields=("exceptions",)), actor=actor)


@transaction.atomic
def make_default(calendar: WorkingCalendar, *, actor: Actor) -> None:
    """Lets this calendar count for every team that has none of its own."""
    require(actor, "people.manage", calendar)
    if calendar.is_archived:
        raise Invalid(_("An archived calendar cannot count for everybody. Bring it back first."))
    if calendar.is_default:
        return
    WorkingCalendar.objects.filter(is_default=True).update(is_default=False)
    calendar.is_default = True
    calendar.save(update_fields=["is_default"])
    publish(CalendarChanged(calendar=calendar.pk, fields=("is_default",)), actor=actor)


@transaction.atomic
def archive_calendar(calendar: WorkingCalendar, *, actor: Actor) -> None:
    """Takes the calendar out of choices; teams that have it keep it. Raises `Invalid` for the company's own."""
    require(actor, "people.manage", calendar)
    if calendar.is_default:
        raise Invalid(_("This calendar counts for everybody. Let another one count first."))
    _set_archived(calendar, is_archived=True, actor=actor)


@transaction.atomic
def restore_calendar(calendar: WorkingCalendar, *, actor: Actor) -> None:
    """Brings an archived calendar back."""
    require(actor, "people.manage", calendar)
    _set_archived(calendar, is_archived=False, actor=actor)


def _set_archived(calendar: WorkingCalendar, *, is_archived: bool, actor: Actor) -> None:
    if changed := changed_fields(calendar, {"is_archived": is_archived}):
        calendar.save(update_fields=changed)
        publish(CalendarChanged(calendar=calendar.pk, fields=changed), actor=actor)


def _clean(facts: CalendarFacts) -> dict[str, str]:
    country = known_country(facts.country)
    subdivision = facts.subdivision.strip().upper()
    if subdivision and subdivision not in worktime.holiday_places().get(country, ()):
        sentence = _("“%(part)s” is not a part of this country that has holidays of its own.") % {
            "part": subdivision[:10]
        }
        raise Invalid(sentence, fields={"subdivision": sentence})
    return {
        "name": clean_words(facts.name, most=120, field="name"),
        "time_zone": known_time_zone(facts.time_zone),
        "country": country,
        "subdivision": subdivision,
    }


def _write_week(calendar: WorkingCalendar, shifts: Iterable[tuple[int, time, time]]) -> bool:
    """Replaces the weekly intervals; gives whether anything changed."""
    days: dict[int, list[Span]] = {}
    for weekday, starts, ends in shifts:
        if not 0 <= weekday <= 6:
            raise Invalid(_("There are seven days in a week, and Monday is 0."))
        for day, span in worktime.split_at_midnight(weekday, starts, ends):
            days.setdefault(day, []).append(span)
    wanted = [(day, span.starts, span.ends) for day in sorted(days) for span in worktime.tidy(days[day])]
    if wanted == list(calendar.intervals.values_list("weekday", "starts", "ends")):
        return False
    calendar.intervals.all().delete()
    WorkingInterval.objects.bulk_create(
        WorkingInterval(calendar=calendar, weekday=day, starts=starts, ends=ends) for day, starts, ends in wanted
    )
    return True
