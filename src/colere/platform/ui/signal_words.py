"""Signals of a measure over time in words: the one place where a change gets its name, for every page and command."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.platform.ui import words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from colere.platform.metrics.charting import Period, Series
    from colere.stats.signals import Signal

FEWEST = 2
RECENT_PERIODS = 4


def signal_words(signal: Signal, by: str) -> str:
    """A signal as people say it: "8 weeks above what is usual". `by` is the series' day, week or month."""
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


def recent_signal(series: Series) -> Signal | None:
    """What to say of the last four whole periods: of the signals that reach into them, and that go where the newest
    goes, the longest, because it tells since when. None where there is no signal.
    """
    found = _recent(series)
    if not found:
        return None
    return max((s for s in found if s.direction == found[-1].direction), key=lambda s: (s.last - s.first, s.last))


def recent_changes(every: Sequence[Series]) -> list[tuple[Series, Signal]]:
    """What to say of the last four whole periods of all these series together, the newest change first: of each the
    strongest signal, as far as it is beyond chance among so many. Where nothing changed in some of them, one of those
    is named with a probability of at most 5 %.
    """
    from colere.stats.lately import beyond_chance, chance

    asked = [series for series in every if series.centre is not None]
    strongest = [max(_recent(series), key=lambda signal: signal.strength, default=None) for series in asked]
    chances = [
        chance(signal.strength, points=_known(series), is_counted=series.kind == "p") if signal else 1.0
        for series, signal in zip(asked, strongest, strict=True)
    ]
    found = zip(asked, strongest, beyond_chance(chances), strict=True)
    named = [(series, signal) for series, signal, is_beyond in found if signal is not None and is_beyond]
    return sorted(named, key=lambda pair: -pair[1].first)


def _recent(series: Series) -> list[Signal]:
    """The signals that reach into the last four whole periods."""
    last = max((i for i, period in enumerate(series.periods) if period.is_whole), default=-1)
    return [signal for signal in series.signals if signal.last > last - RECENT_PERIODS]


def _known(series: Series) -> int:
    """How many whole periods have a value."""
    return sum(one.is_whole and one.figure is not None and one.figure.value is not None for one in series.periods)
