"""What a reader of the measures can choose: all of it stands in the address."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from colere.care.conversations.queries.listing import list_topics
from colere.platform.metrics import Measure, ReportRequest
from colere.platform.metrics.dimensions import all_dimensions, get_dimension
from colere.platform.metrics.usual import usual_period
from colere.platform.permissions import Actor, allows

CALENDAR = [("day", _("Days")), ("week", _("Weeks")), ("month", _("Months"))]


class ChoiceForm(forms.Form):
    """Period, grouping and filters of one measure."""

    by = forms.ChoiceField(label=_("Over time, by"), choices=CALENDAR, required=False)
    group = forms.ChoiceField(label=_("Side by side, by"), required=False)
    start = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    team = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, empty_value=None)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    topic = forms.ChoiceField(label=_("Topic"), required=False)

    def __init__(self, data: Any, *, measure: Measure | None, actor: Actor) -> None:
        super().__init__(data)
        self.has_measure = measure is not None
        known = {"team", "person", "channel", "topic"} if measure is None else set(measure.fact_table.dimensions)
        groups = [d for d in all_dimensions() if d.name in known]
        if not allows(actor, "metrics.read_people"):
            groups = [d for d in groups if d.visible is None]
        self._offer("group", [("", _("Nothing")), *((d.name, d.label) for d in groups)])
        self._offer("team", [("", _("Any team")), *_choices("team")])
        self._offer("channel", [("", _("Any channel")), *_choices("channel")])
        topics = list_topics(actor) if allows(actor, "conversations.read") else []
        self._offer("topic", [("", _("Any topic")), *((topic, topic) for topic in topics)])
        for name in {"team", "channel", "topic"} - known:
            del self.fields[name]

    def _offer(self, name: str, choices: list[tuple[Any, Any]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """The first day is not after the last."""
        found: dict[str, Any] = super().clean() or {}
        if found.get("start") and found.get("end") and found["start"] > found["end"]:
            self.add_error("end", _("The last day is before the first."))
        return found

    def over_time(self, measure: Measure, start: date, end: date) -> ReportRequest:
        """The question for the chart."""
        return ReportRequest(start, end, self.cleaned_data["by"] or "week", measures=(measure.name,), **self.filters())

    def side_by_side(self, measure: Measure, start: date, end: date) -> ReportRequest | None:
        """The question for the groups; None when nothing was chosen."""
        group = self.cleaned_data["group"]
        return ReportRequest(start, end, group, measures=(measure.name,), **self.filters()) if group else None

    def filters(self) -> dict[str, Any]:
        """The filters that are set."""
        found = {name: self.cleaned_data.get(name) for name in ("team", "channel", "topic")}
        return {name: value for name, value in found.items() if value not in (None, "")}

    def period(self, actor: Actor) -> tuple[date, date]:
        """The chosen days; where one is left open, the last half year of which something is known, in whole weeks."""
        start, end = self.cleaned_data["start"], self.cleaned_data["end"]
        usual_start, usual_end = usual_period(actor)
        end = end or max(usual_end, start or usual_end)
        return start or min(usual_start, end), end


def _choices(dimension: str) -> list[tuple[Any, str]]:
    choices = get_dimension(dimension).choices
    return [(key, name) for name, key in choices().items()] if choices is not None else []
