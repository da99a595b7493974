"""The card of Today that says what changed, and only that: no arrows for noise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.utils.translation import get_language

from colere.platform import metrics
from colere.platform.metrics import Series
from colere.platform.metrics.usual import usual_period, usual_questions
from colere.platform.permissions import Actor
from colere.platform.ui.signal_words import period_words, recent_changes, signal_words

if TYPE_CHECKING:
    from colere.stats.signals import Signal

SHOWN = 4
KEPT_SECONDS = 300  # signals by week do not change while a morning passes


def today_changes(actor: Actor) -> dict[str, Any] | None:
    """The measures that changed within the last four weeks, beyond what chance does among so many; None while there are
    no facts at all.
    """
    if metrics.known_days(actor) is None:
        return None
    key = f"explorer:today:{get_language()}"
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        start, end = usual_period(actor)
        every = metrics.all_series(usual_questions(start, end)[0], actor)
        rows = [_row(series, signal) for series, signal in recent_changes(every)]
        found = {"rows": rows[:SHOWN], "more": max(0, len(rows) - SHOWN)}
        cache.set(key, found, KEPT_SECONDS)
    return found


def _row(series: Series, signal: Signal) -> dict[str, Any]:
    return {
        "name": series.measure.name,
        "label": str(series.measure.label),
        "said": signal_words(signal, series.by),
        "since": period_words(series.periods[signal.first], series.by),
    }
