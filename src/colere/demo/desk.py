"""How conversations are answered: queues that depend on shifts, who takes which, how long it takes, how it ends.

The queue is a fluid one, worked through in order: work flows in at the expected rate of the day, and flows out as
quickly as people are on shift. What a conversation finds when it arrives is the same in a company of every size, so
that forty people can be shown with three thousand conversations or with a million.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from colere.demo.cast import AGENT_TEAM, AGENTS, TEAMS
from colere.demo.clock import DAY_SECONDS, TAIL_DAYS
from colere.demo.contacts import NEVER, Bytes, Contacts, Floats
from colere.demo.plants import LINE_SHARES, Plants
from colere.demo.roster import SLOT, SLOTS, SLOTS_A_DAY, Roster
from colere.demo.sizes import DAYS
from colere.demo.streams import normals, pick, stream
from colere.demo.topics import CHANNEL_NUMBER, IS_LIVE, TOPIC_TEAM, TOPICS

BUSY = (0.64, 0.68, 0.62, 0.66, 0.58)
"""How much of its time each team needs for the work of the year."""


class Queue:
    """One team's queue over the year: what lies there in each slot, and when a newcomer's turn comes."""

    def __init__(self, team: int, table: Floats, roster: Roster) -> None:
        minutes = np.array([topic.minutes for topic in TOPICS])
        daily = (table * minutes[:, None])[team == TOPIC_TEAM].sum(axis=0)
        daily = np.concatenate((daily, np.repeat(daily[-28:].mean(), TAIL_DAYS)))
        habit = np.repeat(
            np.array([2, 1, 1, 1, 1, 2, 5, 9, 14, 17, 17, 16, 14, 13, 13, 13, 12, 11, 11, 13, 14, 12, 8, 5.0]), 4
        )
        work = np.repeat(daily, SLOTS_A_DAY) * np.tile(habit / habit.sum(), DAYS + TAIL_DAYS)
        smooth = np.convolve(np.pad(daily, 21, mode="edge"), np.ones(43) / 43, mode="valid")
        staff = roster.on_shift[np.array(AGENT_TEAM) == team].sum(axis=0) * np.repeat(smooth, SLOTS_A_DAY) ** 0.85
        staff = staff * (work.sum() / BUSY[team] / staff.sum())
        walk = np.concatenate(([0.0], np.cumsum(work - staff)))
        self.backlog = walk - np.minimum.accumulate(walk)
        self.done = np.concatenate(([0.0], np.cumsum(staff)))
        self.slots_of_work = self.backlog / np.maximum(staff[staff > 0].mean(), 1e-12)

    def turn(self, at: Floats, share: Floats | float = 1.0) -> Floats:
        """When the work that lay there at `at` is done and the door is open; `share` < 1 jumps the queue."""
        place = at / SLOT
        slot = np.minimum(place.astype(np.int64), SLOTS - 2)
        now = np.interp(place, np.arange(SLOTS + 1), self.done)
        target = np.minimum(now + self.backlog[slot] * share, self.done[-1] * (1 - 1e-9))
        after = np.clip(np.searchsorted(self.done, target, side="right"), 1, SLOTS)
        low, high = self.done[after - 1], self.done[after]
        inside = (target - low) / np.maximum(high - low, 1e-15)
        return np.asarray(np.maximum(at, (after - 1 + np.clip(inside, 0, 1)) * SLOT))


@dataclass
class Handling:
    """What happened to each conversation at the desk. Times are local seconds, `NEVER` where it did not happen."""

    agent: Bytes
    helper: Bytes
    """The colleague it was handed to, or `NEVER`."""
    first: Floats
    """The first answer, hollow or not."""
    real: Floats
    """The first answer that says something about the matter."""
    resolved: Floats
    reopened: Floats
    solved: NDArrayBool
    rounds: Bytes
    lines: NDArrayBool
    """(conversations, scorecard lines): what a reviewer would tick."""
    load: Floats


NDArrayBool = np.ndarray[tuple[int, ...], np.dtype[np.bool_]]


def handle(seed: int, contacts: Contacts, table: Floats, roster: Roster, plants: Plants) -> Handling:
    """Answer every conversation."""
    turn, load = _turns(contacts, table, roster)
    agent = _assign(seed, contacts, turn, roster, plants)
    rng = stream(seed, "desk")
    real = _real_answer(rng, seed, contacts, turn, agent, load)
    first = _first_answer(seed, contacts, real, plants)
    solved, lines = _how_well(seed, contacts, agent, load, plants)
    rounds = _rounds(rng, contacts, solved)
    resolved = _resolved(rng, contacts, real, rounds, solved, load, roster)
    chance = rng.random(len(contacts))
    comes_back = np.where(solved, 0.03, 0.2) > chance
    reopened = np.where(comes_back, resolved + rng.lognormal(np.log(20 * 3600), 0.8, len(contacts)), np.inf)
    reopened[(reopened > resolved + 7 * DAY_SECONDS) | (resolved == np.inf)] = np.inf
    handed = np.where(solved, 0.07, 0.2) > rng.random(len(contacts))
    helper = _helpers(rng, agent, handed)
    end = float(DAYS * DAY_SECONDS)
    first, real, resolved, reopened = (np.where(at < end, at, NEVER) for at in (first, real, resolved, reopened))
    return Handling(agent, helper, first, real, resolved, reopened, solved, rounds, lines, load)


def _turns(contacts: Contacts, table: Floats, roster: Roster) -> tuple[Floats, Floats]:
    turn, load = np.empty(len(contacts)), np.empty(len(contacts))
    live = IS_LIVE[contacts.channel]
    for team in range(len(TEAMS)):
        queue = Queue(team, table, roster)
        mine = contacts.team == team
        turn[mine] = queue.turn(contacts.opened[mine], np.where(live[mine], 0.0, 1.0))
        load[mine] = queue.slots_of_work[(contacts.opened[mine] / SLOT).astype(np.int64)] / 36
    return turn, load


def _assign(seed: int, contacts: Contacts, turn: Floats, roster: Roster, plants: Plants) -> Bytes:
    """Someone on shift; who is pulled towards hard topics gets more of them."""
    ease = np.array([topic.ease for topic in TOPICS])
    draws = stream(seed, "assignment").random(len(contacts))
    agent = np.empty(len(contacts), dtype=np.int8)
    slots = np.minimum((turn / SLOT).astype(np.int64), SLOTS - 1)
    for team in range(len(TEAMS)):
        members = np.flatnonzero(np.array(AGENT_TEAM) == team)
        mine = np.flatnonzero(contacts.team == team)
        of_team = team == TOPIC_TEAM
        hardness = np.clip(-(ease - ease[of_team].mean()) / ease[of_team].std(), -1.3, 1.3)
        weights = np.exp(np.array(plants.hard_pull)[members] * hardness[:, None])
        for part in np.array_split(mine, len(mine) // 100_000 + 1):
            here = roster.on_shift[members][:, slots[part]].T
            row = weights[contacts.topic[part]] * np.where(here.any(axis=1, keepdims=True), here, True)
            agent[part] = members[pick(np.cumsum(row, axis=1), draws[part])]
    return agent


def _real_answer(
    rng: np.random.Generator, seed: int, contacts: Contacts, turn: Floats, agent: Bytes, load: Floats
) -> Floats:
    pace = np.exp(0.2 * normals(seed, "pace of agents", len(AGENTS)))[agent]
    median = np.array([55.0, 600.0, 14.0, 600.0, 420.0, 1500.0, 700.0])[contacts.channel]
    spread = np.where(IS_LIVE[contacts.channel], 0.55, 0.8)
    delay = median * np.exp(spread * rng.standard_normal(len(contacts))) * pace * (1 + 0.5 * np.minimum(load, 3))
    return np.floor(turn + np.maximum(delay, 5))


def _first_answer(seed: int, contacts: Contacts, real: Floats, plants: Plants) -> Floats:
    """From the macro's day on nearly everything written gets a hello within the hour that says nothing."""
    draws = stream(seed, "macro").random((2, len(contacts)))
    quiet = (contacts.channel == CHANNEL_NUMBER["phone"]) | (contacts.channel == CHANNEL_NUMBER["review"])
    hello = np.floor(contacts.opened + 60 * (6 + 48 * draws[0] ** 1.4))
    uses = (contacts.day >= plants.macro_day) & ~quiet & (draws[1] < 0.95)
    return np.where(uses & (hello < real - 120), hello, real)


def _how_well(
    seed: int, contacts: Contacts, agent: Bytes, load: Floats, plants: Plants
) -> tuple[NDArrayBool, NDArrayBool]:
    draws = stream(seed, "solving").random(len(contacts))
    base = np.array([min(topic.solved, 0.99) for topic in TOPICS])[contacts.topic]
    odds = np.log(base / (1 - base)) + 0.5 * np.array(plants.skills)[agent] - 0.25 * np.minimum(load, 3)
    solved = draws < 1 / (1 + np.exp(-(odds - 0.5 * (contacts.cause > 0))))
    lines = stream(seed, "behaviour").random((len(contacts), len(LINE_SHARES)), dtype=np.float32) < LINE_SHARES
    return solved, lines


def _rounds(rng: np.random.Generator, contacts: Contacts, solved: NDArrayBool) -> Bytes:
    """Exchanges after the first answer."""
    fewest = np.array([3, 1, 3, 1, 1, 0, 0])[contacts.channel]
    mean = np.array([1.1, 0.9, 0.9, 0.6, 0.7, 0.4, 0.6])[contacts.channel]
    return np.asarray(np.minimum(fewest + rng.poisson(mean + 0.7 * ~solved), 9), dtype=np.int8)


def _resolved(
    rng: np.random.Generator,
    contacts: Contacts,
    real: Floats,
    rounds: Bytes,
    solved: NDArrayBool,
    load: Floats,
    roster: Roster,
) -> Floats:
    count = len(contacts)
    live = IS_LIVE[contacts.channel]
    talk = real + (rounds + 1) * np.where(live, 75, 150) * rng.lognormal(0, 0.35, count)
    hours = np.array([topic.hours for topic in TOPICS])[contacts.topic]
    later = real + 3600 * hours * rng.lognormal(0, 0.75, count) * np.where(solved, 1, 1.9) * (
        1 + 0.3 * np.minimum(load, 3)
    )
    at_once = rng.random(count) < np.where(live, np.where(solved, 0.86, 0.45), np.where(rounds <= 1, 0.35, 0.05))
    resolved = np.where(at_once, talk, np.maximum(later, talk))
    for team in range(len(TEAMS)):
        moved = (contacts.team == team) & ~(at_once & live)
        resolved[moved] = _next_open(resolved[moved], roster, team)
    never = rng.random(count) < np.where(solved, 0.012, 0.09)
    return np.where(never, np.inf, np.floor(resolved))


def _next_open(at: Floats, roster: Roster, team: int) -> Floats:
    """The same moment, or where the door is closed then, some minutes after it opens."""
    slots = np.minimum((at / SLOT).astype(np.int64), SLOTS - 1)
    opens = np.flatnonzero(roster.open[team])
    place = np.minimum(np.searchsorted(opens, slots), len(opens) - 1)
    return np.where(roster.open[team][slots], at, opens[place] * SLOT + at % 2700)


def _helpers(rng: np.random.Generator, agent: Bytes, handed: NDArrayBool) -> Bytes:
    teams = np.array(AGENT_TEAM)
    helper = np.full(len(agent), NEVER, dtype=np.int8)
    draws = rng.random(len(agent))
    for number in range(len(AGENTS)):
        others = np.flatnonzero((teams == teams[number]) & (np.arange(len(AGENTS)) != number))
        mine = handed & (agent == number)
        helper[mine] = others[(draws[mine] * len(others)).astype(np.int64)]
    return helper


def speed_hours(contacts: Contacts, handling: Handling) -> Floats:
    """Hours until the first answer that says something (infinite where none came)."""
    waited = np.where(handling.real == NEVER, np.inf, handling.real - contacts.opened)
    return waited / 3600
