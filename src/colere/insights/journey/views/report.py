"""The journey as a report: its sentence, its figures by kind of step, and the ways to be drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.insights.instruments.rules.findings import Finding, finding
from colere.insights.instruments.rules.report import Report
from colere.insights.journey.rules.found import Bounded, JourneyFound, Step, Way
from colere.insights.journey.views.wording import AFTER
from colere.platform.ui import words

ARROW = " → "
ASSUMPTIONS = ("silence_is_leaving", "as_active_as", "facts_tell_all", "association")


def journey_report(found: JourneyFound) -> Report:
    """Where most fall silent or write to us, and what there is about each kind of step."""
    more = {
        "ways": [asdict(way) for way in found.ways],
        "hidden": found.hidden,
        "silent_days": found.silent_days,
        "customers": found.customers,
        "has_promises": found.has_promises,
    }
    by_step = [list(_figures(step)) for step in found.steps]
    figures = [figure for of_all_steps in zip(*by_step, strict=True) for figure in of_all_steps]
    figures += [_way(way) for way in found.ways]
    return Report(sentence(found), figures, ASSUMPTIONS, "directly_follows", (found.start, found.end), more=more)


def sentence(found: JourneyFound) -> str:
    """The news of the page."""
    loses, asks = found.loses(), found.asks()
    if not any(step.silent for step in found.steps):
        return _("There are too few steps yet to say where customers fall silent.")
    if loses is None and asks is None:
        return _("No step stands out: after each, as many customers fall silent or write to us as is usual.")
    parts = []
    if loses is not None and loses.silent is not None and loses.silent_more is not None:
        said = _("Most fall silent %(after)s: %(share)s, %(points)s more than is usual for customers as active.")
        parts.append(said % {**_said(loses.silent, loses.silent_more), "after": AFTER[loses.kind]})
    if asks is not None and asks.writes is not None and asks.writes_more is not None:
        if loses is None:
            said = _("Most write to us %(after)s: %(share)s, %(points)s more than is usual for customers as active.")
        else:
            said = _("Most write to us %(after)s: %(share)s, %(points)s more than usual.")
        parts.append(said % {**_said(asks.writes, asks.writes_more), "after": AFTER[asks.kind]})
    return " ".join(parts)


def _said(share: Bounded, more: Bounded) -> dict[str, str]:
    return {"share": words.percent(share.value), "points": points_words(more.value)}


def points_words(share: float) -> str:
    """A difference of shares: "8 points"."""
    points = round(share * 100)
    return ngettext("%(n)s point", "%(n)s points", abs(points)) % {"n": words.number(points)}


def _figures(step: Step) -> Iterator[Finding]:
    yield finding("journey_steps", step.n, n=step.customers, unit="count", group=step.kind)
    silent = "more_than_usual" if step.is_silent_apart else "as_usual"
    writing = "more_than_usual" if step.is_writing_apart else "as_usual"
    yield _figure("journey_silent", step.silent, "share", step, verdict=silent)
    yield _figure("journey_writes", step.writes, "share", step, verdict=writing)
    yield _figure("journey_silent_more", step.silent_more, "balance", step, is_detail=True)
    yield _figure("journey_writes_more", step.writes_more, "balance", step, is_detail=True)
    yield _figure("journey_pleased", step.pleased, "share", step)
    yield _figure("journey_effort", step.effort, "score", step)
    yield finding("journey_half_within", step.half_within, n=step.n, unit="seconds", group=step.kind, is_detail=True)


def _way(way: Way) -> Finding:
    """How often a way was gone, as a share of all ways from its beginning."""
    return finding(
        "journey_way", way.share, n=way.n, unit="share", group=f"{way.first}{ARROW}{way.then}", is_detail=True
    )


def _figure(
    name: str, figure: Bounded | None, unit: str, step: Step, *, verdict: str | None = None, is_detail: bool = False
) -> Finding:
    if figure is None:
        return finding(name, None, n=0, unit=unit, group=step.kind, is_detail=is_detail)
    return finding(
        name,
        figure.value,
        low=figure.low,
        high=figure.high,
        n=figure.n,
        unit=unit,
        group=step.kind,
        verdict=verdict,
        is_detail=is_detail,
    )
