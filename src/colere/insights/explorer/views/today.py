"""The card of Today that says what changed, and only that: no arrows for noise."""

from typing import Any

from django.core.cache import cache
from django.utils.translation import get_language

from colere.platform import metrics
from colere.platform.metrics import Series
from colere.platform.metrics.usual import usual_period, usual_questions
from colere.platform.permissions import Actor
from colere.platform.ui.signal_words import period_words, recent_signal, signal_words

SHOWN = 4
KEPT_SECONDS = 300  # signals by week do not change while a morning passes


def today_changes(actor: Actor) -> dict[str, Any] | None:
    """The measures with a signal that reaches into the last four weeks; None while there are no facts at all."""
    if metrics.known_days(actor) is None:
        return None
    key = f"explorer:today:{get_language()}"
    found: dict[str, Any] | None = cache.get(key)
    if found is None:
        start, end = usual_period(actor)
        every = metrics.all_series(usual_questions(start, end)[0], actor)
        rows = [row for series in every if (row := _row(series)) is not None]
        found = {"rows": rows[:SHOWN], "more": max(0, len(rows) - SHOWN)}
        cache.set(key, found, KEPT_SECONDS)
    return found


def _row(series: Series) -> dict[str, Any] | None:
    signal = recent_signal(series)
    if signal is None:
        return None
    return {
        "name": series.measure.name,
        "label": str(series.measure.label),
        "said": signal_words(signal, series.by),
        "since": period_words(series.periods[signal.first], series.by),
    }
