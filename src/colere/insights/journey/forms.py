"""What a reader of the journey can choose: all of it stands in the address."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from colere.insights.instruments.forms.question import QuestionForm
from colere.insights.journey.rules.steps import SILENT_AFTER, USUALLY_SILENT_AFTER
from colere.platform.permissions import Actor


class JourneyForm(QuestionForm):
    """Period, team and channel, and how long nothing must be heard of somebody who counts as silent."""

    silent = forms.TypedChoiceField(label=_("Silent after"), required=False, coerce=int, empty_value=None)

    without = ("topic",)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data, actor=actor)
        field = self.fields["silent"]
        assert isinstance(field, forms.TypedChoiceField)
        field.choices = [(days, ngettext("%(n)s day", "%(n)s days", days) % {"n": days}) for days in SILENT_AFTER]
        field.initial = USUALLY_SILENT_AFTER

    def options(self) -> dict[str, Any]:
        """The days of silence."""
        return {"silent_days": self.cleaned_data["silent"] or USUALLY_SILENT_AFTER}
