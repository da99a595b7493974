"""Stories that are ready to be told: an extension point for whoever collects them.

A domain registers where its approved stories come from, in its `extensions.py`:

    register_stories("recognition", approved_between)

`approved_between(actor, start, end)` gives the stories that their people have let go out, of days from `start` to
`end`, the best first. Whoever tells stories (the weekly letter) asks `approved_stories`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from colere.platform.permissions import Actor


@dataclass(frozen=True, slots=True)
class Story:
    """Something that happened and may be told. `teller` is a first name or a team, as its people want it."""

    title: str
    text: str
    teller: str


StorySource = Callable[[Actor, date, date], list[Story]]

_sources: dict[str, StorySource] = {}


def register_stories(name: str, source: StorySource) -> None:
    """Make a source of approved stories known. A name registered again is replaced."""
    _sources[name] = source


def has_story_sources() -> bool:
    """Whether anybody collects stories at all."""
    return bool(_sources)


def approved_stories(actor: Actor, start: date, end: date) -> list[Story]:
    """The approved stories of these days from all sources, each source's best first."""
    return [story for name in sorted(_sources) for story in _sources[name](actor, start, end)]
