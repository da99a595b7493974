"""Pure decisions about answers: what a score means, and which words are told first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

SCALES = {"csat": (1, 5), "recommend": (0, 10), "effort": (1, 7)}
LOW, MIDDLE, HIGH = "low", "middle", "high"
BANDS: dict[str, tuple[float, float]] = {"csat": (2, 4), "recommend": (6, 9), "effort": (3, 5)}
"""Of each known question: scores up to the first number are low, from the second on high."""


def band(name: str, score: float | None) -> str:
    """ "low", "middle" or "high"; empty for a question of our own or an answer without a score."""
    if score is None or name not in BANDS:
        return ""
    lowest, highest = BANDS[name]
    if score <= lowest:
        return LOW
    return HIGH if score >= highest else MIDDLE


def fits_scale(name: str, score: float | None) -> bool:
    """Whether the question can have this score; any finite number for a question of our own."""
    if score is None:
        return True
    low, high = SCALES.get(name, (-1e9, 1e9))
    return low <= score <= high


@dataclass(frozen=True, slots=True)
class Voice:
    """An answer with words, as `told_first` looks at it."""

    id: int
    name: str
    score: float | None
    at: datetime


def told_first(voices: Sequence[Voice], *, most: int = 6) -> list[int]:
    """The ids of the answers to tell, at most `most`: the newest unhappy ones first, because they may need somebody,
    then the newest of the others.

    Neither side takes more than its half while the other has something to say, so that the picture is neither gloomier
    nor rosier than the day was.
    """
    newest = sorted(voices, key=lambda voice: (voice.at, voice.id), reverse=True)
    unhappy = [voice.id for voice in newest if band(voice.name, voice.score) == LOW]
    others = [voice.id for voice in newest if band(voice.name, voice.score) != LOW]
    half = most // 2
    many_unhappy = min(len(unhappy), max(most - half, most - len(others)))
    return unhappy[:many_unhappy] + others[: most - many_unhappy]
