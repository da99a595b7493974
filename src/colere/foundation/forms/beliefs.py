"""Mission, values, behaviours, leadership principles, charter."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from colere.foundation.actions.charter import CharterTerms
from colere.foundation.models import CharterRule
from colere.platform.accounts.roles import ROLE_LABELS, Role


class MissionForm(forms.Form):
    """The next version of a mission."""

    text = forms.CharField(
        label=_("What are we for?"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5, "autofocus": True}),
        help_text=_("One or two sentences that somebody can say aloud. The version before stays readable."),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ValueForm(forms.Form):
    """A value in words that people use."""

    name = forms.CharField(label=_("The value"), max_length=120, help_text=_("A few words, such as “Take the time”."))
    meaning = forms.CharField(
        label=_("What we mean by it"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class BehaviourForm(forms.Form):
    """Something that we do, or don't."""

    kind = forms.ChoiceField(label=_("Kind"), choices=[("do", _("We do")), ("dont", _("We don’t"))])
    text = forms.CharField(
        label=_("What anybody can see"),
        max_length=300,
        help_text=_("So plain that two people agree whether it happened."),
    )


class BehaviourWordsForm(forms.Form):
    """Other words for a behaviour."""

    text = forms.CharField(label=_("What anybody can see"), max_length=300)


class PrincipleForm(forms.Form):
    """What people can expect from everybody who leads."""

    text = forms.CharField(
        label=_("What people can expect"),
        max_length=300,
        help_text=_("“We thank within two days for a brave decision.”"),
    )
    meaning = forms.CharField(
        label=_("What we mean by it"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class CharterForm(forms.Form):
    """What a role may decide alone."""

    role = forms.ChoiceField(label=_("Who"), choices=[(role.value, label) for role, label in ROLE_LABELS.items()])
    kind = forms.ChoiceField(
        label=_("What they may give"),
        choices=[("money", _("Money")), ("time", _("Time")), ("exception", _("An exception to a rule"))],
    )
    amount = forms.DecimalField(
        label=_("Up to, in one case"), max_digits=10, decimal_places=2, min_value=Decimal("0.01"), required=False
    )
    currency = forms.CharField(label=_("Currency"), max_length=3, required=False)
    minutes = forms.IntegerField(label=_("Up to how many minutes, in one case"), min_value=1, required=False)
    text = forms.CharField(
        label=_("In words"),
        max_length=300,
        help_text=_("When and what for: “Make good what we broke, without asking.”"),
    )

    def terms(self) -> CharterTerms:
        """What was filled in, as the action wants it."""
        found: dict[str, Any] = self.cleaned_data
        return CharterTerms(
            role=found["role"],
            kind=found["kind"],
            text=found["text"],
            amount=found["amount"],
            currency=found["currency"],
            minutes=found["minutes"],
        )


def charter_form_of(rule: CharterRule) -> CharterForm:
    """The form filled with a rule."""
    names = ("role", "kind", "amount", "currency", "minutes", "text")
    return CharterForm(initial={name: getattr(rule, name) for name in names})


def default_charter_form(currency: str) -> CharterForm:
    """An empty form for a new rule."""
    return CharterForm(initial={"role": Role.AGENT.value, "kind": CharterRule.MONEY, "currency": currency})
