"""The company, its departments, teams and calendars."""

from collections.abc import Sequence
from datetime import date, time
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from colere.foundation.actions.calendars import CalendarFacts
from colere.foundation.models import Department, WorkingCalendar
from colere.foundation.rules import worktime
from colere.foundation.rules.hours_text import read_hours, write_hours
from colere.foundation.rules.worktime import Span

DAYS = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]


def zone_choices() -> list[tuple[str, str]]:
    """All time zones as people look for them: by place, UTC first."""
    places = sorted(name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "SystemV/")))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in places)]


def country_choices() -> list[tuple[str, str]]:
    """The countries whose public holidays are known."""
    return [("", _now("No public holidays")), *worktime.holiday_countries()]


def _zone_field() -> forms.ChoiceField:
    return forms.ChoiceField(label=_("Time zone"), choices=zone_choices)


class OrganisationForm(forms.Form):
    """The company's own settings."""

    name = forms.CharField(label=_("Name of the company"), max_length=200)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("It decides to which day something belongs in every figure."),
    )
    country = forms.ChoiceField(label=_("Country"), choices=country_choices, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    currency = forms.CharField(label=_("Currency"), max_length=3, help_text=_("Three letters, such as EUR."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if len(settings.LANGUAGES) < 2:  # nothing to choose
            del self.fields["language"]


class DepartmentForm(forms.Form):
    """A part of the company."""

    name = forms.CharField(label=_("Name"), max_length=120)


class TeamForm(forms.Form):
    """People who work together."""

    name = forms.CharField(label=_("Name"), max_length=120)
    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), required=False, empty_label=_("None")
    )
    calendar = forms.ModelChoiceField(
        label=_("Working hours"),
        queryset=WorkingCalendar.objects.none(),
        required=False,
        empty_label=_("The company’s own"),
    )
    is_private = forms.BooleanField(
        label=_("Private"),
        required=False,
        help_text=_("Its conversations are read only by its members, its lead and heads of care."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        departments = Department.objects.filter(is_archived=False).order_by("name")
        calendars = WorkingCalendar.objects.filter(is_archived=False).order_by("name")
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]
        self.fields["calendar"].queryset = calendars  # type: ignore[attr-defined]


class HoursField(forms.CharField):
    """Hours as people write them: "9–12:30, 13:30–18", or nothing when closed."""

    def __init__(self, **options: Any) -> None:
        attrs = {"placeholder": _("closed"), "autocomplete": "off"}
        super().__init__(required=False, max_length=200, widget=forms.TextInput(attrs=attrs), **options)

    def to_python(self, value: Any) -> Any:
        """The shifts in the text."""
        text = super().to_python(value)
        try:
            return read_hours(text or "")
        except ValueError as error:
            raise forms.ValidationError(
                _now("“%(part)s” is not understood. Write hours like 9–12:30, 13:30–18.") % {"part": str(error)[:40]}
            ) from error


class CalendarForm(forms.Form):
    """A calendar's name and place, and its week: seven lines of hours."""

    name = forms.CharField(label=_("Name"), max_length=120)
    time_zone = _zone_field()
    country = forms.ChoiceField(label=_("Public holidays of"), choices=country_choices, required=False)
    subdivision = forms.CharField(
        label=_("Part of the country"),
        max_length=10,
        required=False,
        help_text=_("Its short code, such as BE for Berlin."),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for number, day in enumerate(DAYS):
            self.fields[f"day_{number}"] = HoursField(label=day)

    def facts(self) -> CalendarFacts:
        """Name and place, as the action wants them."""
        found = self.cleaned_data
        return CalendarFacts(
            name=found["name"],
            time_zone=found["time_zone"],
            country=found["country"],
            subdivision=found["subdivision"],
        )

    def shifts(self) -> list[tuple[int, time, time]]:
        """The week, as the action wants it."""
        return [(day, starts, ends) for day in range(7) for starts, ends in self.cleaned_data[f"day_{day}"]]


class ExceptionForm(forms.Form):
    """A date that differs."""

    on = forms.DateField(label=_("Date"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))
    spans = HoursField(label=_("Hours"), help_text=_("Like 9–12:30, 13:30–18. Left empty, we are closed on that day."))
    note = forms.CharField(label=_("Why"), max_length=200, required=False)


def initial_of(calendar: WorkingCalendar, week: Sequence[Sequence[Span]]) -> dict[str, Any]:
    """How the form is filled for a calendar."""
    names = ("name", "time_zone", "country", "subdivision")
    days = {f"day_{number}": write_hours(spans) for number, spans in enumerate(week)}
    return {name: getattr(calendar, name) for name in names} | days


def year_of(asked: str, *, today: date) -> int:
    """The year that an address asks for, this one when it asks for none that can be shown."""
    return int(asked) if asked.isdecimal() and 2000 <= int(asked) <= 2100 else today.year
