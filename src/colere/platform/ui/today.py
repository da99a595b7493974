"""The Today page: the cards of all domains for one actor, and the one sentence above them."""

from dataclasses import dataclass
from typing import Any

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
    """What the page shows: the sentence, two columns of cards, and the first steps while there are any left to take."""

    news: str
    main: list[Drawn]
    side: list[Drawn]
    steps: list[Step]


def read_today(actor: Actor) -> Today:
    """The page for this actor."""
    drawn = [Drawn(card, context) for card in today_cards_for(actor) if (context := card.context(actor)) is not None]
    steps = [] if drawn else [Step(step, step.done(actor)) for step in first_steps_for(actor)]
    return Today(
        news=_sentence(drawn, steps),
        main=[d for d in drawn if d.card.column == "main"],
        side=[d for d in drawn if d.card.column == "side"],
        steps=steps,
    )


def _sentence(drawn: list[Drawn], steps: list[Step]) -> str:
    news: list[News] = [found for d in drawn if isinstance(found := d.context.get("news"), News)]
    if news:
        return max(news, key=lambda n: n.weight).sentence
    if any(not s.is_done for s in steps):
        return _("The house is ready. Bring it to life in a few minutes.")
    return _("Nothing waits for you, and nothing unusual happened since yesterday.")
