"""What is planted: truths that an honest analysis of the demo company ought to find.

Everything here is decided by the seed before anything is simulated. With `plants=False` the same company is simulated
with every effect at nothing: whoever still reports something has found noise.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from colere.demo.cast import AGENT_TEAM, AGENTS, TEAMS
from colere.demo.sizes import DAYS
from colere.demo.streams import stream


@dataclass(frozen=True)
class Cause:
    """Something that went wrong from one day on, and what its removal was called (`end` None: still there)."""

    name: str
    topics: dict[str, float]
    """Topic and by how much its rate is multiplied while the cause lasts."""
    start: int
    end: int | None
    mood: float
    """What it does to the customer's feeling (log-odds)."""
    began: str
    removed: str

    def lasts(self, days: int = DAYS) -> slice:
        """The days on which it works."""
        return slice(self.start, days if self.end is None else self.end)


@dataclass(frozen=True)
class Change:
    """Something that the company changed to make a topic rarer; `factor` 1 means that it did nothing."""

    name: str
    topic: str
    day: int
    factor: float


LINES = (
    "showed understanding in their own words",
    "checked that the matter is solved",
    "kept to the closing script",
    "used the customer's name",
    "summarised the matter",
    "offered a further product",
    "spelling and punctuation",
    "filled in every field",
)
LINE_EFFECTS = (0.75, 0.6, -1.1, 0.0, 0.0, 0.0, 0.0, 0.0)
LINE_SHARES = (0.62, 0.7, 0.5, 0.8, 0.6, 0.35, 0.9, 0.75)

DRIVERS = ("solved", "kindness", "clarity", "speed", "parting gift")
DRIVER_WEIGHTS = (0.6, 0.42, 0.28, 0.14, 0.0)


@dataclass(frozen=True)
class Plants:
    """All planted truths of one company."""

    planted: bool
    causes: tuple[Cause, ...]
    changes: tuple[Change, ...]
    macro_day: int
    """From this day on a macro says hello within the hour, and nothing more (past the year: never)."""
    skills: tuple[float, ...]
    """Each agent's own effect on how customers feel (log-odds), in the order of `AGENTS`."""
    excellent: int
    unlucky: tuple[int, ...]
    lucky: int
    hard_pull: tuple[float, ...]
    """How strongly each agent is given the hard topics of their team (0: their share)."""
    lines: tuple[float, ...]
    drivers: tuple[float, ...]
    pulse_effect: float
    pulse_lag: int
    drop_out: dict[str, float]
    interview: float
    pair_lift: float
    contract_hazards: dict[str, float] = field(default_factory=dict)


def draw(seed: int, *, planted: bool = True) -> Plants:
    """The planted truths of a seed, or the same with every effect at nothing."""
    rng = stream(seed, "plants")
    causes, changes = _causes(rng), _changes(rng)
    macro_day = int(rng.integers(120, 150))
    skills, roles, pull = _people(rng)
    if not planted:
        return _nothing(macro_day, roles)
    return Plants(
        planted=True,
        causes=causes,
        changes=changes,
        macro_day=macro_day,
        skills=skills,
        excellent=roles[0],
        unlucky=roles[1:3],
        lucky=roles[3],
        hard_pull=pull,
        lines=LINE_EFFECTS,
        drivers=DRIVER_WEIGHTS,
        pulse_effect=0.4,
        pulse_lag=2,
        drop_out={"failure": 0.42, "failure made good": 0.14, "unsolved": 0.18, "calm": 0.0},
        interview=0.55,
        pair_lift=6.0,
        contract_hazards={"unsolved matters": 1.9, "direct debit": 0.6, "named contact": 0.7, "region north": 1.0},
    )


def _causes(rng: np.random.Generator) -> tuple[Cause, ...]:
    label = int(rng.integers(195, 225))
    voucher = int(rng.integers(70, 110))
    pump = int(rng.integers(DAYS - 60, DAYS - 40))
    return (
        Cause(
            "smudged labels",
            {"late delivery": 2.3, "lost parcel": 2.6},
            label,
            label + int(rng.integers(58, 72)),
            -0.7,
            "new label printer on packing line 2",
            "label printer replaced",
        ),
        Cause(
            "vouchers refused at the till",
            {"voucher refused": 5.0},
            voucher,
            voucher + int(rng.integers(34, 46)),
            -0.4,
            "new checkout in the web shop",
            "checkout mended",
        ),
        Cause(
            "Brook pump leaks at the valve",
            {"leaking pump": 7.0},
            pump,
            None,
            -0.6,
            "new valve supplier for the Brook pump",
            "",
        ),
    )


def _changes(rng: np.random.Generator) -> tuple[Change, ...]:
    return (
        Change("repair diary on the order page", "repair status", int(rng.integers(160, 200)), 0.55),
        Change("new wording of the invoice mail", "wrong invoice", int(rng.integers(160, 200)), 1.0),
    )


def _people(rng: np.random.Generator) -> tuple[tuple[float, ...], tuple[int, ...], tuple[float, ...]]:
    """Skills, (excellent, unlucky, unlucky, lucky), and the pull towards hard topics.

    The better somebody is, the more of the hard cases they are given: that is what makes raw scores unfair.
    """
    count = len(AGENTS)
    skills = 0.5 * rng.permutation(_normal_scores(count))
    busy = [team for team in range(len(TEAMS)) if AGENT_TEAM.count(team) >= 4]
    roles = []
    for team, skill in zip(rng.permutation(busy), (1.1, 0.4, 0.4, -0.65), strict=True):
        roles.append(int(rng.choice([agent for agent in range(count) if AGENT_TEAM[agent] == team])))
        skills[roles[-1]] = skill
    for team in range(
        len(TEAMS)
    ):  # a topic belongs to one team: what all of a team share cannot be told from its topics
        members = [agent for agent in range(count) if AGENT_TEAM[agent] == team]
        others = [agent for agent in members if agent not in roles]
        skills[others] -= skills[members].sum() / len(others)
    pull = 1.3 * (skills - skills.mean()) / skills.std()
    pull[list(roles)] = (1.0, 3.0, 3.0, -2.6)
    return tuple(map(float, skills)), tuple(roles), tuple(map(float, pull))


def _normal_scores(count: int) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    """`count` numbers that look like a standard normal sample without being drawn (Blom's logistic approximation)."""
    shares = (np.arange(1, count + 1) - 0.375) / (count + 0.25)
    return np.asarray(np.log(shares / (1 - shares)) / 1.702)


def _nothing(macro_day: int, roles: tuple[int, ...]) -> Plants:
    even = (0.0,) * len(AGENTS)
    return Plants(
        planted=False,
        causes=(),
        changes=(),
        macro_day=DAYS + 999,
        skills=even,
        excellent=roles[0],
        unlucky=roles[1:3],
        lucky=roles[3],
        hard_pull=even,
        lines=(0.0,) * len(LINES),
        drivers=(0.0,) * len(DRIVERS),
        pulse_effect=0.0,
        pulse_lag=2,
        drop_out={"failure": 0.0, "failure made good": 0.0, "unsolved": 0.0, "calm": 0.0},
        interview=0.0,
        pair_lift=1.0,
        contract_hazards={"unsolved matters": 1.0, "direct debit": 1.0, "named contact": 1.0, "region north": 1.0},
    )
