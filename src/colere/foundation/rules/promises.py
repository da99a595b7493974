"""What a promise is measured by, and what the difference between kept and felt says."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from math import isfinite
from typing import Any

TIMED = ("first_response_time", "resolution_time")
SCALES: Mapping[str, tuple[int, int]] = {"csat": (1, 5), "recommend": (0, 10), "effort": (1, 7)}
CHANNELS = ("chat", "email", "phone", "form", "social", "review", "api")
NARROWED_BY = ("channel", "team", "topic")
LONGEST_SECONDS = 366 * 86_400
QUESTION = re.compile(r"^[a-z0-9][a-z0-9_-]{0,79}$")

FILLERS = frozenset(
    {
        "a",
        "an",
        "and",
        "are",
        "at",
        "be",
        "by",
        "for",
        "have",
        "in",
        "is",
        "it",
        "of",
        "on",
        "our",
        "that",
        "the",
        "there",
    }
    | {"to", "us", "we", "will", "with", "you", "your"}
)


class Problem(StrEnum):
    """Why a rule of a promise cannot be used."""

    MEASURE_MISSING = "measure_missing"
    MEASURE_UNKNOWN = "measure_unknown"
    TIME_MISSING = "time_missing"
    TIME_OUT_OF_RANGE = "time_out_of_range"
    SCORE_MISSING = "score_missing"
    SCORE_OUT_OF_RANGE = "score_out_of_range"
    CHANNEL_UNKNOWN = "channel_unknown"
    TEAM_UNKNOWN = "team_unknown"
    FIELD_UNKNOWN = "field_unknown"


def rule_problem(rule: Mapping[str, Any]) -> Problem | None:
    """What is wrong with a promise's rule; None when it can be measured, or is empty (no measure yet).

    A rule is {"measure": "first_response_time" | "resolution_time", "within_seconds": 3600} or {"measure": a question,
    "at_least": 4}, each with optional "channel", "team" (a number) and "topic".
    """
    if not rule:
        return None
    measure = rule.get("measure")
    if not isinstance(measure, str) or not measure:
        return Problem.MEASURE_MISSING
    limit = "within_seconds" if measure in TIMED else "at_least"
    if rule.keys() - {"measure", limit, *NARROWED_BY}:
        return Problem.FIELD_UNKNOWN
    if measure in TIMED:
        return _time_problem(rule.get("within_seconds")) or _narrowing_problem(rule)
    return _question_problem(measure, rule.get("at_least")) or _narrowing_problem(rule)


def felt_problem(felt: Mapping[str, Any]) -> Problem | None:
    """What is wrong with the question that shows how a promise is felt ({"name": "csat", "at_least": 4}); None when it
    can be asked, or is empty.
    """
    if not felt:
        return None
    name = felt.get("name")
    if not isinstance(name, str) or not name:
        return Problem.MEASURE_MISSING
    if felt.keys() - {"name", "at_least"}:
        return Problem.FIELD_UNKNOWN
    return _question_problem(name, felt.get("at_least"))


def slug_for(words: str, taken: Collection[str] = ()) -> str:
    """A short name for addresses and measures: "We answer within one hour" gives "answer-within-one-hour".

    Small words are left out, letters lose their accents, and a name that is taken gets a number. Words without a Latin
    letter or a digit give "promise".
    """
    plain = unicodedata.normalize("NFKD", words.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    parts = re.findall(r"[a-z0-9]+", plain)
    kept = [part for part in parts if part not in FILLERS] or parts
    base = ""
    for part in kept:
        if len(base) + len(part) > 40:
            break
        base = f"{base}-{part}" if base else part
    base = base or (kept[0][:40] if kept else "promise")
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    return slug


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its interval, the number that it stands on, and whether that is enough to speak of."""

    value: float
    low: float
    high: float
    n: int
    is_enough: bool = True


class Standing(StrEnum):
    """How a promise stands today, by what the figures can bear."""

    UNKNOWN = "unknown"  # nothing measured yet, or too little
    KEPT = "kept"  # the whole interval is at or above the target
    BROKEN = "broken"  # the whole interval is below the target
    UNSURE = "unsure"  # the target lies within the interval


class Gap(StrEnum):
    """How what we measure and what customers feel go together."""

    UNKNOWN = "unknown"
    SAID_MORE = "said_more"  # kept by our measure, and customers do not feel it
    FELT_MORE = "felt_more"  # customers are kinder than our measure
    NONE = "none"  # cannot be told apart


def standing(share: Share | None, target: float) -> Standing:
    """Whether a promise is kept, broken, or cannot be said yet, with the interval taken seriously."""
    if share is None or not share.is_enough:
        return Standing.UNKNOWN
    if share.low >= target:
        return Standing.KEPT
    return Standing.BROKEN if share.high < target else Standing.UNSURE


@dataclass(frozen=True, slots=True)
class Difference:
    """Kept minus felt, with its interval."""

    value: float
    low: float
    high: float
    kind: Gap


def say_do_gap(kept: Share | None, felt: Share | None) -> Difference | None:
    """How far what we keep is from what customers feel; None when one of them is missing or stands on too little.

    The interval is Newcombe's for the difference of two independent proportions, made from the two Wilson intervals
    (Newcombe 1998, Statistics in Medicine 17, 873-890, method 10).
    """
    if kept is None or felt is None or not (kept.is_enough and felt.is_enough):
        return None
    value = kept.value - felt.value
    low = value - ((kept.value - kept.low) ** 2 + (felt.high - felt.value) ** 2) ** 0.5
    high = value + ((kept.high - kept.value) ** 2 + (felt.value - felt.low) ** 2) ** 0.5
    kind = Gap.SAID_MORE if low > 0 else Gap.FELT_MORE if high < 0 else Gap.NONE
    return Difference(value, max(low, -1.0), min(high, 1.0), kind)


def _time_problem(seconds: Any) -> Problem | None:
    if seconds is None:
        return Problem.TIME_MISSING
    if not _is_number(seconds) or not 0 < seconds <= LONGEST_SECONDS:
        return Problem.TIME_OUT_OF_RANGE
    return None


def _question_problem(name: str, score: Any) -> Problem | None:
    if not QUESTION.match(name):
        return Problem.MEASURE_UNKNOWN
    if score is None:
        return Problem.SCORE_MISSING
    low, high = SCALES.get(name, (0, 10))
    if not _is_number(score) or not low <= score <= high:
        return Problem.SCORE_OUT_OF_RANGE
    return None


def _narrowing_problem(rule: Mapping[str, Any]) -> Problem | None:
    if (channel := rule.get("channel")) is not None and channel not in CHANNELS:
        return Problem.CHANNEL_UNKNOWN
    team = rule.get("team")
    if team is not None and (isinstance(team, bool) or not isinstance(team, int) or team < 1):
        return Problem.TEAM_UNKNOWN
    topic = rule.get("topic")
    if topic is not None and (not isinstance(topic, str) or not 0 < len(topic) <= 120):
        return Problem.FIELD_UNKNOWN
    return None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and isfinite(value)
