"""How teams were and what their customers said, as panels of teams by weeks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from colere.stats.interval import Floats

WEEK = 7


@dataclass(frozen=True, slots=True)
class Pulse:
    """The answers of a team on a day to how they are: how many, and their sum."""

    team: int
    day: date
    answers: int
    total: float


@dataclass(frozen=True, slots=True)
class Panels:
    """Means and numbers of answers, teams × weeks: of the mood, and of customers."""

    mood: Floats
    mood_answers: Floats
    customers: Floats
    customer_answers: Floats


def first_weekday(pulses: Sequence[Pulse]) -> int:
    """The weekday with which weeks begin: that of the pulse where it is always asked on the same, else Monday."""
    days = {pulse.day.weekday() for pulse in pulses}
    return days.pop() if len(days) == 1 else 0


def beyond_topics(pleased: Floats, topic: NDArray[np.int64]) -> Floats:
    """How much more pleased than customers with the same topic are on the whole; `topic` are places from −1 on."""
    import numpy as np

    place = topic - topic.min(initial=0)
    n = np.bincount(place)
    usual = np.bincount(place, pleased) / np.maximum(n, 1)
    return np.asarray(pleased - usual[place])


def panels_of(pulses: Sequence[Pulse], team: NDArray[np.int64], day: NDArray[np.int64], value: Floats) -> Panels:
    """The panels of all teams that have both, in whole weeks from the first pulse to the last answer of a customer.

    `team`, `day` (as `date.toordinal` counts) and `value` are of customers' answers.
    """
    import numpy as np

    from colere.stats.interval import as_floats

    teams = sorted({pulse.team for pulse in pulses} & set(np.unique(team).tolist()))
    monday = 1 + first_weekday(pulses)  # `date.toordinal` says 1 for a Monday
    begin = (min((pulse.day.toordinal() for pulse in pulses), default=monday) - monday) // WEEK
    weeks = int((day.max(initial=0) + 1 - monday) // WEEK - begin)
    if not teams or weeks < 1:
        empty = np.empty((0, 0))
        return Panels(empty, empty, empty, empty)
    place = {key: number for number, key in enumerate(teams)}

    def means(whose: Sequence[int], when: Any, sums: Any, counts: Any) -> tuple[Floats, Floats]:
        row = np.array([place.get(one, -1) for one in whose], dtype=np.int64)
        column = (np.asarray(when, dtype=np.int64) - monday) // WEEK - begin
        kept = (row >= 0) & (column >= 0) & (column < weeks)
        cell, size = (row * weeks + column)[kept], len(teams) * weeks
        n = as_floats(np.bincount(cell, np.asarray(counts, dtype=np.float64)[kept], size))
        total = as_floats(np.bincount(cell, np.asarray(sums, dtype=np.float64)[kept], size))
        mean = np.divide(total, n, out=np.full(size, np.nan), where=n > 0)
        shape = (len(teams), weeks)
        return as_floats(mean.reshape(shape)), as_floats(n.reshape(shape))

    told = [(pulse.team, pulse.day.toordinal(), pulse.total, pulse.answers) for pulse in pulses]
    mood = means(*zip(*told, strict=True))
    customers = means(team.tolist(), day, value, np.ones(value.size))
    return Panels(*mood, *customers)
