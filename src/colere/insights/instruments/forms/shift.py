"""What can be chosen on the page of a change: what may have changed, on which day, and what it is held against."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from colere.insights.instruments.forms.question import QuestionForm
from colere.insights.instruments.queries.shift import CONTACTS
from colere.platform.metrics import all_measures

OTHERS, ALONE = "others", "alone"
FEWEST_LINES, MOST_LINES = 3, 60
LINE = re.compile(r"(?:who|since)_(\d{1,2})")


class ShiftForm(QuestionForm):
    """A measure, the day of the change, and the comparison; or on which days the change came to whom.

    The lines of who got it and since when stand in the address as `who_1=team:3&since_1=2026-03-03`; there are always
    two more of them than are filled, so that it works without scripts.
    """

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
        self.lines = list(range(1, _lines_of(data) + 1))
        for number in self.lines:
            self.fields[f"who_{number}"] = forms.ChoiceField(label=_("Who got it"), required=False)
            self.fields[f"since_{number}"] = forms.DateField(
                label=_("Since when"), required=False, widget=forms.DateInput(attrs={"type": "date"})
            )
            self.offer(f"who_{number}", self.groups, _("Nobody more"))

    def simple(self) -> list[BoundField]:
        """What is asked beside who got it when."""
        return [bound for bound in self if not LINE.fullmatch(bound.name)]

    def pairs(self) -> Iterator[tuple[BoundField, BoundField]]:
        """The lines of who got it, and since when."""
        for number in self.lines:
            yield self[f"who_{number}"], self[f"since_{number}"]

    def is_staggered(self) -> bool:
        """Whether any line says, or tries to say, who got it when."""
        return any(self.data.get(f"{name}_{number}") for number in self.lines for name in ("who", "since"))

    def measures(self) -> list[tuple[str, Any]]:
        """Every measure of the catalogue."""
        return [(one.name, one.label) for one in all_measures()]

    def topics(self) -> list[tuple[Any, Any]]:
        """Also those of a link: figures by topic are for everybody, whoever may read its conversations."""
        known = dict(super().topics())
        dimension, _colon, compared = str(self.data.get("against") or "").partition(":")
        linked = [str(self.data.get("topic") or ""), compared if dimension == "topic" else ""]
        chosen = [str(self.data[name]) for name in self.data if name.startswith("who_")]
        linked += [who.partition(":")[2] for who in chosen if _dimension(who) == "topic"]
        return [*known.items(), *((name, name) for name in linked if name and name not in known)]

    def comparisons(self) -> list[tuple[Any, Any]]:
        """Nothing, all other topics, or a team, channel or topic that the change did not touch."""
        return [(ALONE, _("Only its own past")), (OTHERS, _("All other topics")), *self.groups()]

    def groups(self) -> list[tuple[Any, Any]]:
        """Teams, channels and topics."""
        return [
            (_("A team"), _keyed("team", self.keys_of("team"))),
            (_("A channel"), _keyed("channel", self.keys_of("channel"))),
            (_("A topic"), _keyed("topic", self.topics())),
        ]

    def clean(self) -> dict[str, Any]:
        """All other topics can be compared with only where it is about the contacts of one."""
        found = super().clean()
        is_contacts = (found.get("measure") or CONTACTS) == CONTACTS
        if found.get("against") == OTHERS and not (is_contacts and found.get("topic")):
            self.add_error("against", _("Choose a topic: its contacts can be compared with those of all others."))
        if self.is_staggered():
            self._check_lines(found)
        return found

    def _check_lines(self, found: dict[str, Any]) -> None:
        """Each line is whole, nobody stands in two, all are of one kind, and nothing else is asked that they answer."""
        seen: set[str] = set()
        for number in self.lines:
            who, since = found.get(f"who_{number}"), found.get(f"since_{number}")
            if who and since is None and f"since_{number}" not in self.errors:
                self.add_error(f"since_{number}", _("Since when? Choose the first day with the change."))
            if since and not who and f"who_{number}" not in self.errors:
                self.add_error(f"who_{number}", _("Who got the change on that day?"))
            if who and who in seen:
                self.add_error(f"who_{number}", _("This one stands in a line above already."))
            if who and any(_dimension(who) != _dimension(other) for other in seen):
                self.add_error(f"who_{number}", _("Choose teams only, or channels only, or topics only."))
            seen |= {who} if who else set()
        for dimension in {_dimension(who) for who in seen}:
            if found.get(dimension):
                self.add_error(dimension, _("Leave this open: each of them is looked at by itself."))
        if found.get("day"):
            self.add_error("day", _("Either one day, or a day for each that got it."))
        if found.get("against"):
            self.add_error("against", _("They are compared with all that did not get it; choose nothing here."))

    def options(self) -> dict[str, Any] | None:
        """Measure, day and comparison as they stand in the address, or who got it when; None without any day."""
        chosen = self.cleaned_data
        measure = chosen["measure"] or CONTACTS
        pairs = [(chosen[f"who_{number}"], chosen[f"since_{number}"]) for number in self.lines]
        if any(who for who, _since in pairs):
            return {"measure": measure, "starts": sorted([who, since.isoformat()] for who, since in pairs if who)}
        if chosen["day"] is None:
            return None
        against = "" if chosen["against"] == OTHERS else chosen["against"]
        return {"measure": measure, "day": chosen["day"].isoformat(), "against": against}


def starts_of(chosen: Sequence[Sequence[str]]) -> tuple[str, dict[int | str, date]]:
    """What `options` gives of who got it when: of which dimension they are, and the first day of each by its key."""
    dimension = _dimension(chosen[0][0])
    keys = {who.partition(":")[2]: date.fromisoformat(day) for who, day in chosen}
    return dimension, {int(key) if dimension == "team" else key: day for key, day in keys.items()}


def _dimension(who: str) -> str:
    return who.partition(":")[0]


def _lines_of(data: Any) -> int:
    """Two lines more than the last that says anything."""
    said = [int(line[1]) for name in data if data.get(name) and (line := LINE.fullmatch(name))]
    return min(max(max(said, default=0) + 2, FEWEST_LINES), MOST_LINES)


def _keyed(dimension: str, choices: Any) -> list[tuple[str, Any]]:
    return [(f"{dimension}:{key}", label) for key, label in choices]
