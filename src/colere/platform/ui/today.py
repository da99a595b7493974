"""The Today page: the cards of all domains for one actor, and the one sentence above them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from colere.platform.permissions import Actor
from colere.platform.ui.registry import (
    FirstStep,
    News,
    TodayCard,
    first_steps_for,
    today_cards_for,
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A card that has something to show."""

    card: TodayCard
    context: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """A first step, and whether it has been taken."""

    step: FirstStep
    is_done: bool


@dataclass(frozen=True, slots=True)
class Today:
    """What the page shows: the sentence, two columns of cards, and the first steps while there are some left to take.

    In a new house (nothing has been taken yet) the steps stand above the cards, later below them.
    """

    news: News
    main: list[Drawn]
    side: list[Drawn]
    steps: list[Step]
    is_new: bool


def read_today(actor: Actor) -> Today:
    """The page for this actor."""
    drawn = [Drawn(card, context) for card in today_cards_for(actor) if (context := card.context(actor)) is not None]
    steps = _steps_left(actor)
    is_new = bool(steps) and not any(step.is_done for step in steps)
    return Today(
        news=_weightiest(drawn, is_new=is_new),
        main=[d for d in drawn if d.card.column == "main"],
        side=[d for d in drawn if d.card.column == "side"],
        steps=steps,
        is_new=is_new,
    )


def _steps_left(actor: Actor) -> list[Step]:
    """All first steps, or none once the last of them has been taken: one look at the house."""
    steps = first_steps_for(actor)
    taken = _taken(steps) if steps else [True]
    return [] if taken[-1] else [Step(step, is_done) for step, is_done in zip(steps, taken, strict=True)]


def _taken(steps: Sequence[FirstStep]) -> list[bool]:
    asked = [step.taken.sql() for step in steps]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"EXISTS ({sql})" for sql, _params in asked),
            [param for _sql, params in asked for param in params],
        )
        return [bool(found) for found in cursor.fetchone()]


def _weightiest(drawn: list[Drawn], *, is_new: bool) -> News:
    news: list[News] = [found for d in drawn if isinstance(found := d.context.get("news"), News)]
    if news:
        return max(news, key=lambda n: n.weight)
    if is_new:
        return News(_("The house is ready. Bring it to life in a few minutes."))
    return News(_("Nothing waits for you, and nothing unusual happened since yesterday."))
