"""Texts by theme and day, counted from one index, and what is found in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, OuterRef, Subquery

from colere.insights.themes.models import Theme, ThemeMap, ThemeText
from colere.insights.themes.queries.known import list_themes, roots_of
from colere.insights.themes.rules.feelings import UNHAPPY
from colere.insights.themes.rules.found import FoundThemes, find_in
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DAYS = 364  # 52 whole weeks, so that each weekday counts as often


def usual_request(actor: Actor) -> ReportRequest | None:
    """The question of the page as it opens: the last 52 weeks that were read; None before the first look."""
    require(actor, "metrics.read")
    drawn = ThemeMap.objects.filter(is_current=True).only("pk").first()
    if drawn is None:
        return None
    days = _days_of(drawn)
    if days is None:
        return None
    first, last = days
    return ReportRequest(max(last - timedelta(days=DAYS - 1), first), last)


def _days_of(drawn: ThemeMap) -> tuple[date, date] | None:
    """The first and the last day of which the map has texts; None where it has none.

    By theme, because an index leads to each theme's first and last day; the days of all texts would have to be read.
    """
    texts = ThemeText.objects.filter(map=drawn)
    own = texts.filter(theme=OuterRef("number"))
    edges = [Subquery(own.order_by(order).values("day")[:1]) for order in ("day", "-day")]
    days = [day for pair in Theme.objects.values_list(*edges) for day in pair if day is not None]
    fits_none = texts.filter(theme=None)
    days += [day for order in ("day", "-day") for day in fits_none.order_by(order).values_list("day", flat=True)[:1]]
    return (min(days), max(days)) if days else None


def settled(request: ReportRequest, *, actor: Actor) -> ReportRequest | None:
    """The request with a period: where it leaves an end open, that of the usual one. None before the first look."""
    usual = usual_request(actor)
    if usual is None or usual.end is None:
        return None
    end = request.end or max(usual.end, request.start or usual.end)
    start = request.start or max(end - timedelta(days=DAYS - 1), min(usual.start or end, end))
    return replace(request, start=start, end=end)


def count_themes(actor: Actor, *, request: ReportRequest) -> FoundThemes | None:
    """What is found about the themes of a period, counted now; None before the first look.

    The period must be given; it may be filtered by team and channel. A theme that has gone into another one counts
    there. Some two seconds for a million texts, and a few more the first time in a process.
    """
    import numpy as np

    require(actor, "metrics.read")
    assert request.start is not None
    assert request.end is not None
    drawn = ThemeMap.objects.filter(is_current=True).only("pk", "run").first()
    if drawn is None:
        return None
    roots = roots_of(list_themes(actor))
    days = (request.end - request.start).days + 1
    counts: dict[int | None, NDArray[np.float64]] = defaultdict(lambda: np.zeros(days))
    contacts: dict[int | None, int] = defaultdict(int)
    feelings: dict[int | None, NDArray[np.float64]] = defaultdict(lambda: np.zeros(3))
    for theme, day, kind, feeling, n in _counted(drawn, request):
        root = roots.get(theme, theme) if theme is not None else None
        counts[root][_place(day, request.start)] += n
        contacts[root] += n if kind == "conversation" else 0
        if feeling is not None:
            feelings[root][feeling - UNHAPPY] += n
    fits_none = counts.pop(None, np.zeros(days))
    numbers = sorted(number for number in counts if number is not None)
    rows = np.array([counts[number] for number in numbers]).reshape(len(numbers), days)
    felt = np.array([feelings[number] for number in numbers]).reshape(len(numbers), 3)
    return find_in(numbers, rows, [contacts[number] for number in numbers], felt, fits_none, request.start)


def _counted(drawn: ThemeMap, request: ReportRequest) -> list[tuple[int | None, date, str, int | None, int]]:
    wanted = {"team_id": request.team, "channel": request.channel, "day__gte": request.start, "day__lte": request.end}
    rows = ThemeText.objects.filter(map=drawn, run__lte=drawn.run)
    rows = rows.filter(**{name: value for name, value in wanted.items() if value is not None})
    return list(rows.order_by().values_list("theme", "day", "kind", "feeling").annotate(n=Count("pk")))


def _place(day: date, start: date) -> int:
    return (day - start).days
