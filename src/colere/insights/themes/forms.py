"""What a reader of the themes can choose, and what people decide about one."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from colere.insights.problems.forms import ProblemForm


class ThemesForm(ProblemForm):
    """Period, team, channel and minutes of a contact: all of it stands in the address."""


class NameForm(forms.Form):
    """What people call a theme."""

    name = forms.CharField(label=_("Name"), required=False, max_length=80)


class JoinForm(forms.Form):
    """Which theme another one belongs to."""

    into = forms.TypedChoiceField(label=_("Belongs to"), coerce=int)

    def __init__(self, data: Any = None, *, choices: list[tuple[int, str]]) -> None:
        super().__init__(data)
        cast(forms.ChoiceField, self.fields["into"]).choices = choices


class DivideForm(forms.Form):
    """Which of the shown texts are another theme."""

    examples = forms.TypedMultipleChoiceField(
        label=_("These say something else"), coerce=int, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, *, choices: list[tuple[int, str]]) -> None:
        super().__init__(data)
        cast(forms.MultipleChoiceField, self.fields["examples"]).choices = choices
