"""What a chart needs to be drawn, and its table. Drawing happens in the browser (frontend/src/charts).

    chart = ControlChart(
        title=_("Satisfied customers"), unit="share",
        points=[Point("2026-03-02", value=.81, low=.79, high=.83, n=1203, label="9 March"), …],
        centre=.80, lower=.74, upper=.86,
        changes=[Change("2026-05-04", _("new parcel carrier"))],
        sentence=_("Satisfaction fell in May and has stayed lower."),
    )

and in the page `{{ control_chart(chart) }}` from `ui/components/chart.html`.

| kind | for |
|---|---|
| `ControlChart`, `Multiples` | a measure over time with the limits of its ordinary variation |
| `LinesChart` | a measure over time beside what was or is to be expected |
| `Bars` | groups with counts or shares, from zero |
| `IntervalChart` | groups whose figures are estimates, against a line |
| `FunnelChart` | groups of different size that should not be ranked |
| `WaysChart` | which step follows which, and how often |
"""

from colere.platform.ui.charts.groups import Bar, Bars, Funnel, FunnelChart, FunnelPoint, IntervalChart, IntervalRow
from colere.platform.ui.charts.lines import LinePoint, LinesChart
from colere.platform.ui.charts.over_time import Change, ControlChart, Multiples, Point
from colere.platform.ui.charts.ways import WaysChart, WaysEdge, WaysNode

__all__ = [
    "Bar",
    "Bars",
    "Change",
    "ControlChart",
    "Funnel",
    "FunnelChart",
    "FunnelPoint",
    "IntervalChart",
    "IntervalRow",
    "LinePoint",
    "LinesChart",
    "Multiples",
    "Point",
    "WaysChart",
    "WaysEdge",
    "WaysNode",
]
