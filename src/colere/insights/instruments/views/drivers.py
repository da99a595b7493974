"""Drivers of a score in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from colere.care.feedback.views.wording import question_label
from colere.insights.instruments.queries.drivers import DriversFound
from colere.insights.instruments.rules.findings import Finding, finding
from colere.insights.instruments.views.report import Report, figure_words, listed, remark
from colere.platform.ui import words
from colere.platform.ui.charts import IntervalChart, IntervalRow
from colere.stats.enough import State

ASSUMPTIONS = ("association", "complete_answers")
LEAST_WHOLE = 0.02  # of a score's ups and downs: who acts on what says less than that would notice nothing


def drivers_report(found: DriversFound) -> Report:
    """The strongest driver first; whether it goes with the score or against it."""
    return Report(_sentence(found), _figures(found), ASSUMPTIONS, "lmg", found.period)


def draw_drivers(report: Report) -> list[IntervalChart]:
    """How much of the score's ups and downs goes with each driver."""
    drivers = [figure for figure in report.named("driver") if figure.state is State.OK]
    if not drivers:
        return []
    [whole] = report.named("r_squared")
    rows = [
        IntervalRow(
            question_label(str(one.group)),
            one.value,
            one.low,
            one.high,
            one.n,
            remark(one),
            is_apart=one.verdict in ("more", "less"),
        )
        for one in drivers
    ]
    return [
        IntervalChart(
            _("What goes with “%(outcome)s”") % {"outcome": question_label(str(whole.group))},
            "share",
            rows,
            sentence=_("Share of its ups and downs that goes with each driver, with the interval"),
            group_label=_("Driver"),
            n_label=_("Occasions"),
            period=report.days,
        )
    ]


def _sentence(found: DriversFound) -> str:
    if found.outcome is None:
        return _("Too few: nobody has answered two questions on one occasion yet.")
    said = {"outcome": question_label(found.outcome), "n": words.number(found.n)}
    if found.is_still:
        return _("All answers to “%(outcome)s” are the same, so nothing can go with their ups and downs.") % said
    shares = found.shares
    if shares is None or shares.state is State.TOO_FEW:
        return _("Too few: “%(outcome)s” was answered beside all these questions on %(n)s occasions.") % said
    clear = [figure for figure in _drivers(found) if figure.verdict in ("more", "less")]
    said["whole"] = figure_words(shares.r_squared, "share")
    if not clear:
        return _("Nothing that was asked beside “%(outcome)s” shows a sign of driving it (%(n)s occasions).") % said
    if shares.r_squared < LEAST_WHOLE:
        return (
            _(
                "What was asked beside “%(outcome)s” says hardly anything about it: "
                "%(whole)s of its ups and downs (%(n)s occasions)."
            )
            % said
        )
    said["drivers"] = listed([question_label(str(figure.group)) for figure in clear[:3]])
    return (
        _(
            "What goes most with “%(outcome)s” is %(drivers)s; all drivers together say "
            "%(whole)s of its ups and downs (%(n)s occasions)."
        )
        % said
    )


def _figures(found: DriversFound) -> list[Finding]:
    shares = found.shares
    if shares is None:
        return [finding("r_squared", None, n=found.n, unit="share", group=found.outcome)]
    whole = finding(
        "r_squared",
        shares.r_squared,
        low=shares.r_squared_low,
        high=shares.r_squared_high,
        n=shares.n,
        unit="share",
        group=found.outcome,
    )
    slopes = [
        finding("slope", value, low=low, high=high, n=shares.n, unit="score", group=name, is_detail=True)
        for name, value, low, high in zip(found.drivers, shares.slope, shares.slope_low, shares.slope_high, strict=True)
    ]
    return [whole, *_drivers(found), *slopes]


def _drivers(found: DriversFound) -> list[Finding]:
    """The drivers' shares, the largest first."""
    shares = found.shares
    assert shares is not None
    rows = [
        finding(
            "driver",
            shares.share[place],
            low=shares.low[place],
            high=shares.high[place],
            n=shares.n,
            unit="share",
            group=name,
            verdict=_verdict(found, place),
        )
        for place, name in enumerate(found.drivers)
    ]
    return sorted(rows, key=lambda row: -(row.value or 0.0))


def _verdict(found: DriversFound, place: int) -> str:
    shares = found.shares
    assert shares is not None
    if shares.state is State.TOO_FEW:
        return "too_few"
    if shares.is_suppressor[place]:
        return "suppressor"
    if not shares.is_clear[place]:
        return "no_sign"
    return "more" if shares.slope[place] > 0 else "less"
