"""What people type about customers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from colere.care.customers.actions.records import Facts
from colere.care.customers.models import AttributeDefinition, Customer
from colere.care.customers.rules.attributes import readable_label
from colere.platform.ui.words import language, language_choices

ATTRIBUTE = "attribute_"


class CustomerForm(forms.Form):
    """A customer's record, with a field for each fact that the company has defined."""

    name = forms.CharField(label=_("Name"), max_length=200, required=False)
    known_by = forms.CharField(
        label=_("Known by"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("E-mail addresses, telephone numbers, handles such as “mastodon:ada”: one a line."),
    )
    company = forms.CharField(label=_("Company"), max_length=200, required=False)
    language = forms.ChoiceField(label=_("Language"), required=False)
    birthday = forms.DateField(
        label=_("Birthday"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    customer_since = forms.DateField(
        label=_("Customer since"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, definitions: list[AttributeDefinition], is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.definitions = definitions
        if not is_new:
            del self.fields["known_by"]
        known = language_choices()
        current = self.initial.get("language", "")
        if current and current not in dict(known):
            known.append((current, language(current)))
        self.fields["language"].choices = [("", _("not known")), *known]  # type: ignore[attr-defined]
        for definition in definitions:
            self.fields[f"{ATTRIBUTE}{definition.key}"] = _attribute_field(definition)

    def facts(self) -> Facts:
        """What was typed, for the action."""
        given = self.cleaned_data
        return Facts(
            name=given["name"],
            company=given["company"],
            birthday=given["birthday"],
            customer_since=given["customer_since"],
            language=given["language"],
            attributes={d.key: str(given[f"{ATTRIBUTE}{d.key}"] or "") for d in self.definitions},
        )

    def known(self) -> list[str]:
        """The lines of “known by”."""
        return [line.strip() for line in self.cleaned_data.get("known_by", "").splitlines() if line.strip()]


def initial_of(customer: Customer) -> dict[str, Any]:
    """What the form shows of a record before anything is typed."""
    attributes = {f"{ATTRIBUTE}{key}": _shown(value) for key, value in customer.attributes.items()}
    return {
        "name": customer.name,
        "company": customer.company.name if customer.company else "",
        "birthday": customer.birthday,
        "customer_since": customer.customer_since,
        "language": customer.language,
        **attributes,
    }


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _attribute_field(definition: AttributeDefinition) -> forms.Field:
    if definition.type == "date":
        return forms.DateField(
            label=readable_label(definition.key, definition.label),
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )
    if definition.type in ("choice", "flag"):
        pairs = (
            [("yes", _("yes")), ("no", _("no"))] if definition.type == "flag" else [(c, c) for c in definition.choices]
        )
        return forms.ChoiceField(
            label=readable_label(definition.key, definition.label),
            required=False,
            choices=[("", _("not known")), *pairs],
        )
    mode = {"inputmode": "decimal"} if definition.type == "number" else {}
    return forms.CharField(
        label=readable_label(definition.key, definition.label),
        required=False,
        max_length=1000,
        widget=forms.TextInput(attrs=mode),
    )


class NoteForm(forms.Form):
    """A note for colleagues."""

    text = forms.CharField(
        label=_("Note for colleagues"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )
    is_pinned = forms.BooleanField(label=_("Keep it on top"), required=False)


class KnownByForm(forms.Form):
    """One more address, number or handle."""

    text = forms.CharField(label=_("Also known by"), max_length=254)


class ConsentForm(forms.Form):
    """What the customer agreed to, or took back."""

    purpose = forms.CharField(label=_("For"), max_length=40, help_text=_("Such as: email, phone, research."))
    is_given = forms.ChoiceField(
        label=_("The customer"), choices=[("yes", _("agreed")), ("no", _("refused, or took it back"))]
    )
    evidence = forms.CharField(
        label=_("How we know"), max_length=200, required=False, help_text=_("Such as: on the phone, 12 March.")
    )


class DefinitionForm(forms.Form):
    """A further fact about customers."""

    label = forms.CharField(label=_("Name of the fact"), max_length=120)
    type = forms.ChoiceField(label=_("Type"), choices=AttributeDefinition.TYPES)
    choices = forms.CharField(
        label=_("Values to choose from"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Only for a choice: one value a line."),
    )

    def values(self) -> list[str]:
        """The values, one of each line."""
        return [line for line in self.cleaned_data["choices"].splitlines() if line.strip()]


class RewordForm(DefinitionForm):
    """As `DefinitionForm`, for a fact whose type stands."""

    type = None  # type: ignore[assignment]
