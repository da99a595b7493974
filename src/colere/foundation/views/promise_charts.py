"""The charts of a promise's page."""

from collections.abc import Sequence

from django.utils import formats
from django.utils.translation import gettext as _

from colere.foundation.models import Promise
from colere.foundation.queries.promises import PastChange
from colere.foundation.views.promise_words import target_words
from colere.platform.metrics import Figure, Series, company_zone
from colere.platform.metrics.charting import Period
from colere.platform.ui.charts import Bar, Bars, Change, ControlChart, Point
from colere.platform.ui.signal_words import signal_words, story

FEWEST_WEEKS = 3


def chart_of(series: Series | None, promise: Promise, past: Sequence[PastChange]) -> ControlChart | None:
    """The weeks of a promise as a control chart with its target; None when too few weeks have figures."""
    if series is None or sum(1 for p in series.periods if p.figure and p.figure.value is not None) < FEWEST_WEEKS:
        return None
    shown = _without_empty_beginning(series.periods)
    return ControlChart(
        title=series.measure.label,
        unit="share",
        points=[_point(period) for period in shown],
        centre=series.centre,
        target=promise.target,
        changes=_retargetings(shown, past),
        sentence=story(series),
    )


def team_bars(figures: Sequence[Figure]) -> Bars | None:
    """How often each team kept it, as bars; None with fewer than two teams."""
    named = sorted((f for f in figures if f.group), key=lambda figure: figure.group or "")
    if len(named) < 2:
        return None
    bars = [
        Bar(
            figure.group or "",
            figure.value,
            figure.low,
            figure.high,
            figure.n,
            mark=_("too few to say") if figure.state == "too_few" else "",
        )
        for figure in named
    ]
    return Bars(_("Kept, by team"), "share", bars)


def _without_empty_beginning(periods: Sequence[Period]) -> list[Period]:
    first = next((i for i, p in enumerate(periods) if p.figure and p.figure.value is not None), 0)
    return list(periods[first:])


def _point(period: Period) -> Point:
    figure = period.figure
    return Point(
        period.name,
        value=figure.value if figure else None,
        low=figure.low if figure else None,
        high=figure.high if figure else None,
        n=figure.n if figure else None,
        label=_("week from %(day)s") % {"day": formats.date_format(period.first, "j F Y")},
        signal=signal_words(period.signals[0], "week") if period.signals and period.is_whole else "",
        lower=period.lower,
        upper=period.upper,
    )


def _retargetings(periods: Sequence[Period], past: Sequence[PastChange]) -> list[Change]:
    """When the target was changed, on the week in which it was."""
    zone, found = company_zone(), []
    for change in past:
        day = change.at.astimezone(zone).date()
        week = next((p for p in periods if p.first <= day <= p.last), None)
        if change.target_before is not None and week is not None:
            found.append(Change(week.name, _("target %(share)s") % {"share": target_words(change.target)}))
    return found
