"""What a reader of the problems can choose: all of it stands in the address."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from colere.insights.problems.rules.finding import MINUTES
from colere.platform.metrics import ReportRequest
from colere.platform.metrics.dimensions import get_dimension

LONGEST = 3 * 366


class ProblemForm(forms.Form):
    """Period, filters, and how long a contact takes."""

    start = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    end = forms.DateField(label=_("To"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    team = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, empty_value=None)
    channel = forms.ChoiceField(label=_("Channel"), required=False)
    minutes = forms.IntegerField(label=_("Minutes a contact"), required=False, min_value=1, max_value=600)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        for name, any_label in (("team", _("Any team")), ("channel", _("Any channel"))):
            choices = get_dimension(name).choices
            known = [(key, label) for label, key in choices().items()] if choices is not None else []
            cast(forms.ChoiceField, self.fields[name]).choices = [("", any_label), *known]
        self.fields["minutes"].widget.attrs["placeholder"] = str(MINUTES)

    def clean(self) -> dict[str, Any]:
        """The first day is not after the last, and three years are enough."""
        found: dict[str, Any] = super().clean() or {}
        start, end = found.get("start"), found.get("end")
        if start and end and start > end:
            self.add_error("end", _("The last day is before the first."))
        elif start and end and (end - start).days > LONGEST:
            self.add_error("start", _("Choose at most three years."))
        return found

    def request(self) -> ReportRequest:
        """The question that is asked."""
        chosen = self.cleaned_data
        return ReportRequest(chosen["start"], chosen["end"], team=chosen["team"], channel=chosen["channel"] or None)

    @property
    def minutes_of_contact(self) -> int:
        """The assumed minutes of work."""
        return int(self.cleaned_data["minutes"] or MINUTES)
