"""A story from the log: which lines an actor may see, each drawn by the domain that wrote it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from colere.platform.events.models import LogLine
from colere.platform.permissions import Actor
from colere.platform.prepared import prepared
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
        """When it happened in the world, which may be long before its line was written."""
        return self.line.happened_at


@dataclass(frozen=True, slots=True)
class Day:
    """The entries of one day, newest first."""

    label: str
    entries: list[Entry]


@dataclass(frozen=True, slots=True)
class Story:
    """A part of a story, newest first; `before` is the place to go on from, "" at the beginning of the story."""

    days: list[Day]
    before: str


def read_story(actor: Actor, about: str | Sequence[str], *, before: str = "", limit: int = 40) -> Story:
    """What the log says about "customer:5" (or about several that are one), as far as the actor may see it.

    Told in the order in which things happened. One query, and one for each kind that loads. `before` comes from the
    story before; one that cannot be read means the newest part.
    """
    refs = [about] if isinstance(about, str) else list(about)
    kinds = timeline_kinds_for(actor)
    at, pk = _read_place(before) or (None, None)
    found = _lines(refs, at, pk, kinds=tuple(sorted(kinds)), most=limit + 1)
    shown = found[:limit]
    more = f"{shown[-1].happened_at.isoformat()}_{shown[-1].id}" if len(found) > limit else ""
    return Story(build(actor, shown), more)


@prepared
def _lines(
    refs: list[str], at: datetime | None, pk: int | None, *, kinds: tuple[str, ...], most: int
) -> QuerySet[LogLine]:
    lines = LogLine.objects.filter(about__in=refs, kind__in=kinds).order_by("-happened_at", "-id")
    if at is not None:
        lines = lines.filter(Q(happened_at__lte=at) & (Q(happened_at__lt=at) | Q(id__lt=pk)))
    return lines[:most]


def _read_place(before: str) -> tuple[datetime, int] | None:
    at, _, pk = before.partition("_")
    try:
        when = datetime.fromisoformat(at)
        return (when if timezone.is_aware(when) else timezone.make_aware(when)), int(pk)
    except (ValueError, OverflowError):
        return None


def build(actor: Actor, lines: Iterable[LogLine]) -> list[Day]:
    """The lines as days, newest first, without those that the actor may not see or that nobody draws.

    A kind that loads decides by it: a line for which it gave nothing is left out.
    """
    kinds = timeline_kinds_for(actor)
    known = (line for line in lines if line.kind in kinds)
    shown = sorted(known, key=lambda line: (line.happened_at, line.id), reverse=True)
    loaded: dict[int, dict[str, Any]] = {}
    for kind, drawn in kinds.items():
        if drawn.load is not None and (own := [line for line in shown if line.kind == kind]):
            loaded |= drawn.load(actor, own)
    entries = [
        Entry(line, kinds[line.kind], loaded.get(line.id, {}))
        for line in shown
        if kinds[line.kind].load is None or line.id in loaded
    ]
    by_day = groupby(entries, key=lambda entry: timezone.localtime(entry.at).date())
    return [Day(words.day(on), list(of_day)) for on, of_day in by_day]
