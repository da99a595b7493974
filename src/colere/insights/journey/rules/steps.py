"""The kinds of steps, each declared once, in the order in which a customer usually comes to them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Side(StrEnum):
    """Whose step it is."""

    BUYING = "buying"  # the customer bought
    WRITING = "writing"  # the customer wrote or called
    OURS = "ours"  # we answered or settled
    FEELING = "feeling"  # the customer told how it was


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of step. Its `name` is what the SQL in `queries.telling` gives and what addresses and files say."""

    name: str
    side: Side


KINDS = (
    Kind("first_purchase", Side.BUYING),
    Kind("next_purchase", Side.BUYING),
    Kind("first_contact", Side.WRITING),
    Kind("next_contact", Side.WRITING),
    Kind("same_again", Side.WRITING),
    Kind("reply", Side.OURS),
    Kind("reply_late", Side.OURS),
    Kind("settled", Side.OURS),
    Kind("settled_late", Side.OURS),
    Kind("pleased", Side.FEELING),
    Kind("displeased", Side.FEELING),
)
SILENT = "silent"  # where a way ends: nothing was heard of the customer
SIDES = {kind.name: kind.side for kind in KINDS}
PLACES = {kind.name: place for place, kind in enumerate(KINDS)}
SILENT_AFTER = (30, 60, 90, 180)  # days from which somebody counts as silent; a reader chooses
USUALLY_SILENT_AFTER = 90
SAME_WITHIN_DAYS = 7  # a new conversation on the same topic within so many days is the same matter again
PLEASED_FROM = 4  # of 5
