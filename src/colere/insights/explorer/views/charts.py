"""Series and figures as the charts that pages draw, with signals in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.insights.explorer.views.links import rows_behind
from colere.insights.explorer.views.report import group_words
from colere.platform.metrics import Figure, ReportRequest, Series
from colere.platform.metrics.charting import Period
from colere.platform.permissions import Actor
from colere.platform.ui import words
from colere.platform.ui.charts import Bar, Bars, ControlChart, Point

if TYPE_CHECKING:
    from colere.stats.signals import Signal

FEWEST = 2


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


def story(series: Series) -> str:
    """What is usual, and the last stretch that is no noise; or that there is none."""
    known = [p for p in series.periods if p.is_whole and p.figure is not None and p.figure.value is not None]
    if series.centre is None or len(known) < FEWEST:
        return _("Too few periods to say what is usual.")
    usual = words.figure(series.centre, series.measure.unit)
    if not series.signals:
        return _("Usually %(usual)s; nothing stands out.") % {"usual": usual}
    last = series.signals[-1]
    said = {
        "usual": usual,
        "when": period_words(series.periods[last.first], series.by),
        "what": signal_words(last, series.by),
    }
    if last.first == last.last:
        return _("Usually %(usual)s; %(when)s was %(what)s.") % said
    return _("Usually %(usual)s; from %(when)s on: %(what)s.") % said


def signal_words(signal: Signal, by: str) -> str:
    """A signal as people say it."""
    from colere.stats.signals import Rule

    n = signal.last - signal.first + 1
    up = signal.direction > 0
    count = {
        "day": ngettext("%(n)s day", "%(n)s days", n),
        "week": ngettext("%(n)s week", "%(n)s weeks", n),
        "month": ngettext("%(n)s month", "%(n)s months", n),
    }[by] % {"n": n}
    said = {
        Rule.OUTSIDE: _("higher than chance explains") if up else _("lower than chance explains"),
        Rule.ONE_SIDE: _("%(count)s above what is usual") if up else _("%(count)s below what is usual"),
        Rule.TREND: _("%(count)s rising") if up else _("%(count)s falling"),
        Rule.NEAR_LIMIT: _("twice near the upper limit") if up else _("twice near the lower limit"),
    }[signal.rule]
    return said % {"count": count} if "%(" in said else said


def period_words(period: Period, by: str) -> str:
    """A day, week or month as people say it."""
    if by == "month":
        return formats.date_format(period.first, "F Y")
    day = formats.date_format(period.first, "j F Y")
    return _("the week from %(day)s") % {"day": day} if by == "week" else day


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
