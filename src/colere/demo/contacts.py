"""Who writes when about what: the arrival of conversations, before anybody has answered one."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from colere.demo.cast import TEAMS
from colere.demo.clock import DAY_SECONDS, Year
from colere.demo.plants import Plants
from colere.demo.roster import SLOT, SLOTS_A_DAY, Roster
from colere.demo.sizes import DAYS
from colere.demo.streams import pick, stream
from colere.demo.topics import (
    CHANNEL_HOURS,
    CHANNEL_NUMBER,
    CHANNELS,
    TOPIC_NUMBER,
    TOPIC_TEAM,
    TOPICS,
    WEEKDAYS,
    channel_weights,
    season_factor,
)

NEVER = -1
DAY_SPREAD = 0.12  # of a team's days, beyond season and weekday
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bytes = NDArray[np.int8]


@dataclass
class Contacts:
    """Conversations of the year in order of opening, one place in every array for each. Times are local seconds."""

    opened: Floats
    topic: Bytes
    channel: Bytes
    cause: Bytes
    """0, or the number of the planted cause (from 1) behind this conversation."""

    def __len__(self) -> int:
        return len(self.opened)

    @property
    def team(self) -> Ints:
        """The team whose matter it is."""
        return TOPIC_TEAM[self.topic]

    @cached_property
    def day(self) -> Ints:
        """The day of the year on which it was opened. Worked out once: many who ask want to know it of a few."""
        return np.asarray(self.opened // DAY_SECONDS, dtype=np.int64)


def day_noise(seed: int) -> Floats:
    """(teams, days): good and bad days that nobody can explain, mean 1."""
    shape = 1 / DAY_SPREAD**2
    return stream(seed, "day noise").gamma(shape, 1 / shape, (len(TEAMS), DAYS))


def rates(seed: int, year: Year, plants: Plants) -> Floats:
    """(topics, days): expected share of the year's conversations, with season, weekday and everything planted."""
    places = year.months[:DAYS]
    calm = WEEKDAYS[year.weekdays[:DAYS]] * np.where(year.holidays[:DAYS], 0.6, 1.0)
    table = np.stack([topic.weight * season_factor(topic, places) * calm for topic in TOPICS])
    table *= day_noise(seed)[TOPIC_TEAM]
    for cause in plants.causes:
        for name, factor in cause.topics.items():
            table[TOPIC_NUMBER[name], cause.lasts()] *= factor
    for change in plants.changes:
        table[TOPIC_NUMBER[change.topic], change.day :] *= change.factor
    return np.asarray(table / table.sum())


def arrive(seed: int, count: int, table: Floats, roster: Roster, plants: Plants) -> Contacts:
    """Exactly `count` conversations that follow the rates of `table`."""
    counts = stream(seed, "arrivals").multinomial(count, table.ravel())
    cells = np.repeat(np.arange(table.size), counts)
    topic, day = np.divmod(cells, DAYS)
    channel = _channels(seed, topic, day, roster)
    opened = day * DAY_SECONDS + _seconds(seed, topic, day, channel, roster)
    order = np.argsort(opened, kind="stable")
    cause = _causes(seed, topic, day, plants)
    return Contacts(
        opened[order], topic[order].astype(np.int8), channel[order].astype(np.int8), cause[order].astype(np.int8)
    )


def _channels(seed: int, topic: Ints, day: Ints, roster: Roster) -> Ints:
    weights = np.cumsum(np.stack([channel_weights(one) for one in TOPICS]), axis=1)
    channel = pick(weights[topic], stream(seed, "channels").random(len(topic)))
    is_open = roster.open.reshape(len(TEAMS), -1, SLOTS_A_DAY).any(axis=2)
    closed = ~np.asarray(is_open)[TOPIC_TEAM[topic], day]
    channel[closed & (channel == CHANNEL_NUMBER["phone"])] = CHANNEL_NUMBER["email"]
    return channel


def _seconds(seed: int, topic: Ints, day: Ints, channel: Ints, roster: Roster) -> Floats:
    """Second of the day, by the habits of the channel; the phone only rings while the team's door is open."""
    draws = stream(seed, "hours").random((2, len(topic)))
    seconds = np.empty(len(topic))
    for number, name in enumerate(CHANNELS):
        of_channel = channel == number
        hours = np.concatenate(([0.0], np.cumsum(CHANNEL_HOURS[name])))
        target = draws[0, of_channel] * hours[-1]
        seconds[of_channel] = np.interp(target, hours, np.arange(25) * 3600.0)
    phone = channel == CHANNEL_NUMBER["phone"]
    habit = np.tile(np.repeat(np.array(CHANNEL_HOURS["phone"]) + 0.5, 4), roster.open.shape[1] // SLOTS_A_DAY)
    for team in range(len(TEAMS)):
        calls = phone & (TOPIC_TEAM[topic] == team)
        ladder = np.concatenate(([0.0], np.cumsum(roster.open[team] * habit)))
        low, high = ladder[day[calls] * SLOTS_A_DAY], ladder[(day[calls] + 1) * SLOTS_A_DAY]
        slots = np.searchsorted(ladder, low + draws[0, calls] * (high - low), side="right") - 1
        seconds[calls] = (slots - day[calls] * SLOTS_A_DAY + draws[1, calls] * 0.95) * SLOT
    return np.floor(np.clip(seconds, 0, DAY_SECONDS - 1))


def _causes(seed: int, topic: Ints, day: Ints, plants: Plants) -> Ints:
    """Which conversations would not exist without a cause: the part above the usual rate."""
    draws = stream(seed, "causes").random(len(topic))
    found = np.zeros(len(topic), dtype=np.int64)
    for number, cause in enumerate(plants.causes, start=1):
        span = cause.lasts()
        within = (day >= span.start) & (day < span.stop)
        for name, factor in cause.topics.items():
            found[within & (topic == TOPIC_NUMBER[name]) & (draws < (factor - 1) / factor)] = number
    return found
