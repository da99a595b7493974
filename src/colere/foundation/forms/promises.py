"""A promise with what shows it."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from colere.foundation.actions.promises import PromiseTerms
from colere.foundation.models import Person, Promise
from colere.foundation.rules.promises import SCALES, TIMED

SPANS = {"minutes": 60, "hours": 3600, "days": 86_400}
OWN = "own"
QUESTIONS = [
    ("csat", _("Satisfaction (CSAT, 1 to 5)")),
    ("effort", _("“It was easy” (effort, 1 to 7)")),
    ("recommend", _("Recommendation (0 to 10)")),
    (OWN, _("A question of our own")),
]
CHANNELS = [
    ("", _("All channels")),
    ("chat", _("Chat")),
    ("email", _("E-mail")),
    ("phone", _("Phone")),
    ("form", _("Form")),
    ("social", _("Social media")),
    ("review", _("Review")),
    ("api", _("API")),
]


class PromiseForm(forms.Form):
    """The words first, then what shows that they are kept, then how customers feel them."""

    words = forms.CharField(
        label=_("The promise, as you would say it to a customer"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    owner = forms.ModelChoiceField(
        label=_("Who cares that it is kept"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("Nobody yet"),
    )
    target = forms.DecimalField(
        label=_("Target, in per cent"),
        min_value=1,
        max_value=100,
        decimal_places=1,
        initial=90,
        help_text=_("How often."),
    )
    shown_by = forms.ChoiceField(
        label=_("Kept is shown by"),
        choices=[
            ("", _("Nothing yet")),
            ("first_response_time", _("The time to our first answer")),
            ("resolution_time", _("The time until it was resolved")),
            *QUESTIONS,
        ],
        required=False,
    )
    within = forms.DecimalField(label=_("Within"), min_value=0, decimal_places=2, required=False)
    span = forms.ChoiceField(
        label=_("Unit"),
        choices=[("minutes", _("minutes")), ("hours", _("hours")), ("days", _("days"))],
        initial="hours",
        required=False,
    )
    question = forms.CharField(label=_("The question’s short name"), max_length=80, required=False)
    at_least = forms.FloatField(label=_("Kept from a score of"), required=False)
    channel = forms.ChoiceField(label=_("Only in this channel"), choices=CHANNELS, required=False)
    team = forms.ChoiceField(label=_("Only in this team"), required=False)
    topic = forms.CharField(label=_("Only on this topic"), max_length=120, required=False)
    felt_by = forms.ChoiceField(
        label=_("Felt is shown by the answers to"), choices=[("", _("No question yet")), *QUESTIONS], required=False
    )
    felt_question = forms.CharField(label=_("The question’s short name"), max_length=80, required=False)
    felt_at_least = forms.FloatField(label=_("Felt as kept from a score of"), required=False)

    def __init__(self, *args: Any, people: Any, teams: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = people  # type: ignore[attr-defined]
        self.fields["team"].choices = [("", _now("All teams")), *teams]  # type: ignore[attr-defined]

    def terms(self) -> PromiseTerms:
        """What was filled in, as the action wants it."""
        found: dict[str, Any] = self.cleaned_data
        return PromiseTerms(
            words=found["words"],
            target=float(found["target"]) / 100,
            owner=found["owner"],
            rule=self._rule(found),
            felt=_question(found["felt_by"], found["felt_question"], found["felt_at_least"], key="name"),
        )

    def _rule(self, found: dict[str, Any]) -> dict[str, Any]:
        if not found["shown_by"]:
            return {}
        if found["shown_by"] in TIMED:
            within = found["within"]
            seconds = int(within * SPANS[found["span"] or "hours"]) if within is not None else None
            rule = {"measure": found["shown_by"], "within_seconds": seconds}
        else:
            rule = _question(found["shown_by"], found["question"], found["at_least"], key="measure")
        narrowed = {"channel": found["channel"], "team": int(found["team"] or 0), "topic": found["topic"]}
        return rule | {name: value for name, value in narrowed.items() if value}


def initial_of(promise: Promise) -> dict[str, Any]:
    """How the form is filled for a promise."""
    rule, felt = promise.rule, promise.felt
    measure, name = rule.get("measure", ""), felt.get("name", "")
    within, span = _in_span(rule.get("within_seconds"))
    return {
        "words": promise.words,
        "owner": promise.owner_id,
        "target": round(promise.target * 100, 1),
        "shown_by": _shown(measure),
        "within": within,
        "span": span,
        "question": measure if _shown(measure) == OWN else "",
        "at_least": rule.get("at_least"),
        "channel": rule.get("channel", ""),
        "team": str(rule.get("team", "")),
        "topic": rule.get("topic", ""),
        "felt_by": _shown(name),
        "felt_question": name if _shown(name) == OWN else "",
        "felt_at_least": felt.get("at_least"),
    }


def _question(chosen: str, own: str, at_least: float | None, *, key: str) -> dict[str, Any]:
    if not chosen:
        return {}
    return {key: own.strip().lower() if chosen == OWN else chosen, "at_least": at_least}


def _shown(measure: str) -> str:
    return measure if not measure or measure in TIMED or measure in SCALES else OWN


def _in_span(seconds: float | None) -> tuple[float | None, str]:
    """The largest unit in which the time is a whole number: 7200 gives (2, "hours")."""
    if seconds is None:
        return None, "hours"
    for span in ("days", "hours", "minutes"):
        if seconds % SPANS[span] == 0:
            return seconds // SPANS[span], span
    return round(seconds / 60, 2), "minutes"
