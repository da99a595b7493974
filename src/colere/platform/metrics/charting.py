"""A measure over time, with the limits of its ordinary variation and the signals that are no noise."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from colere.platform.metrics import periods
from colere.platform.metrics.figures import Answer, Figure, ReportRequest
from colere.platform.metrics.measures import Measure, all_measures, get_measure
from colere.platform.metrics.queries import answer
from colere.platform.permissions import Actor
from colere.stats.enough import State

if TYPE_CHECKING:
    from colere.stats.charts import Chart
    from colere.stats.signals import Signal

LARGE_N = 500.0  # answers per period from which days of shares differ by more than the binomial alone


@dataclass(frozen=True, slots=True)
class Period:
    """One day, week or month of a series. `is_whole` is false for one that the question covers only in part, that is
    not over, or whose figure still moves because the measure takes its time to settle.
    """

    first: date
    last: date
    name: str
    figure: Figure | None
    is_whole: bool
    lower: float | None = None
    upper: float | None = None
    signals: tuple[Signal, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """A measure over time. `kind` is the chart: "xmr", "p" or "p′". `centre` is None where there are too few periods
    for limits.
    """

    measure: Measure
    start: date
    end: date
    by: str
    kind: str
    periods: tuple[Period, ...]
    centre: float | None
    signals: tuple[Signal, ...]
    sql: tuple[str, ...]
    is_stale: bool


def series(request: ReportRequest, actor: Actor) -> Series:
    """The one measure of the request by `request.by` (day, week or month), as a control chart.

    Shares get a p chart (Laney's p′ with many answers), everything else an XmR chart. Periods that are not whole are
    shown and count for nothing: half a week is no signal. Raises `ValueError` unless the request names one measure and
    a calendar grouping.
    """
    if request.measures is None or len(request.measures) != 1:
        raise ValueError("A series needs one measure.")
    [found] = all_series(request, actor)
    return found


def all_series(request: ReportRequest, actor: Actor) -> list[Series]:
    """As `series`, for all measures of the request (None: the whole catalogue) from one answer."""
    if request.by not in ("day", "week", "month"):
        raise ValueError("A series goes by day, week or month.")
    found = answer(request, actor)
    names = request.measures or [measure.name for measure in all_measures()]
    figures: dict[str, dict[str | None, Figure]] = {name: {} for name in names}
    for figure in found.figures:
        figures[figure.name][figure.group] = figure
    today = periods.today(periods.company_zone())
    return [series_of(get_measure(name), request.by, found, figures[name], today=today) for name in names]


def series_of(measure: Measure, by: str, found: Answer, figures: Mapping[str | None, Figure], *, today: date) -> Series:
    """The series of one measure from an answer's figures by the names of its periods; today's is not over."""
    starts = periods.buckets(found.start, found.end, by)
    points = [_period(first, by, found, figures, today, measure) for first in starts]
    chart = _chart(measure, points)
    drawn = tuple(_with_limits(point, chart, i) for i, point in enumerate(points))
    has_limits = not all(math.isnan(limit) for limit in chart.high)
    centre = _known(chart.centre[0]) if has_limits else None
    return Series(
        measure, found.start, found.end, by, chart.kind, drawn, centre, chart.signals, found.sql, found.is_stale
    )


def _period(
    first: date, by: str, found: Answer, figures: Mapping[str | None, Figure], today: date, measure: Measure
) -> Period:
    last = periods.next_bucket(first, by) - timedelta(days=1)
    name = periods.bucket_name(first, by)
    figure = figures.get(name)
    if figure is None and measure.unit == "count":
        figure = Figure(measure.name, 0.0, None, None, 0, "count", State.OK, name, name)
    is_over = last + measure.settles < today
    return Period(first, last, name, figure, is_whole=first >= found.start and last <= found.end and is_over)


def _chart(measure: Measure, points: list[Period]) -> Chart:
    """The chart of the whole periods; the others stand in it as gaps."""
    import numpy as np

    from colere.stats.charts import p_chart, p_prime, xmr

    values = np.array([_value(point) for point in points], dtype=np.float64)
    if measure.unit != "share":
        return xmr(values)
    n = np.array([point.figure.n if point.figure and point.is_whole else 0 for point in points], dtype=np.float64)
    yes = np.where(n > 0, np.rint(np.nan_to_num(values) * n), 0.0)
    counted = n[n > 0]
    return (p_prime if counted.size and counted.mean() >= LARGE_N else p_chart)(yes, n)


def _value(point: Period) -> float:
    if point.figure is None or point.figure.value is None or not point.is_whole:
        return math.nan
    return point.figure.value


def _with_limits(point: Period, chart: Chart, i: int) -> Period:
    own = tuple(signal for signal in chart.signals if signal.first <= i <= signal.last)
    return replace(point, lower=_known(chart.low[i]), upper=_known(chart.high[i]), signals=own)


def _known(value: float) -> float | None:
    return None if math.isnan(value) else float(value)
