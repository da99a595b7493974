"""What can be chosen on the page of people and teams."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from colere.care.feedback.queries.responses import question_choices
from colere.insights.instruments.forms.question import QuestionForm
from colere.platform.permissions import allows

USUAL = "csat"


class PeopleForm(QuestionForm):
    """Which answers, and which of them are good."""

    asked = forms.ChoiceField(label=_("Question"), required=False)
    good = forms.FloatField(label=_("Good is, from"), required=False)

    field_order = ("asked", "good")

    def __init__(self, data: Any, **known: Any) -> None:
        super().__init__(data, **known)
        self.offer("asked", self.questions, _("Satisfaction"))

    def questions(self) -> list[tuple[str, str]]:
        """The questions that were answered."""
        names = question_choices(self.actor) if allows(self.actor, "feedback.read") else []
        return [(name, name) for name in names if name != USUAL]

    def options(self) -> dict[str, Any]:
        """The question, and the least score that counts as good (None: as usual for it)."""
        return {"asked": self.cleaned_data["asked"] or USUAL, "good": self.cleaned_data["good"]}
