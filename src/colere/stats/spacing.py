"""When to practise something again, so that it is remembered: FSRS-6 by its own library.

Each answer tells how well a card was known; the next practice comes when the chance of still knowing it has fallen to
`retention`. The library (`fsrs`, open-spaced-repetition) is the reference implementation of the algorithm and light to
import, so nothing is rebuilt here. Its random shift of due days is off: the same answers give the same days.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

RETENTION = 0.9


class Recall(IntEnum):
    """How well it was known, as FSRS counts."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class Stage(IntEnum):
    """Where a card stands: first steps on one day, spaced reviews, or first steps again after a lapse."""

    LEARNING = 1
    REVIEW = 2
    RELEARNING = 3


@dataclass(frozen=True, slots=True)
class Practice:
    """What is remembered of one person and one card, to be stored between practices.

    `stability` is the days until the chance to know it falls to 90 %, `difficulty` lies between 1 and 10; both None
    before the first practice. `step` counts the first steps within a day (None in review).
    """

    stage: Stage = Stage.LEARNING
    step: int | None = 0
    stability: float | None = None
    difficulty: float | None = None
    due_at: datetime | None = None
    practised_at: datetime | None = None


def practise(before: Practice, recall: Recall, at: datetime, *, retention: float = RETENTION) -> Practice:
    """What is remembered after an answer given at `at`, with when to practise next (`due_at`, UTC).

    `Practice()` is a card never seen. Raises `ValueError` for a time without a zone or before the last practice, or a
    retention outside (0, 1).
    """
    from fsrs import Rating

    now = _in_utc(at)
    if before.practised_at is not None and now < _in_utc(before.practised_at):
        raise ValueError("A practice cannot lie before the last one.")
    card, _ = _scheduler(retention).review_card(_card(before), Rating(int(recall)), now)
    return Practice(Stage(int(card.state)), card.step, card.stability, card.difficulty, card.due, card.last_review)


def chance_to_know(practice: Practice, at: datetime) -> float:
    """The chance that the card would be known at `at`, by whole days; 0 for a card never seen."""
    return float(_scheduler(RETENTION).get_card_retrievability(_card(practice), _in_utc(at)))


def days_between(practice: Practice) -> int:
    """Whole days from the last practice to the next; 0 for a next step on the same day. `ValueError` if never seen."""
    if practice.due_at is None or practice.practised_at is None:
        raise ValueError("A card that was never practised has no next day.")
    return (practice.due_at - practice.practised_at) // timedelta(days=1)


def _scheduler(retention: float) -> "Scheduler":
    from fsrs import Scheduler

    if not 0.0 < retention < 1.0:
        raise ValueError(f"The retention must lie between 0 and 1, not {retention}.")
    return Scheduler(desired_retention=retention, enable_fuzzing=False)


def _card(practice: Practice) -> "Card":
    from fsrs import Card, State

    return Card(
        card_id=0,
        state=State(int(practice.stage)),
        step=practice.step,
        stability=practice.stability,
        difficulty=practice.difficulty,
        due=practice.due_at,
        last_review=practice.practised_at,
    )


def _in_utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError("A practice needs a time with its zone.")
    return at.astimezone(UTC)
