"""What is drawn of a journey: after which steps customers fall silent or write, and the ways between steps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from colere.insights.instruments.rules.findings import Finding
from colere.insights.instruments.rules.report import Report
from colere.insights.journey.rules.steps import PLACES, SIDES, SILENT, Side
from colere.insights.journey.views.report import points_words
from colere.insights.journey.views.wording import KINDS
from colere.platform.ui import words
from colere.platform.ui.charts import IntervalChart, IntervalRow, WaysChart, WaysEdge, WaysNode
from colere.stats.enough import State

DRAWN = 18  # ways; more are a thicket, and stand in the table


def draw_journey(report: Report) -> list[IntervalChart | WaysChart]:
    """Two charts of intervals and the graph; nothing where nothing can be told."""
    days = report.more["silent_days"]
    silent = _intervals(
        report,
        "journey_silent",
        _("After which step customers fall silent"),
        _("Share of steps after which nothing was heard for %(days)s days") % {"days": days},
    )
    writes = _intervals(
        report,
        "journey_writes",
        _("After which step customers write to us"),
        _("Share of steps after which a message to us came next, within %(days)s days") % {"days": days},
    )
    return [*silent, *writes, *_ways(report)]


def step_rows(report: Report) -> list[dict[str, Any]]:
    """One row for each kind of step, with all that is known of it."""
    by_step: dict[str, dict[str, Finding]] = {}
    for figure in report.figures:
        if figure.name == "journey_way":
            continue
        by_step.setdefault(str(figure.group), {})[figure.name] = figure
    return [
        {
            "name": KINDS[kind],
            "n": round(figures["journey_steps"].value or 0),
            "silent": figures["journey_silent"],
            "writes": figures["journey_writes"],
            "pleased": None if SIDES[kind] is Side.FEELING else figures["journey_pleased"],
            "effort": figures["journey_effort"],
            "half_within": words.duration(figures["journey_half_within"].value),
        }
        for kind, figures in sorted(by_step.items(), key=lambda pair: PLACES[pair[0]])
    ]


def _intervals(report: Report, name: str, title: str, said: str) -> list[IntervalChart]:
    more = {figure.group: figure for figure in report.named(f"{name}_more")}
    rows = [_row(figure, more[figure.group]) for figure in report.named(name)]
    if all(row.value is None for row in rows):
        return []
    return [IntervalChart(title, "share", rows, sentence=said, group_label=_("Step"), n_label=_("Steps"))]


def _row(figure: Finding, more: Finding) -> IntervalRow:
    label = str(KINDS[str(figure.group)])
    if figure.state is State.TOO_FEW:
        return IntervalRow(label, None, n=figure.n, remark=_("too few"))
    is_apart = figure.verdict == "more_than_usual"
    above = _("%(points)s above the usual") % {"points": points_words(more.value or 0.0)}
    below = _("%(points)s below the usual") % {"points": points_words(-(more.value or 0.0))}
    remark = above if (more.value or 0.0) >= 0 else below
    return IntervalRow(label, figure.value, figure.low, figure.high, figure.n, remark, is_apart)


def _ways(report: Report) -> list[WaysChart]:
    ways: Sequence[dict[str, Any]] = report.more["ways"]
    if not ways:
        return []
    counts = {str(figure.group): round(figure.value or 0) for figure in report.named("journey_steps")}
    known = [kind for kind in PLACES if kind in counts]
    nodes = [WaysNode(str(KINDS[kind]), _times(counts[kind])) for kind in known]
    nodes.append(WaysNode(str(KINDS[SILENT]), "", is_apart=True))
    places = {kind: place for place, kind in enumerate([*known, SILENT])}
    edges = [
        WaysEdge(
            places[way["first"]],
            places[way["then"]],
            way["n"],
            way["share"],
            _("half within %(span)s") % {"span": words.duration(way["half_within"])} if way["half_within"] else "",
        )
        for way in ways
    ]
    said = _("The %(n)s ways that were gone most, as wide as they were used") % {"n": min(DRAWN, len(edges))}
    return [WaysChart(_("Which step follows which"), nodes, edges, drawn=DRAWN, sentence=said)]


def _times(n: int) -> str:
    return words.number(n)
