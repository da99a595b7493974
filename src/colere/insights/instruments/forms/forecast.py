"""What can be chosen on the page of the forecast."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from colere.insights.instruments.forms.question import QuestionForm

DAYS, EVERY, HANDLING, SHARE, WITHIN, AWAY = 14, 60, 10, 80, 20, 0
EVERY_CHOICES = [(60, _("an hour")), (30, _("half an hour")), (15, _("a quarter of an hour"))]


class ForecastForm(QuestionForm):
    """How far ahead, in which steps, and which service is to be kept."""

    days = forms.IntegerField(label=_("Days ahead"), required=False, min_value=1, max_value=90)
    every = forms.TypedChoiceField(
        label=_("In steps of"), required=False, coerce=int, empty_value=None, choices=EVERY_CHOICES
    )
    handling = forms.FloatField(label=_("Minutes a contact"), required=False, min_value=0.5, max_value=600)
    share = forms.IntegerField(label=_("Answered in time, %"), required=False, min_value=1, max_value=99)
    within = forms.IntegerField(label=_("In time: within seconds"), required=False, min_value=0, max_value=86_400)
    away = forms.IntegerField(label=_("Paid time away, %"), required=False, min_value=0, max_value=90)

    without = ("start", "end")
    field_order = ("days", "every", "handling", "share", "within", "away")

    def __init__(self, data: Any, **known: Any) -> None:
        super().__init__(data, **known)
        usual = {"days": DAYS, "handling": HANDLING, "share": SHARE, "within": WITHIN, "away": AWAY}
        for name, value in usual.items():
            self.fields[name].widget.attrs["placeholder"] = str(value)
        self.fields["away"].help_text = _("Breaks, training, illness, leave")

    def options(self) -> dict[str, Any]:
        """Days ahead and minutes of a step, and the service in the units of the instrument."""
        return {
            "days": self._chosen("days", DAYS),
            "every": self._chosen("every", EVERY),
            "handling": 60.0 * self._chosen("handling", HANDLING),
            "share": self._chosen("share", SHARE) / 100,
            "within": float(self._chosen("within", WITHIN)),
            "away": self._chosen("away", AWAY) / 100,
        }

    def _chosen(self, name: str, usual: int) -> Any:
        value = self.cleaned_data[name]
        return usual if value is None else value
