"""Who is at work when: opening hours of teams, early and late shifts, days off.

Time goes in slots of a quarter of an hour over the year and its tail.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from colere.demo.cast import AGENT_TEAM, AGENTS, TEAMS
from colere.demo.clock import DAY_SECONDS, TAIL_DAYS, Year
from colere.demo.sizes import DAYS
from colere.demo.streams import stream

SLOT = 900
SLOTS_A_DAY = DAY_SECONDS // SLOT
SLOTS = (DAYS + TAIL_DAYS) * SLOTS_A_DAY


class Roster:
    """Opening hours and shifts of a year, as arrays over slots."""

    def __init__(self, seed: int, year: Year) -> None:
        self.year = year
        self.open = np.stack([self._opening(team) for team in range(len(TEAMS))])
        """(teams, slots): is the team's door open."""
        self.on_shift = np.stack([self._shifts(seed, agent) for agent in range(len(AGENTS))])
        """(agents, slots): is this agent at work."""
        self._never_alone()

    def _opening(self, team: int) -> NDArray[np.bool_]:
        hours = np.zeros((7, SLOTS_A_DAY), dtype=bool)
        for weekdays, intervals in TEAMS[team].hours:
            for start, end in intervals:
                hours[list(weekdays), int(start * 4) : int(end * 4)] = True
        days = hours[self.year.weekdays]
        days[self.year.holidays] = False
        return np.asarray(days.reshape(-1))

    def _shifts(self, seed: int, agent: int) -> NDArray[np.bool_]:
        rng = stream(seed, "roster", agent)
        team = AGENT_TEAM[agent]
        days = self.open[team].reshape(-1, SLOTS_A_DAY).copy()
        at_work = np.ones(len(days), dtype=bool)
        for length in (10, 5, 5, 4, 2, 1, 1):  # holidays and sick leave, in days
            start = int(rng.integers(0, len(days) - length))
            at_work[start : start + length] = False
        hired = self.year.days - AGENTS[agent].hired_days_ago
        at_work[: max(hired, 0)] = False
        weeks = (np.arange(len(days)) + self.year.first.weekday()) // 7
        saturdays = self.year.weekdays == 5
        at_work[saturdays & ((weeks + agent) % 3 != 0)] = False
        is_late = (weeks + agent) % 2 == 1
        slots = np.arange(SLOTS_A_DAY)
        first = np.where(days.any(axis=1), days.argmax(axis=1), 0)
        last = np.where(days.any(axis=1), SLOTS_A_DAY - days[:, ::-1].argmax(axis=1), 0)
        starts = np.where(is_late, np.maximum(last - 34, first), first)
        ends = np.where(is_late, last, np.minimum(first + 34, last))
        days &= (slots >= starts[:, None]) & (slots < ends[:, None]) & at_work[:, None]
        return np.asarray(days.reshape(-1))

    def _never_alone(self) -> None:
        """Where a team is open and nobody came, the one whose turn it is stays."""
        for team in range(len(TEAMS)):
            members = [agent for agent in range(len(AGENTS)) if AGENT_TEAM[agent] == team]
            long_here = [agent for agent in members if AGENTS[agent].hired_days_ago > DAYS]
            empty = self.open[team] & ~self.on_shift[members].any(axis=0)
            turn = (np.arange(SLOTS) // SLOTS_A_DAY) % len(long_here)
            for place, agent in enumerate(long_here):
                self.on_shift[agent] |= empty & (turn == place)

    def rows(self) -> Iterator[dict[str, str]]:
        """One row for each shift worked in the year: person, team, start and end (UTC)."""
        for agent, person in enumerate(AGENTS):
            edges = np.flatnonzero(
                np.diff(self.on_shift[agent][: DAYS * SLOTS_A_DAY].astype(np.int8), prepend=0, append=0)
            )
            for start, end in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
                yield {
                    "person": person.email,
                    "team": person.team,
                    "start": self.year.stamp(start * SLOT),
                    "end": self.year.stamp(end * SLOT),
                }
