"""What can be chosen on the page of drivers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from colere.care.feedback.queries.responses import question_choices
from colere.care.feedback.views.wording import question_label
from colere.insights.instruments.forms.question import QuestionForm
from colere.platform.permissions import Actor, allows


class DriversForm(QuestionForm):
    """The score to explain."""

    outcome = forms.ChoiceField(label=_("Score to explain"), required=False)

    field_order = ("outcome",)

    def __init__(self, data: Any, *, actor: Actor) -> None:
        super().__init__(data, actor=actor)
        self.offer("outcome", self.questions, _("What is asked most beside others"))

    def questions(self) -> list[tuple[str, str]]:
        """The questions that were answered."""
        names = question_choices(self.actor) if allows(self.actor, "feedback.read") else []
        return [(name, question_label(name)) for name in names]

    def options(self) -> dict[str, Any]:
        """The score, or None for the usual one."""
        return {"outcome": self.cleaned_data["outcome"] or None}
