"""What a letter begins with: of everything that could be said, what matters most this week."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

NEW_DAYS = 28


class Kind(StrEnum):
    """Sorts of news, the weightiest first: it decides the sentence on top and the question at the end."""

    NEW_PROBLEM = "new_problem"
    NOT_FELT = "not_felt"
    NOT_KEPT = "not_kept"
    WORSE = "worse"
    LASTING_PROBLEM = "lasting_problem"
    BETTER = "better"
    OTHER_CHANGE = "other_change"
    QUIET = "quiet"
    TOO_FEW = "too_few"


WEIGHT = {kind: place for place, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class News:
    """A sentence that a letter could begin with."""

    kind: Kind
    sentence: str


def leading(every: Sequence[News]) -> News:
    """The weightiest; of equals the first. There is always one: a quiet week is news too."""
    return min(every, key=lambda news: WEIGHT[news.kind])


def turn_of(week_number: int, questions: int) -> int:
    """Which of so many questions is this week's: one after the other, so that each comes round."""
    return week_number % questions
