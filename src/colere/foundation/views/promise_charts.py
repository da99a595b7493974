"""The charts of a promise's page."""

from collections.abc import Sequence

from django.utils import formats
from django.utils.translation import gettext as _

from colere.foundation.models import Promise
from colere.foundation.queries.promises import PastChange
from colere.foundation.views.promise_words import target_words
from colere.platform.metrics import Figure, Series, company_zone
from colere.platform.metrics.charting import Period
from colere.platform.ui import words
from colere.platform.ui.charts import Bar, Bars, Change, ControlChart, Point
from colere.stats.signals import Rule, Signal

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
        sentence=_sentence(series),
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
        signal=_signal_words(period.signals[0]) if period.signals and period.is_whole else "",
        lower=period.lower,
        upper=period.upper,
    )


def _signal_words(signal: Signal) -> str:
    up = signal.direction > 0
    n = signal.last - signal.first + 1
    return {
        Rule.OUTSIDE: _("higher than chance explains") if up else _("lower than chance explains"),
        Rule.ONE_SIDE: (_("%(n)s weeks above what is usual") if up else _("%(n)s weeks below what is usual"))
        % {"n": n},
        Rule.TREND: (_("%(n)s weeks rising") if up else _("%(n)s weeks falling")) % {"n": n},
        Rule.NEAR_LIMIT: _("twice near the upper limit") if up else _("twice near the lower limit"),
    }[signal.rule]


def _sentence(series: Series) -> str:
    """What is usual, and the last stretch that stands out."""
    if series.centre is None:
        return _("Too few weeks to say what is usual.")
    usual = words.percent(series.centre)
    if not series.signals:
        return _("Usually %(usual)s; no week stands out.") % {"usual": usual}
    last = series.signals[-1]
    said = {
        "usual": usual,
        "when": formats.date_format(series.periods[last.first].first, "j F"),
        "what": _signal_words(last),
    }
    if last.first == last.last:
        return _("Usually %(usual)s; the week from %(when)s was %(what)s.") % said
    return _("Usually %(usual)s; from %(when)s on: %(what)s.") % said


def _retargetings(periods: Sequence[Period], past: Sequence[PastChange]) -> list[Change]:
    """When the target was changed, on the week in which it was."""
    zone, found = company_zone(), []
    for change in past:
        day = change.at.astimezone(zone).date()
        week = next((p for p in periods if p.first <= day <= p.last), None)
        if change.target_before is not None and week is not None:
            found.append(Change(week.name, _("target %(share)s") % {"share": target_words(change.target)}))
    return found
