"""Colleagues, their roles and their going."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from colere.foundation.actions.people import PersonFacts
from colere.foundation.models import Department, Person, Team
from colere.platform.accounts.roles import ROLE_LABELS, Role
from colere.platform.ui.words import language, language_choices


class PersonForm(forms.Form):
    """What we know about a colleague. The birthday is asked only of those who may know it, and never shown with its
    year: left empty, what is known stays.
    """

    name = forms.CharField(label=_("Name"), max_length=200)
    email = forms.EmailField(label=_("E-mail address"), max_length=254, required=False)
    title = forms.CharField(label=_("Job"), max_length=120, required=False)
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("No team")
    )
    department = forms.ModelChoiceField(
        label=_("Department"), queryset=Department.objects.none(), required=False, empty_label=_("The team’s")
    )
    manager = forms.ModelChoiceField(
        label=_("Led by"), queryset=Person.objects.none(), required=False, empty_label=_("Nobody")
    )
    hired_on = forms.DateField(
        label=_("With us since"), required=False, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    birthday = forms.DateField(
        label=_("Birthday"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Left empty, what is known stays. Nobody is shown the year."),
    )
    language = forms.ChoiceField(label=_("Language"), required=False)

    def __init__(self, *args: Any, people: Any, knows_birthday: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["team"].queryset = Team.objects.filter(is_archived=False).order_by("name")  # type: ignore[attr-defined]
        departments = Department.objects.filter(is_archived=False).order_by("name")
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]
        self.fields["manager"].queryset = people  # type: ignore[attr-defined]
        known = language_choices()
        current = self.initial.get("language", "")
        if current and current not in dict(known):
            known.append((current, language(current)))
        self.fields["language"].choices = [("", _("Not known")), *known]  # type: ignore[attr-defined]
        if not knows_birthday:
            del self.fields["birthday"]

    def facts(self, person: Person | None = None) -> PersonFacts:
        """What was filled in, as the action wants it."""
        found: dict[str, Any] = self.cleaned_data
        return PersonFacts(
            name=found["name"],
            email=found["email"],
            title=found["title"],
            team=found["team"],
            department=found["department"],
            manager=found["manager"],
            hired_on=found["hired_on"],
            birthday=found.get("birthday") or (person.birthday if person else None),
            language=found["language"],
        )


class RolesForm(forms.Form):
    """What somebody may do here."""

    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=[(role.value, label) for role, label in ROLE_LABELS.items() if role is not Role.COLLEAGUE],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Everybody is a colleague besides. Each change is kept in the log."),
    )


class LeftForm(forms.Form):
    """The last day."""

    on = forms.DateField(
        label=_("Last day"),
        initial=timezone.localdate,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )


def initial_of(person: Person) -> dict[str, Any]:
    """How the form is filled for a colleague; never with the birthday."""
    names = ("name", "email", "title", "hired_on", "language")
    return {name: getattr(person, name) for name in names} | {
        "team": person.team_id,
        "department": person.department_id,
        "manager": person.manager_id,
    }
