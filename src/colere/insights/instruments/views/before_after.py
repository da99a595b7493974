"""The page of a change: its chart, with what would have been, and the course of what it is held against; where it came
on several days, its effect week by week since it came.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colere.insights.instruments.rules.findings import Finding
from colere.insights.instruments.rules.report import Report
from colere.insights.instruments.views.report import day_words, remark
from colere.insights.instruments.views.shift import subject
from colere.insights.instruments.views.staggered import started_words
from colere.platform.metrics import get_measure
from colere.platform.ui.charts import (
    Change,
    ControlChart,
    IntervalChart,
    IntervalRow,
    LinePoint,
    LinesChart,
    Point,
)

HEADS = {"team": gettext_lazy("Teams"), "channel": gettext_lazy("Channels"), "topic": gettext_lazy("Topics")}


def draw_change(report: Report) -> Sequence[LinesChart | ControlChart | IntervalChart]:
    """The charts of a change on one day, or on several."""
    return draw_staggered(report) if report.more.get("is_staggered") else draw_shift(report)


def roll_out(report: Report, *_asked: object) -> dict[str, Any]:
    """To whom the change came and when, and who is compared with or left out; nothing where it came on one day."""
    more = report.more
    if not more.get("is_staggered"):
        return {"started": []}
    beside = [
        (_("Compared with"), ", ".join(more["others"])),
        (_("Left out: under five cases a week"), ", ".join(more["left_out"])),
    ]
    return {"started": [*started_words(more["starts"]), *(pair for pair in beside if pair[1])]}


def draw_staggered(report: Report) -> Sequence[ControlChart | IntervalChart]:
    """The effect by the weeks since the change came; where they are too few, on each by itself."""
    own, unit = report.named("own_effect"), report.more["unit"]
    if own:
        return [_own_chart(report, own)]
    rows = [one for one in report.named("since_start") if one.low is not None and one.high is not None]
    if not rows:
        return []
    least = 1.0 if unit == "ratio" else 0.0
    what = subject(get_measure(report.more["measure"]), report.more["topic"])
    return [
        ControlChart(
            _("%(what)s, by the weeks since the change came") % {"what": what},
            unit,
            [Point(str(one.group), one.value, one.low, one.high, one.n, label=str(one.group)) for one in rows],
            centre=least,
            centre_label=_("no change"),
            n_label=HEADS[report.more["dimension"]],
            sentence=_("How far those with the change are from what was to be expected, with the interval"),
        )
    ]


def _own_chart(report: Report, own: Sequence[Finding]) -> IntervalChart:
    unit = own[0].unit
    return IntervalChart(
        _("Each by itself, from its own day on"),
        unit,
        [
            IntervalRow(
                str(one.group),
                *((one.value, one.low, one.high) if one.verdict != "too_few" else (None, None, None)),
                one.n,
                remark(one),
                is_apart=one.verdict in ("fell", "rose"),
            )
            for one in own
        ],
        reference=1.0 if unit == "ratio" else 0.0,
        reference_label=_("no change"),
        sentence=_("The effect on each, against those that the change never reached")
        if report.more["others"]
        else _("The effect on each, against its own past"),
        group_label=HEADS[report.more["dimension"]],
        n_label=_("Cases"),
        is_ratio=unit == "ratio",
        period=report.days,
    )


def draw_shift(report: Report) -> list[LinesChart]:
    """The measure as it was and as it would have been; below, what it was compared with."""
    if not report.named("observed"):
        return []
    other = report.named("compared_with")
    return [_course(report), *([_comparison(report, other)] if other else [])]


def _course(report: Report) -> LinesChart:
    without = {one.group: one for one in report.named("without_change") if one.is_detail}
    points = [_point(report, one, without.get(one.group)) for one in report.named("observed")]
    more = report.more
    return LinesChart(
        _title(report, subject(get_measure(more["measure"]), more["topic"])),
        report.named("observed")[0].unit,
        points,
        expected_label=_("without the change"),
        changes=[_change(report)],
        sentence=_("The band holds what would have been without the change in 95 of 100 cases") if without else "",
        n_label=_("Cases"),
    )


def _comparison(report: Report, rows: list[Finding]) -> LinesChart:
    name = _("all other topics") if report.more["is_against_others"] else report.more["against"]
    return LinesChart(
        _title(report, _("Compared with: %(name)s") % {"name": name}),
        rows[0].unit,
        [_point(report, one, None) for one in rows],
        changes=[_change(report)],
        sentence=_("It was not touched by the change; what moves both is taken for no change"),
        n_label=_("Cases"),
    )


def _title(report: Report, name: str) -> str:
    by = _("by week") if report.more["is_by_week"] else _("by day")
    return _("%(name)s, %(by)s") % {"name": name, "by": by}


def _change(report: Report) -> Change:
    return Change(report.more["on"], _("the change"))


def _point(report: Report, one: Finding, without: Finding | None) -> LinePoint:
    day = day_words(date.fromisoformat(str(one.group)))
    return LinePoint(
        str(one.group),
        one.value,
        expected=without.value if without else None,
        low=without.low if without else None,
        high=without.high if without else None,
        n=one.n,
        label=_("week from %(day)s") % {"day": day} if report.more["is_by_week"] else day,
    )
