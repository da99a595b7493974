"""The answer of an instrument in one shape for all of them: for people, for programs, and as it is kept."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from colere.insights.instruments.rules.findings import Finding
from colere.stats.enough import State


@dataclass(frozen=True, slots=True)
class Report:
    """A sentence, the figures behind it, what they take for granted (codes), and by which method (a code) and for which
    days they were counted. `refused` has a sentence for each row of a file that could not be used. `more` holds what
    a page draws and no figure says: JSON values only.
    """

    sentence: str
    figures: Sequence[Finding]
    assumptions: Sequence[str]
    method: str
    period: tuple[date | None, date | None]
    refused: Sequence[str] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    @property
    def days(self) -> tuple[date, date] | None:
        """The first and the last day, where both are known."""
        first, last = self.period
        return (first, last) if first is not None and last is not None else None

    def as_json(self) -> str:
        """The report for programs, as docs promise it."""
        first, last = (day.isoformat() if day else None for day in self.period)
        content: dict[str, Any] = {
            "sentence": self.sentence,
            "figures": [figure.as_json() for figure in self.figures],
            "assumptions": list(self.assumptions),
            "method": self.method,
            "period": {"from": first, "to": last},
        }
        if self.refused:
            content["refused"] = list(self.refused)
        return json.dumps(content, ensure_ascii=False, indent=1)

    def named(self, name: str) -> list[Finding]:
        """The figures of this name, in their order."""
        return [figure for figure in self.figures if figure.name == name]

    def as_kept(self) -> dict[str, Any]:
        """All of it but the sentence as JSON values, the same in every language."""
        return {
            "figures": [_plain(figure) for figure in self.figures],
            "assumptions": list(self.assumptions),
            "method": self.method,
            "period": [day.isoformat() if day else None for day in self.period],
            "refused": list(self.refused),
            "more": dict(self.more),
        }

    @classmethod
    def from_kept(cls, content: Mapping[str, Any], sentence: str) -> Report:
        """The report that `as_kept` gave, with a sentence."""
        first, last = (date.fromisoformat(day) if day else None for day in content["period"])
        return cls(
            sentence,
            [_finding(figure) for figure in content["figures"]],
            tuple(content["assumptions"]),
            content["method"],
            (first, last),
            tuple(content["refused"]),
            content["more"],
        )


def _plain(figure: Finding) -> dict[str, Any]:
    """What differs from a finding with nothing special to it: a year of intervals has thousands of figures."""
    values = {**asdict(figure), "state": str(figure.state), "reasons": list(figure.reasons)}
    return {name: value for name, value in values.items() if value is not None and value is not False and value != []}


def _finding(content: Mapping[str, Any]) -> Finding:
    values = {"value": None, "low": None, "high": None, **content}
    return Finding(**{**values, "state": State(content["state"]), "reasons": tuple(content.get("reasons", ()))})
