"""What was found about the topics of a period, and the same as JSON, in which it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Bounded:
    """A figure with the bounds of its 95 % interval."""

    value: float
    low: float
    high: float

    def times(self, factor: float) -> Bounded:
        """The figure and its bounds in another unit."""
        return Bounded(self.value * factor, self.low * factor, self.high * factor)


@dataclass(frozen=True, slots=True)
class Spell:
    """Days on which a topic came up more than usual; each pair is the days between which that edge lies.

    `ratio` is how many times the usual, `excess` how many contacts more; `n` the contacts on these days.
    """

    first: date
    last: date
    first_between: tuple[date, date]
    last_between: tuple[date, date]
    is_ongoing: bool
    ratio: Bounded
    excess: Bounded
    n: int


@dataclass(frozen=True, slots=True)
class Week:
    """Seven days of a topic: contacts, how many were usual, and whether a spell lies in them."""

    first: date
    contacts: int
    usual: float
    is_in_spell: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. Costs are in contacts that took the assumed time exactly: times minutes they are minutes, and their
    intervals hold how uncertain those minutes are.

    `cost` is of the whole period, `excess` of what the spells brought beyond the usual. `best_rank` and `worst_rank`
    say between which places by cost it may stand.
    """

    name: str
    n: int
    cost: Bounded
    excess: Bounded
    per_week: Bounded
    best_rank: int
    worst_rank: int
    is_enough: bool
    spells: tuple[Spell, ...]
    weeks: tuple[Week, ...]

    @property
    def comes_back(self) -> bool:
        """It has had more than one spell."""
        return len(self.spells) > 1

    @property
    def is_ongoing(self) -> bool:
        """Its last spell may still go on."""
        return bool(self.spells) and self.spells[-1].is_ongoing


@dataclass(frozen=True, slots=True)
class Findings:
    """All topics of a period, the dearest first. `n`: all contacts; `left_out`: topics too rare to be looked at beside
    so many others; `knows_seasons`: whether the year's rhythm was told apart from problems.
    """

    start: date
    end: date
    n: int
    topics: tuple[Topic, ...]
    left_out: int
    knows_seasons: bool

    @property
    def problems(self) -> list[Topic]:
        """The topics with a spell, the one first whose spells brought most work."""
        return sorted((topic for topic in self.topics if topic.spells), key=lambda topic: -topic.excess.value)

    @property
    def is_enough(self) -> bool:
        """Whether any topic had enough days and contacts to be searched."""
        return any(topic.is_enough for topic in self.topics)

    def as_json(self) -> dict[str, Any]:
        """As it is kept."""
        return dict(_plain(asdict(self)))

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Findings:
        """What `as_json` gave."""
        return cls(
            date.fromisoformat(content["start"]),
            date.fromisoformat(content["end"]),
            content["n"],
            tuple(_topic(one) for one in content["topics"]),
            content["left_out"],
            content["knows_seasons"],
        )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    return value


def _topic(content: Mapping[str, Any]) -> Topic:
    figures = {name: Bounded(**content[name]) for name in ("cost", "excess", "per_week")}
    spells = tuple(_spell(one) for one in content["spells"])
    weeks = tuple(Week(**{**one, "first": date.fromisoformat(one["first"])}) for one in content["weeks"])
    return Topic(**{**content, **figures, "spells": spells, "weeks": weeks})


def _spell(content: Mapping[str, Any]) -> Spell:
    days = {name: date.fromisoformat(content[name]) for name in ("first", "last")}
    edges = {name: tuple(map(date.fromisoformat, content[name])) for name in ("first_between", "last_between")}
    figures = {name: Bounded(**content[name]) for name in ("ratio", "excess")}
    return Spell(**{**content, **days, **edges, **figures})
