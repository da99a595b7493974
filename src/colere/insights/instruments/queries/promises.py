"""Each promise as it is kept by our measures and as customers feel it, over one period and by month."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _

from colere.foundation.queries.keeping import FELT, KEPT, kept_of, measures_of, share_of
from colere.foundation.queries.promises import list_promises
from colere.foundation.rules.promises import Difference, Share, Standing
from colere.insights.instruments.queries.days import Period
from colere.insights.instruments.rules.promises import Change, growth
from colere.insights.instruments.rules.steps import Step, Tell, silent
from colere.platform.errors import Invalid
from colere.platform.metrics import Figure, ReportRequest, all_series, known_days, report
from colere.platform.metrics.usual import usual_period
from colere.platform.permissions import Actor, require

LEAST_DAYS = 14


@dataclass(frozen=True, slots=True)
class Month:
    """Both sides of a promise in one month; None where too few were due, or answered."""

    first: date
    kept: Share | None
    felt: Share | None


@dataclass(frozen=True, slots=True)
class Compared:
    """One promise: what we say, its share kept as measured and felt by customers (None: nothing asks), the gap between
    the two, and by how much the gap grew from the first half of the period to the second.
    """

    slug: str
    words: str
    target: float
    standing: Standing
    kept: Share | None
    felt: Share | None
    gap: Difference | None
    growth: Change | None
    months: tuple[Month, ...]


@dataclass(frozen=True, slots=True)
class PromisesFound:
    """All promises that count, in the order that people chose."""

    period: Period
    promises: list[Compared]


def find_promises(actor: Actor, *, request: ReportRequest, tell: Tell = silent) -> PromisesFound:
    """The promises over the request's days (the last 26 weeks unless some are given), by its team and channel.

    Raises `Invalid` where nothing has been promised.
    """
    require(actor, "metrics.read")
    promises = list_promises(actor)
    if not promises:
        raise Invalid(_("Nothing has been promised yet."))
    tell(Step.READING)
    start, end = _period(actor, request)
    names = tuple(name for promise in promises for name in measures_of(promise))
    whole = replace(request, start=start, end=end, measures=names, by=None)
    middle = start + timedelta(days=(end - start).days // 2)
    tell(Step.FITTING)
    halves = [(start, middle), (middle + timedelta(days=1), end)]
    over_all, *by_half = [
        kept_of(promises, _figures(actor, replace(whole, start=first, end=last)))
        for first, last in [(start, end), *halves]
    ]
    months = _months(actor, whole)
    found = [
        Compared(
            one.promise.slug,
            one.promise.words,
            one.promise.target,
            one.standing,
            share_of(one.kept),
            share_of(one.felt),
            one.gap,
            growth(before.gap, after.gap),
            months.get(one.promise.slug, ()),
        )
        for one, before, after in zip(over_all, *by_half, strict=True)
    ]
    return PromisesFound((start, end), found)


def _period(actor: Actor, request: ReportRequest) -> tuple[date, date]:
    days = known_days(actor)
    usual = usual_period(actor)
    end = min(request.end or usual[1], days[1]) if days else usual[1]
    start = request.start or min(usual[0], end - timedelta(days=LEAST_DAYS - 1))
    if start > end:
        raise Invalid(_("Nothing is known yet of these days."))
    return start, end


def _figures(actor: Actor, request: ReportRequest) -> dict[str, Figure]:
    if not request.measures:
        return {}
    return {figure.name: figure for figure in report(request, actor)}


def _months(actor: Actor, request: ReportRequest) -> dict[str, tuple[Month, ...]]:
    """Both sides of each promise by whole month, by its short name."""
    if not request.measures:
        return {}
    sides: dict[str, dict[str, dict[date, Share]]] = {}
    for series in all_series(replace(request, by="month"), actor):
        side, slug = series.measure.name.split(":", 1)
        shares = {one.first: share_of(one.figure) for one in series.periods if one.is_whole}
        known = {day: share for day, share in shares.items() if share is not None and share.is_enough}
        sides.setdefault(slug, {})[f"{side}:"] = known
    return {
        slug: tuple(
            Month(day, own.get(KEPT, {}).get(day), own.get(FELT, {}).get(day))
            for day in sorted({day for shares in own.values() for day in shares})
        )
        for slug, own in sides.items()
    }
