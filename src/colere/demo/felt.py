"""How customers felt, and what they said when they were asked: scores with realistic non-response."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from colere.demo.cast import AGENTS, TEAMS
from colere.demo.clock import DAY_SECONDS
from colere.demo.contacts import NEVER, Bytes, Contacts, Floats
from colere.demo.desk import Handling, speed_hours
from colere.demo.linking import Links
from colere.demo.plants import Plants
from colere.demo.population import Population
from colere.demo.sizes import DAYS
from colere.demo.streams import stream
from colere.demo.topics import CHANNEL_EASE, TOPICS

WEEKS = -(-DAYS // 7) + 1
CUTS = (-2.05, -1.25, -0.45, 1.0)
"""Where the scores 2, 3, 4 and 5 begin on the scale of feeling."""
ANSWERS = np.array([0.2, -0.5, -0.85, -0.6, -1.4, -np.inf, -1.5])
"""Readiness to answer by channel (log-odds); reviews are not asked at all."""
EASE_WEIGHT = 1.15
HARD_FOR_ALL = {"solved": 1.5, "later by a factor e": -0.22, "handed over": -0.5, "asked again": -0.45, "gesture": 0.5}
"""What moves a customer's feeling in every conversation (log-odds)."""


@dataclass
class Felt:
    """Feelings and answers; 0 or `NEVER` where nobody answered."""

    feeling: Floats
    csat: Bytes
    csat_at: Floats
    mood: Bytes
    """How the customer comes in: 0 content, 1 matter-of-fact, 2 worried, 3 angry."""


def mood_of_teams(seed: int) -> Floats:
    """(teams, weeks): how a team is doing, a slow wave with mean 0 and variance 1."""
    steps = stream(seed, "mood of teams").standard_normal((len(TEAMS), WEEKS + 12))
    wave = np.zeros_like(steps)
    wave[:, 0] = steps[:, 0]
    for week in range(1, steps.shape[1]):
        wave[:, week] = 0.72 * wave[:, week - 1] + np.sqrt(1 - 0.72**2) * steps[:, week]
    return wave


PULSE_LEAD = 12
"""Weeks of `mood_of_teams` that lie before the year."""


def expected_feeling(contacts: Contacts, handling: Handling, links: Links, plants: Plants, moods: Floats) -> Floats:
    """Log-odds of feeling well, without the agent's own part, the customer's temper and chance."""
    ease = np.array([topic.ease for topic in TOPICS])[contacts.topic] + CHANNEL_EASE[contacts.channel]
    cause = np.array([0.0, *(one.mood for one in plants.causes)])[contacts.cause]
    waited = np.minimum(speed_hours(contacts, handling), 120)
    week = contacts.day // 7 + PULSE_LEAD - plants.pulse_lag
    return np.asarray(
        EASE_WEIGHT * ease
        + cause
        + HARD_FOR_ALL["solved"] * (handling.solved - 0.85)
        + HARD_FOR_ALL["later by a factor e"] * (np.log(waited + 0.2) - 0.6)
        + HARD_FOR_ALL["handed over"] * (handling.helper != NEVER)
        + HARD_FOR_ALL["asked again"] * (links.parent != NEVER)
        + HARD_FOR_ALL["gesture"] * (links.gesture > 0)
        + (handling.lines - handling.lines.mean(axis=0)) @ np.array(plants.lines)
        + plants.pulse_effect * moods[contacts.team, week]
        + 1.0
    )


def feel(
    seed: int, contacts: Contacts, handling: Handling, links: Links, people: Population, plants: Plants, moods: Floats
) -> Felt:
    """Scores of everybody, and who says so."""
    count = len(contacts)
    rng = stream(seed, "feeling")
    noise = np.log(1 / np.maximum(rng.random(count), 1e-12) - 1)
    feeling = expected_feeling(contacts, handling, links, plants, moods)
    feeling += np.array(plants.skills)[handling.agent] + 0.5 * people.temper[links.customer] - noise
    score = (np.digitize(feeling, CUTS) + 1).astype(np.int8)
    odds = ANSWERS[contacts.channel] + np.array([0, 0.75, 0.2, -0.35, -0.1, 0.35])[score]
    odds = odds + 0.7 * people.talks[links.customer] - 0.35
    ended = np.where(handling.resolved != NEVER, handling.resolved, np.inf)
    at = np.floor(ended + rng.lognormal(np.log(2.5 * 3600), 1.2, count))
    answers = (rng.random(count) < 1 / (1 + np.exp(-odds))) & (at < DAYS * DAY_SECONDS)
    calm = 0.5 * np.array([topic.ease for topic in TOPICS])[contacts.topic] + 0.6 * people.temper[links.customer]
    calm = calm - 0.7 * (contacts.cause > 0) - 0.8 * (links.parent != NEVER) + rng.standard_normal(count)
    mood = (3 - np.digitize(calm, (-1.7, -0.6, 0.55))).astype(np.int8)
    return Felt(feeling, np.where(answers, score, 0).astype(np.int8), np.where(answers, at, NEVER), mood)


def fair_scores(
    seed: int, contacts: Contacts, handling: Handling, links: Links, plants: Plants, moods: Floats
) -> list[float]:
    """Each agent's share of satisfied customers if they had had everybody's cases: what adjusting should recover."""
    chosen = stream(seed, "fair scores").integers(0, len(contacts), min(len(contacts), 20_000))
    few = Contacts(contacts.opened[chosen], contacts.topic[chosen], contacts.channel[chosen], contacts.cause[chosen])
    fields = {name: getattr(handling, name)[chosen] for name in Handling.__dataclass_fields__}
    bonds = {name: getattr(links, name) for name in Links.__dataclass_fields__}
    bonds |= {name: getattr(links, name)[chosen] for name in ("parent", "gesture")}
    base = expected_feeling(few, Handling(**fields), Links(**bonds), plants, moods)
    # the scale of the answer: logistic noise and the spread of customers' temper together
    spread = np.sqrt(1 + 0.25 * 3 / np.pi**2)
    return [
        float((1 / (1 + np.exp((CUTS[2] - base - skill) / spread))).mean()) for skill in plants.skills[: len(AGENTS)]
    ]
