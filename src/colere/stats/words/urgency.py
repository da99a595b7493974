"""Urgency of a message: rules in the open, nothing learned.

No data with a free licence says how urgent messages were, so nothing here is trained and no reach is claimed: each sign
adds its points, the points make the level, and the signs are given as reasons that a person can check. English.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Level = Literal["calm", "soon", "now"]

NOW_FROM = 4
SOON_FROM = 2
# The sign, its points, and how it is written. Danger alone is enough for "now"; no other sign is.
SIGNS: tuple[tuple[str, int, str], ...] = (
    (
        "danger",
        4,
        r"gas leak|smell of gas|on fire|smoke|bleeding|injur(?:y|ed)|ambulance|emergency|unsafe|electric shock",
    ),
    (
        "theft",
        3,
        r"stolen|hacked|fraud(?:ulent)?|scam(?:med)?|unauthori[sz]ed|did ?n[o']t (?:make|authori[sz]e) th(?:is|at|e)",
    ),
    ("said", 3, r"urgent(?:ly)?|asap|a\.s\.a\.p|immediately|right (?:now|away)|as soon as possible|can(?:no|')t wait"),
    (
        "deadline",
        2,
        r"today|tonight|this (?:morning|afternoon|evening)|tomorrow|within (?:the|an|\d+) hours?|deadline|by noon",
    ),
    (
        "stuck",
        2,
        r"locked out|can(?:no|')t (?:log ?in|get in|access|pay|work)|stranded|stuck at|not working at all|outage",
    ),
    (
        "again",
        2,
        r"(?:second|third|fourth|fifth|\d+(?:nd|rd|th)) time|still (?:no|not|waiting)|yet again|no reply",
    ),
    ("leaving", 1, r"cancel my|lawyer|solicitor|legal action|ombudsman|trading standards|never again|chargeback"),
    ("money", 1, r"charged twice|double charged|overdraft|rent is due|wrong amount|refund"),
)
READ = [(name, points, re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE)) for name, points, pattern in SIGNS]
CALMED = re.compile(r"\b(?:no (?:rush|hurry)|not urgent|whenever you can|when you have time)\b", re.IGNORECASE)
CALMED_BY = 3


@dataclass(frozen=True, slots=True)
class Urgency:
    """How soon somebody should look: `now`, `soon` or `calm`, and why."""

    level: Level
    points: int
    reasons: tuple[str, ...]  # names of SIGNS, "shouting" or "calmed"


def urgency(texts: Sequence[str]) -> list[Urgency]:
    """The urgency of each text by the signs that are in it; a text without words is calm."""
    return [_urgency(text.replace("’", "'")) for text in texts]


def _urgency(text: str) -> Urgency:
    found = [(name, points) for name, points, pattern in READ if pattern.search(text)]
    if _shouts(text):
        found.append(("shouting", 1))
    is_danger = any(name == "danger" for name, _ in found)
    if CALMED.search(text) and not is_danger:
        # "Not urgent" holds the word itself: what says so outright does not count against it.
        found = [(name, points) for name, points in found if name != "said"] + [("calmed", -CALMED_BY)]
    points = max(0, sum(points for _, points in found))
    level: Level = "now" if points >= NOW_FROM else "soon" if points >= SOON_FROM else "calm"
    return Urgency(level, points, tuple(name for name, _ in found))


def _shouts(text: str) -> bool:
    """Three words or more in capitals, or three exclamation marks."""
    capitals = sum(word.isupper() and sum(map(str.isalpha, word)) > 2 for word in text.split())
    return capitals >= 3 or text.count("!") >= 3
