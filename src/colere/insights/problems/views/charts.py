"""The small charts of the two pages."""

from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _

from colere.insights.problems.rules.findings import Topic, Week
from colere.platform.metrics import Series
from colere.platform.metrics.charting import Period
from colere.platform.ui import words
from colere.platform.ui.charts import ControlChart, Point
from colere.platform.ui.signal_words import period_words, signal_words


@dataclass(frozen=True, slots=True)
class WeeksChart(ControlChart):
    """Contacts by week; the thin line is what is usual in each. Its table says so in its own columns."""

    def heads(self) -> list[str]:
        """The heads of the table behind it."""
        return [_("Seven days from"), _("Contacts"), _("Usual"), _("Note")]

    def rows(self) -> list[list[str]]:
        """The table behind it."""
        return [[p.label, words.number(p.value), words.number(p.upper), p.signal] for p in self.points]


def weeks_chart(topic: Topic) -> WeeksChart:
    """The weeks of a topic, with those marked that lie in a spell."""
    return WeeksChart(
        title=topic.name,
        unit="count",
        points=[_week(week) for week in topic.weeks],
        sentence=_("Contacts in seven days"),
    )


def change_chart(series: Series) -> ControlChart:
    """A measure by week with its limits."""
    return ControlChart(
        title=series.measure.label,
        unit=series.measure.unit,
        points=[_point(period, series) for period in series.periods],
        centre=series.centre,
    )


def _week(week: Week) -> Point:
    return Point(
        week.first.isoformat(),
        value=week.contacts,
        label=formats.date_format(week.first, "j F Y"),
        signal=_("more than usual") if week.is_in_spell else "",
        upper=round(week.usual, 1),
    )


def _point(period: Period, series: Series) -> Point:
    figure = period.figure
    return Point(
        period.name,
        value=figure.value if figure else None,
        low=figure.low if figure else None,
        high=figure.high if figure else None,
        n=figure.n if figure else None,
        label=period_words(period, series.by) + ("" if period.is_whole else _(" (not whole)")),
        signal=signal_words(period.signals[0], series.by) if period.signals and period.is_whole else "",
        lower=period.lower,
        upper=period.upper,
    )
