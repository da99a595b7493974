"""What a letter holds, whoever draws it: HTML, plain text, PDF and the page say the same because they read this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its interval. `said` and `between` are its words; "too few" where it cannot be read.

    `bar` is its size beside the others of the section, from 0 to 1; None where sizes are not to be compared.
    """

    label: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    unit: str
    is_enough: bool
    said: str
    between: str = ""
    note: str = ""
    bar: float | None = None


@dataclass(frozen=True, slots=True)
class Quote:
    """A customer's words as they were written, and what they are about. No name."""

    text: str
    about: str


@dataclass(frozen=True, slots=True)
class Told:
    """A story that its teller has let go out."""

    title: str
    text: str
    teller: str


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the letter: its sentence first, then what it stands on. `place` is the page with more."""

    name: str
    title: str
    sentence: str
    figures: tuple[Figure, ...] = ()
    quotes: tuple[Quote, ...] = ()
    stories: tuple[Told, ...] = ()
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """What is said about one week. `sentence` is the news; `kind` says of what sort it is, and chose the question."""

    week: str
    first: date
    last: date
    company: str
    title: str
    sentence: str
    kind: str
    sections: tuple[Section, ...]
    question: str

    def as_json(self) -> dict[str, Any]:
        """As it is kept, and as the command gives it."""
        return {**asdict(self), "first": self.first.isoformat(), "last": self.last.isoformat()}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Letter:
        """What `as_json` gave."""
        days = {name: date.fromisoformat(content[name]) for name in ("first", "last")}
        return cls(**{**content, **days, "sections": tuple(map(_section, content["sections"]))})


def _section(content: Mapping[str, Any]) -> Section:
    parts = {"figures": Figure, "quotes": Quote, "stories": Told}
    return Section(**{**content, **{name: tuple(kind(**one) for one in content[name]) for name, kind in parts.items()}})
