"""What people write about a problem: each form is one step."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from colere.care.conversations.models import CHANNELS
from colere.care.conversations.views.wording import CHANNELS as CHANNEL_LABELS
from colere.culture.improvement.actions.raising import ProblemFacts
from colere.culture.improvement.models import TEXT_LENGTH, TITLE_LENGTH, Problem
from colere.culture.improvement.rules import Whom
from colere.foundation.models import Department, Person, Team


def _words(label: Any, *, rows: int = 3, required: bool = True, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=TEXT_LENGTH,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
        **options,
    )


def _day(label: Any, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}), **options)


class VersionedForm(forms.Form):
    """A form that knows on which state of the problem it was written."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class ProblemForm(VersionedForm):
    """The problem in plain words, and where it shows."""

    title = forms.CharField(
        label=_("What comes back, or what got in your way?"),
        max_length=TITLE_LENGTH,
        help_text=_("In plain words, as you would say it to a colleague."),
    )
    why = _words(_("Why does it matter?"), rows=2, required=False, help_text=_("For customers, for colleagues."))
    topic = forms.ChoiceField(
        label=_("What customers write about"),
        required=False,
        help_text=_("It lets us count what the problem costs, and later whether the change helped."),
    )
    team = forms.ModelChoiceField(
        label=_("Only in this team"), queryset=Team.objects.none(), required=False, empty_label=_("In all teams")
    )
    channel = forms.ChoiceField(label=_("Only in this channel"), required=False)
    theme = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**53)

    def __init__(self, *args: Any, topics: list[str], teams: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        channels = [(channel, CHANNEL_LABELS[channel]) for channel in CHANNELS]
        self.fields["topic"].choices = [("", _now("Nothing that is counted")), *((one, one) for one in topics)]  # type: ignore[attr-defined]
        self.fields["channel"].choices = [("", _now("In all channels")), *channels]  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]

    def facts(self) -> ProblemFacts:
        """What was filled in, as the action wants it."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        return ProblemFacts(**found)


def initial_of(problem: Problem) -> dict[str, Any]:
    """The form as the problem stands."""
    names = ("title", "why", "topic", "channel", "theme", "version")
    return {"team": problem.team_id, **{name: getattr(problem, name) for name in names}}


class OwnerForm(VersionedForm):
    """Who cares that it stops."""

    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=Person.objects.none(), required=False, empty_label=_("Nobody yet")
    )
    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.none(),
        required=False,
        empty_label=_("That of the owner"),
    )

    def __init__(self, *args: Any, people: Any, departments: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        self.fields["department"].queryset = departments  # type: ignore[attr-defined]


class CauseForm(VersionedForm):
    """Why it happens."""

    text = _words(_("Why does it happen?"), help_text=_("Ask “why” until you reach something that can be changed."))


class ChangeForm(VersionedForm):
    """What was done, and from which day on."""

    text = _words(_("What was changed?"))
    made_on = _day(_("From which day on?"), help_text=_("Contacts before and after this day are compared."))


class TellForm(VersionedForm):
    """Who was told, in which words."""

    whom = forms.ChoiceField(
        label=_("Who was told?"),
        choices=[(Whom.CUSTOMERS.value, _("Customers")), (Whom.COLLEAGUES.value, _("Colleagues"))],
        widget=forms.RadioSelect,
        initial=Whom.CUSTOMERS.value,
    )
    text = _words(_("In which words?"))
    told_on = _day(_("When?"), initial=timezone.localdate)


class CloseForm(VersionedForm):
    """Nothing but the state that was looked at."""


class RemarkForm(forms.Form):
    """A remark for colleagues."""

    text = _words(_("A remark"), rows=2)
