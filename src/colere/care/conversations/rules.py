"""Pure decisions about conversations: what the list of messages means."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

PREVIEW_LENGTH = 200
FOLD_ABOVE = 60  # messages from which on a page shows only the beginning and the end
SHOWN_FIRST, SHOWN_LAST = 10, 30


class Said(NamedTuple):
    """When something was said and by whom: "customer", "agent", "system" or "note"."""

    at: datetime
    sender: str


@dataclass(frozen=True, slots=True)
class Summary:
    """What measures and lists need to know of a conversation's messages; see `models.Conversation` for the fields."""

    first_customer_at: datetime | None
    first_reply_at: datetime | None
    reopened_at: datetime | None
    waiting_since: datetime | None
    last_message_at: datetime | None
    message_count: int


def summarise(messages: Iterable[Said], *, resolved_at: datetime | None) -> Summary:
    """The summary of messages in any order.

    A reply counts only after the customer's first message: an agent who writes first has not answered yet. At one and
    the same moment the customer is taken to have spoken first. Notes and system lines neither answer nor ask.
    """
    ordered = sorted(messages, key=lambda m: (m.at, m.sender != "customer"))
    first = next((m.at for m in ordered if m.sender == "customer"), None)
    reply = next((m.at for m in ordered if m.sender == "agent" and first is not None and m.at >= first), None)
    reopened = next(
        (m.at for m in ordered if m.sender == "customer" and resolved_at is not None and m.at > resolved_at), None
    )
    return Summary(
        first_customer_at=first,
        first_reply_at=reply,
        reopened_at=reopened,
        waiting_since=waiting_since(ordered) if resolved_at is None else None,
        last_message_at=ordered[-1].at if ordered else None,
        message_count=len(ordered),
    )


def waiting_since(ordered: Sequence[Said]) -> datetime | None:
    """The first customer message that no agent has answered yet; None when it is not our turn. In order of time."""
    since = None
    for message in ordered:
        if message.sender == "agent":
            since = None
        elif message.sender == "customer" and since is None:
            since = message.at
    return since


def preview_of(text: str) -> str:
    """The beginning of a message on one line, at most 200 characters, for lists."""
    line = re.sub(r"\s+", " ", text[: PREVIEW_LENGTH * 4]).strip()
    return line if len(line) <= PREVIEW_LENGTH else f"{line[: PREVIEW_LENGTH - 1].rstrip()}…"


def folded(count: int, *, shows_all: bool) -> tuple[int, int] | None:
    """How many messages to show at the beginning and at the end of a long conversation; None to show them all."""
    return None if shows_all or count <= FOLD_ABOVE else (SHOWN_FIRST, SHOWN_LAST)
