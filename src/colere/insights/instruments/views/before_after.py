"""The page of a change: its chart, with what would have been, and the course of what it is held against."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from colere.insights.instruments.rules.findings import Finding
from colere.insights.instruments.rules.report import Report
from colere.insights.instruments.views.report import day_words
from colere.insights.instruments.views.shift import subject
from colere.platform.metrics import get_measure
from colere.platform.ui.charts import Change, LinePoint, LinesChart


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
