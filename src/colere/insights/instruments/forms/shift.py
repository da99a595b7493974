"""What can be chosen on the page of a change: what may have changed, on which day, and what it is held against."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from colere.insights.instruments.forms.question import QuestionForm
from colere.insights.instruments.queries.shift import CONTACTS
from colere.platform.metrics import all_measures
from colere.platform.metrics.dimensions import get_dimension

OTHERS, ALONE = "others", "alone"


class ShiftForm(QuestionForm):
    """A measure, the day of the change, and the comparison."""

    day = forms.DateField(label=_("Day of the change"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    measure = forms.ChoiceField(label=_("What may have changed"), required=False)
    against = forms.ChoiceField(label=_("Compared with"), required=False)

    field_order = ("measure", "day", "topic", "against")
    choose_first = _("Choose the day of a change, and see what became of a measure.")

    def __init__(self, data: Any, **known: Any) -> None:
        super().__init__(data, **known)
        usual = next(one.label for one in all_measures() if one.name == CONTACTS)
        self.offer("measure", self.measures, usual)
        self.offer("against", self.comparisons, _("What fits best"))
        self.fields["day"].help_text = _("The first day on which things were different")

    def measures(self) -> list[tuple[str, Any]]:
        """Every measure of the catalogue."""
        return [(one.name, one.label) for one in all_measures()]

    def topics(self) -> list[tuple[Any, Any]]:
        """Also those of a link: figures by topic are for everybody, whoever may read its conversations."""
        known = dict(super().topics())
        dimension, _colon, compared = str(self.data.get("against") or "").partition(":")
        linked = [str(self.data.get("topic") or ""), compared if dimension == "topic" else ""]
        return [*known.items(), *((name, name) for name in linked if name and name not in known)]

    def comparisons(self) -> list[tuple[Any, Any]]:
        """Nothing, all other topics, or a team, channel or topic that the change did not touch."""
        return [
            (ALONE, _("Only its own past")),
            (OTHERS, _("All other topics")),
            (_("A team"), _keyed("team", _known("team"))),
            (_("A channel"), _keyed("channel", _known("channel"))),
            (_("A topic"), _keyed("topic", self.topics())),
        ]

    def clean(self) -> dict[str, Any]:
        """All other topics can be compared with only where it is about the contacts of one."""
        found = super().clean()
        is_contacts = (found.get("measure") or CONTACTS) == CONTACTS
        if found.get("against") == OTHERS and not (is_contacts and found.get("topic")):
            self.add_error("against", _("Choose a topic: its contacts can be compared with those of all others."))
        return found

    def options(self) -> dict[str, Any] | None:
        """The measure, the day and the comparison as they stand in the address; None without a day."""
        chosen = self.cleaned_data
        if chosen["day"] is None:
            return None
        return {
            "measure": chosen["measure"] or CONTACTS,
            "day": chosen["day"].isoformat(),
            "against": "" if chosen["against"] == OTHERS else chosen["against"],
        }


def _known(dimension: str) -> list[tuple[Any, str]]:
    choices = get_dimension(dimension).choices
    return [(key, name) for name, key in choices().items()] if choices is not None else []


def _keyed(dimension: str, choices: Any) -> list[tuple[str, Any]]:
    return [(f"{dimension}:{key}", label) for key, label in choices]
