"""From contacts by topic and day to what was found about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from colere.insights.problems.rules.findings import Bounded, Findings, Spell, Topic, Week
from colere.insights.problems.rules.rhythm import LEAST_DAYS, LONGEST, yearly_rhythm

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from colere.stats.episodes import Episode
    from colere.stats.estimate import Estimate
    from colere.stats.recurring import Problem

    Floats = NDArray[np.float64]

MINUTES = 10  # of work for a contact, unless somebody says otherwise
MINUTES_ERROR = 0.2  # standard error of the assumed minutes, as a share of them
MOST_TOPICS = 100


def find_problems_in(names: Sequence[str], counts: Floats, everything: Floats, start: date) -> Findings:
    """What is found about topics from their `counts` (topics × days from `start` on) beside all contacts of each day.

    Of more than 100 topics the most frequent are looked at. Deterministic. Raises `ValueError` as
    `stats.recurring.recurring_problems`.
    """
    import numpy as np

    from colere.stats.recurring import recurring_problems

    kept = np.sort(np.argsort(-counts.sum(axis=1), kind="stable")[:MOST_TOPICS])
    chosen, days = counts[kept], counts.shape[1]
    usual_day = everything
    for _turn in range(2):
        found = recurring_problems(
            chosen,
            np.ones(kept.size),
            np.full(kept.size, MINUTES_ERROR),
            exposure=usual_day * yearly_rhythm(chosen, usual_day),
        )
        usual_day = _without_spells(found, chosen, everything)
    return Findings(
        start,
        start + timedelta(days=days - 1),
        int(everything.sum()),
        tuple(_topic(names[kept[problem.theme]], chosen[problem.theme], problem, start) for problem in found),
        len(names) - kept.size,
        days >= LEAST_DAYS,
    )


def _without_spells(found: Sequence[Problem], counts: Floats, everything: Floats) -> Floats:
    """All contacts of each day as it would have been: while one topic surges, the share of every other one falls, and
    the days around would look like theirs.
    """
    import numpy as np

    cleaned = everything.copy()
    for problem in found:
        own, usual = counts[problem.theme], problem.history.usual
        for spell in problem.history.episodes:
            if spell.last - spell.first < LONGEST:
                days = slice(spell.first, spell.last + 1)
                cleaned[days] -= np.maximum(own[days] - usual[days], 0.0)
    return np.maximum(cleaned, 0.0)


def _topic(name: str, counts: Floats, problem: Problem, start: date) -> Topic:
    spells = tuple(_spell(one, start, counts.size) for one in problem.history.episodes)
    return Topic(
        name,
        int(counts.sum()),
        _bounded(problem.cost),
        _bounded(problem.excess_cost),
        _bounded(problem.per_week),
        problem.best_rank,
        problem.worst_rank,
        problem.history.is_enough,
        spells,
        tuple(_weeks(counts, problem.history.usual, spells, start)) if spells else (),
    )


def _spell(episode: Episode, start: date, days: int) -> Spell:
    def day(number: int) -> date:
        return start + timedelta(days=int(number))

    return Spell(
        day(episode.first),
        day(episode.last),
        (day(episode.first_between[0]), day(episode.first_between[1])),
        (day(episode.last_between[0]), day(episode.last_between[1])),
        episode.is_ongoing or episode.last_between[1] >= days - 1,
        _bounded(episode.ratio),
        _bounded(episode.excess),
        int(episode.excess.n),
    )


def _weeks(counts: Floats, usual: Floats, spells: Sequence[Spell], start: date) -> list[Week]:
    """The last whole sevens of days, the newest ends with the period."""
    found = []
    for place in range(counts.size % 7, counts.size, 7):
        first = start + timedelta(days=place)
        last = first + timedelta(days=6)
        inside = any(spell.first <= last and spell.last >= first for spell in spells)
        part = slice(place, place + 7)
        found.append(Week(first, int(counts[part].sum()), float(usual[part].sum()), inside))
    return found


def _bounded(estimate: Estimate) -> Bounded:
    return Bounded(float(estimate.value), float(estimate.low), float(estimate.high))
