"""What is asked and what is answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from colere.stats.enough import State


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """A question to the catalogue.

    `start` and `end` (inclusive) are days in the company's time zone; None: as far as there are facts. `by`: a
    dimension, "day", "week" or "month". `team`, `person` (ids), `channel`, `topic` filter. `measures` names the wanted
    ones; None: all.
    """

    start: date | None = None
    end: date | None = None
    by: str | None = None
    team: int | None = None
    person: int | None = None
    channel: str | None = None
    topic: str | None = None
    measures: tuple[str, ...] | None = None

    def filters(self) -> dict[str, int | str]:
        """The filters that are set, by the name of their dimension."""
        wanted = {"team": self.team, "person": self.person, "channel": self.channel, "topic": self.topic}
        return {name: value for name, value in wanted.items() if value is not None}

    def as_json(self) -> dict[str, Any]:
        """The question as JSON values; the same question always gives the same."""
        return {
            "start": self.start.isoformat() if self.start else None,
            "end": self.end.isoformat() if self.end else None,
            "by": self.by,
            **{name: self.filters().get(name) for name in ("team", "person", "channel", "topic")},
            "measures": list(self.measures) if self.measures is not None else None,
        }

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "ReportRequest":
        """The question that `as_json` gave."""
        start, end = (date.fromisoformat(content[name]) if content[name] else None for name in ("start", "end"))
        names = tuple(content["measures"]) if content["measures"] is not None else None
        by, team, person = content["by"], content["team"], content["person"]
        return cls(start, end, by, team, person, content["channel"], content["topic"], names)


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with what it takes to read it honestly.

    `low` and `high` bound it with 95 % confidence; None where there is no such interval. `group` is the group's name:
    None without grouping, "" for rows that have no value of the dimension. `key` is the group's id or word, for links.
    """

    name: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: str
    state: State
    group: str | None = None
    key: int | str | None = None

    def as_json(self) -> dict[str, Any]:
        """The figure as `colere report --json` gives it. Counts are whole numbers."""
        value = int(self.value) if self.unit == "count" and self.value is not None else self.value
        return {
            "name": self.name,
            "value": value,
            "low": self.low,
            "high": self.high,
            "n": self.n,
            "unit": self.unit,
            "state": str(self.state),
            "group": self.group,
        }


@dataclass(frozen=True, slots=True)
class Answer:
    """The figures with the period that they are of, the texts that gave them, and when."""

    start: date
    end: date
    figures: tuple[Figure, ...]
    sql: tuple[str, ...]
    computed_at: datetime
    is_stale: bool = False
