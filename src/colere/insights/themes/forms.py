"""What a reader of the themes can choose, and what people decide about one."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from colere.insights.problems.forms import ProblemForm
from colere.insights.themes.models import LONGEST_NAME


class ThemesForm(ProblemForm):
    """Period, team, channel and minutes of a contact: all of it stands in the address."""


class NameForm(forms.Form):
    """What people call a theme."""

    name = forms.CharField(
        label=_("Name"),
        required=False,
        max_length=LONGEST_NAME,
        error_messages={"max_length": _("A name has at most %(limit_value)d letters.")},
    )


class JoinForm(forms.Form):
    """Which theme another one belongs to."""

    into = forms.TypedChoiceField(
        label=_("Belongs to"),
        coerce=int,
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose the theme that this one belongs to.")),
    )

    def __init__(self, data: Any = None, *, choices: list[tuple[int, str]]) -> None:
        super().__init__(data)
        cast(forms.ChoiceField, self.fields["into"]).choices = [("", _("Choose a theme")), *choices]


class DivideForm(forms.Form):
    """Which of the shown texts are another theme."""

    examples = forms.TypedMultipleChoiceField(
        label=_("These say something else"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one text."),
            "invalid_choice": _("One of these texts belongs to this theme no more. Please choose again."),
        },
    )

    def __init__(self, data: Any = None, *, choices: list[tuple[int, str]]) -> None:
        super().__init__(data)
        cast(forms.MultipleChoiceField, self.fields["examples"]).choices = choices
