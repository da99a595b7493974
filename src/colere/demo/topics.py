"""What customers write to Marrowfield about, by which way, and when.

A topic's `ease` is how customers tend to feel at the end of such a conversation whoever answers it (log-odds): the
case-mix that makes raw scores of people unfair. `season` is one factor for each month.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from colere.demo.cast import TEAM_NUMBER

CHANNELS = ("chat", "email", "phone", "form", "social", "review", "api")
CHANNEL_NUMBER = {name: number for number, name in enumerate(CHANNELS)}
CHANNEL_SHARE = np.array([0.27, 0.34, 0.19, 0.10, 0.045, 0.02, 0.035])
CHANNEL_EASE = np.array([0.15, 0.0, 0.25, -0.1, -0.3, -0.2, -0.1])
IS_LIVE = np.array([True, False, True, False, False, False, False])
"""Chat and phone are answered while the customer is there."""


@dataclass(frozen=True)
class Topic:
    """One kind of matter, and how it behaves."""

    name: str
    team: str
    weight: float
    ease: float
    solved: float
    minutes: float
    hours: float
    season: str
    about: str
    phone: float = 1.0
    public: float = 1.0

    @property
    def team_number(self) -> int:
        """The team's place in `TEAMS`."""
        return TEAM_NUMBER[self.team]


SEASONS = {
    "flat": (0.95, 0.95, 1.05, 1.1, 1.1, 1.0, 0.95, 0.95, 1.0, 1.0, 1.0, 0.95),
    "parcels": (0.75, 0.85, 1.3, 1.6, 1.5, 1.0, 0.75, 0.7, 0.95, 1.0, 0.85, 1.05),
    "frost": (1.5, 1.5, 1.2, 1.1, 1.0, 0.9, 1.1, 1.0, 0.7, 0.7, 0.9, 1.4),
    "growing": (0.35, 0.6, 1.1, 1.5, 1.7, 1.6, 1.4, 1.1, 0.9, 0.7, 0.5, 0.35),
    "planting": (0.6, 1.0, 1.7, 1.6, 1.1, 0.7, 0.5, 0.6, 1.3, 1.5, 0.9, 0.5),
    "pests": (0.3, 0.4, 0.7, 1.1, 1.6, 1.8, 1.7, 1.4, 1.1, 0.8, 0.5, 0.3),
    "tools": (0.8, 1.1, 1.5, 1.4, 1.1, 0.9, 0.8, 0.8, 0.9, 1.0, 0.9, 0.8),
    "gifts": (1.4, 0.8, 0.9, 0.9, 0.95, 0.9, 0.8, 0.8, 0.85, 0.95, 1.3, 1.7),
    "trade": (0.7, 1.0, 1.6, 1.5, 1.1, 0.9, 0.8, 0.7, 1.1, 1.2, 0.9, 0.5),
}


def _topic(line: str) -> Topic:
    name, team, weight, ease, solved, minutes, hours, season, about, phone, public = (
        part.strip() for part in line.split("|")
    )
    return Topic(
        name,
        team,
        weight=float(weight),
        ease=float(ease),
        solved=float(solved),
        minutes=float(minutes),
        hours=float(hours),
        season=season,
        about=about,
        phone=float(phone),
        public=float(public),
    )


# name | team | weight | ease | share solved | minutes of work | hours to settle | season | about | phone | public
TOPICS = tuple(
    _topic(line)
    for line in """
late delivery      |Parcels     |.120|-.35|.84| 9| 7|parcels |order|1.1|1.3
lost parcel        |Parcels     |.034|-1.5|.74|17|22|parcels |order|1.2|1.2
damaged plants     |Parcels     |.062|-.9 |.80|13|11|frost   |plant|0.8|1.6
returns            |Parcels     |.060| .5 |.90|10| 9|gifts   |order|0.8|0.6
delivery day       |Parcels     |.062|1.4 |.96| 5| 3|parcels |order|1.3|0.5
wrong invoice      |Billing     |.046|-.5 |.84|13|12|flat    |order|1.0|0.5
refund missing     |Billing     |.042|-1.4|.76|15|20|gifts   |order|1.2|1.1
voucher refused    |Billing     |.026| .1 |.88| 7| 5|gifts   |order|0.7|1.1
payment            |Billing     |.042|1.0 |.93| 7| 4|flat    |order|1.1|0.4
ailing plant       |Plant Advice|.078|-.3 |.80|14| 9|growing |plant|0.8|1.2
choosing plants    |Plant Advice|.070|1.5 |.97|11| 7|planting|plant|0.9|1.0
planting time      |Plant Advice|.058|1.2 |.96| 8| 5|planting|plant|0.9|0.9
pests              |Plant Advice|.050| .2 |.86|12| 8|pests   |plant|0.8|1.1
repair status      |Workshop    |.054|-.2 |.88| 7| 6|tools   |tool |1.4|0.6
broken tool        |Workshop    |.052|-.8 |.80|14|18|tools   |tool |1.0|1.4
spare part         |Workshop    |.036|1.1 |.94| 8| 7|tools   |tool |1.0|0.5
leaking pump       |Workshop    |.010|-1.2|.76|15|20|growing |pump |1.0|1.3
project quote      |Trade       |.036| .9 |.94|18|16|trade   |site|1.1|0.1
bulk delivery      |Trade       |.030|-.4 |.86|12| 8|trade   |site|1.5|0.1
account and terms  |Trade       |.022| .4 |.92|10| 9|flat    |site|1.1|0.0
thanks             |Plant Advice|.010|2.6 |1.0| 3| 2|flat    |order|0.3|3.0
""".strip().splitlines()
)
TOPIC_NUMBER = {topic.name: number for number, topic in enumerate(TOPICS)}
TOPIC_TEAM = np.array([topic.team_number for topic in TOPICS])


def season_factor(topic: Topic, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """The topic's season at places in the year (0 to 12), straight lines between the middles of months."""
    factors = np.array(SEASONS[topic.season])
    middles = np.arange(-1, 13) + 0.5
    found: NDArray[np.float64] = np.interp(places, middles, np.concatenate(([factors[-1]], factors, [factors[0]])))
    return found


def channel_weights(topic: Topic) -> NDArray[np.float64]:
    """How likely each channel is for a topic on a day when the phone is open."""
    weights = CHANNEL_SHARE.copy()
    weights[CHANNEL_NUMBER["phone"]] *= topic.phone
    for name in ("social", "review"):
        weights[CHANNEL_NUMBER[name]] *= topic.public
    if topic.team == "Trade":
        weights[[CHANNEL_NUMBER["chat"], CHANNEL_NUMBER["api"]]] *= 0.4
    return np.asarray(weights / weights.sum())


# Where in the day people write: one weight for each hour.
CHANNEL_HOURS = {
    "chat": (2, 1, 1, 0, 0, 1, 3, 7, 12, 16, 17, 16, 15, 14, 13, 13, 14, 14, 14, 16, 17, 14, 9, 4),
    "email": (2, 1, 1, 1, 1, 2, 5, 10, 15, 18, 17, 15, 13, 13, 13, 12, 11, 10, 10, 12, 14, 13, 9, 5),
    "phone": (0, 0, 0, 0, 0, 0, 0, 4, 13, 20, 22, 19, 12, 13, 15, 15, 13, 10, 6, 4, 0, 0, 0, 0),
    "form": (2, 1, 1, 1, 1, 2, 4, 8, 13, 16, 16, 14, 13, 12, 12, 12, 11, 11, 11, 13, 15, 14, 10, 5),
    "social": (4, 2, 1, 1, 1, 2, 5, 8, 9, 9, 9, 10, 12, 11, 9, 9, 10, 12, 14, 17, 19, 18, 14, 8),
    "review": (3, 1, 1, 1, 1, 1, 3, 5, 8, 9, 9, 9, 10, 9, 9, 9, 10, 11, 13, 16, 18, 16, 11, 6),
    "api": (1, 1, 1, 1, 1, 2, 5, 9, 13, 15, 15, 14, 13, 13, 12, 12, 11, 10, 10, 11, 12, 11, 7, 3),
}
WEEKDAYS = np.array([1.25, 1.1, 1.05, 1.0, 1.0, 0.82, 0.68])
