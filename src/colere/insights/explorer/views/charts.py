"""Series and figures as the charts that pages draw, with signals in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from colere.insights.explorer.views.links import rows_behind
from colere.insights.explorer.views.report import group_words
from colere.platform.metrics import Figure, ReportRequest, Series
from colere.platform.metrics.charting import Period
from colere.platform.permissions import Actor
from colere.platform.ui.charts import Bar, Bars, ControlChart, Point
from colere.platform.ui.signal_words import period_words, signal_words, story


def control_chart(series: Series, request: ReportRequest, actor: Actor) -> ControlChart:
    """The measure over time; each point leads to the rows behind it."""
    return ControlChart(
        title=series.measure.label,
        unit=series.measure.unit,
        points=[_point(period, series, request, actor) for period in series.periods],
        centre=series.centre,
        sentence=story(series),
    )


def group_bars(series: Series, figures: Sequence[Figure], request: ReportRequest, actor: Actor) -> Bars:
    """The groups side by side, the largest n first; nobody is ranked by a raw score."""
    bars = []
    for figure in sorted(figures, key=lambda f: (-f.n, f.group or "")):
        href = rows_behind(series.measure, request, actor, key=figure.key) if figure.key is not None else ""
        mark = _("too few to say") if figure.state == "too_few" else ""
        label = group_words(figure, request.by)
        bars.append(Bar(label, figure.value, figure.low, figure.high, figure.n, href=href, mark=mark))
    return Bars(series.measure.label, series.measure.unit, bars)


def _point(period: Period, series: Series, request: ReportRequest, actor: Actor) -> Point:
    figure = period.figure
    href = rows_behind(series.measure, request, actor, days=(period.first, period.last)) if figure and figure.n else ""
    said = signal_words(period.signals[0], series.by) if period.signals and period.is_whole else ""
    return Point(
        period.name,
        value=figure.value if figure else None,
        low=figure.low if figure else None,
        high=figure.high if figure else None,
        n=figure.n if figure else None,
        label=period_words(period, series.by) + ("" if period.is_whole else _(" (not whole)")),
        signal=said,
        href=href,
        lower=period.lower,
        upper=period.upper,
    )
