"""A story from the log: which lines an actor may see, each drawn by the domain that wrote it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.utils import timezone

from colere.platform.events.models import LogLine
from colere.platform.permissions import Actor
from colere.platform.ui import words
from colere.platform.ui.registry import TimelineKind, timeline_kinds_for


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the log with what its template needs."""

    line: LogLine
    drawn: TimelineKind
    context: dict[str, Any]

    @property
    def at(self) -> datetime:
        """When it happened."""
        return self.line.at


@dataclass(frozen=True, slots=True)
class Day:
    """The entries of one day, newest first."""

    label: str
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Story:
    """A part of a story, newest first; `before` is the line to go on from, None at the beginning of the story."""

    days: list[Day]
    before: int | None


def read_story(actor: Actor, about: str, *, before: int | None = None, limit: int = 40) -> Story:
    """What the log says about "customer:5", as far as the actor may see it: one query, and one for each kind that loads."""
    kinds = timeline_kinds_for(actor)
    lines = LogLine.objects.filter(about=about, kind__in=list(kinds)).order_by("-id")
    if before is not None:
        lines = lines.filter(id__lt=before)
    found = list(lines[: limit + 1])
    shown = found[:limit]
    return Story(build(actor, shown), shown[-1].id if len(found) > limit else None)


def build(actor: Actor, lines: Iterable[LogLine]) -> list[Day]:
    """The lines as days, newest first, without those that the actor may not see or that nobody draws."""
    kinds = timeline_kinds_for(actor)
    shown = sorted((line for line in lines if line.kind in kinds), key=lambda line: (line.at, line.id), reverse=True)
    loaded: dict[int, dict[str, Any]] = {}
    for kind, drawn in kinds.items():
        if drawn.load is not None and (own := [line for line in shown if line.kind == kind]):
            loaded |= drawn.load(actor, own)
    entries = [Entry(line, kinds[line.kind], loaded.get(line.id, {})) for line in shown]
    return [Day(words.day(on), list(of_day)) for on, of_day in groupby(entries, key=lambda e: timezone.localtime(e.at).date())]
