"""Which measures changed of late: by the four rules, as far as that is beyond chance among so many measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from colere.platform import metrics
from colere.platform.metrics import Series
from colere.platform.metrics.usual import usual_period, usual_questions
from colere.platform.permissions import Actor
from colere.platform.ui.signal_words import recent_changes, recent_signal

if TYPE_CHECKING:
    from datetime import date

    from colere.stats.signals import Signal


@dataclass(frozen=True, slots=True)
class Changes:
    """The measures that changed of late and the signal that says so, the newest change first; `n` measures were looked
    at, of which `too_few` have too few weeks to say what is usual. `alone` have a signal too, but one that chance gives
    now and then among so many.
    """

    start: date
    end: date
    found: list[tuple[Series, Signal]]
    n: int
    too_few: int
    alone: list[Series]
    is_stale: bool


def list_changes(actor: Actor, *, fresh: bool = False) -> Changes | None:
    """What changed within the last four weeks, from kept answers; None while there are no facts. `fresh` catches up
    with the log first.
    """
    if fresh:
        metrics.catch_up()
    if metrics.known_days(actor) is None:
        return None
    start, end = usual_period(actor)
    return changes_in(metrics.all_series(usual_questions(start, end)[0], actor), start, end)


def changes_in(every: Sequence[Series], start: date, end: date) -> Changes:
    """What of these series changed within their last four weeks."""
    found = recent_changes(every)
    named = {series.measure.name for series, _signal in found}
    alone = [one for one in every if one.measure.name not in named and recent_signal(one) is not None]
    too_few = sum(1 for series in every if series.centre is None)
    return Changes(start, end, found, len(every), too_few, alone, any(series.is_stale for series in every))
