"""Events as the domains tell them, with everything that a test does not care about filled in."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction

from colere.care.conversations.events import ConversationEvent, ConversationOpened, ConversationUpdated
from colere.care.feedback.events import ResponseReceived
from colere.platform.events import Event, publish
from colere.platform.permissions import SYSTEM

MARCH = datetime(2026, 3, 2, 9, tzinfo=UTC)


def conversation(
    key: int, *, opened_at: datetime = MARCH, event: type[ConversationEvent] = ConversationOpened, **over: Any
) -> ConversationEvent:
    """Opened, answered after a minute, resolved after an hour."""
    state = {
        "customer": key,
        "channel": "chat",
        "team": None,
        "assignee": None,
        "topic": "delivery",
        "resolved_at": opened_at + timedelta(hours=1),
        "first_customer_at": opened_at,
        "first_reply_at": opened_at + timedelta(minutes=1),
        "reopened_at": None,
        "messages": 2,
    }
    return event(conversation=key, opened_at=opened_at, **{**state, **over})


def update(key: int, **over: Any) -> ConversationEvent:
    return conversation(key, event=ConversationUpdated, **over)


def response(
    key: int, score: float | None, *, name: str = "csat", at: datetime = MARCH, **over: Any
) -> ResponseReceived:
    state = {
        "has_comment": False,
        "customer": None,
        "conversation": None,
        "person": None,
        "team": None,
        "channel": "chat",
        "topic": "",
    }
    return ResponseReceived(response=key, name=name, score=score, at=at, **{**state, **over})


def tell(*events: Event) -> None:
    """Write them into the log, in a transaction of its own."""
    with transaction.atomic():
        publish(*events, actor=SYSTEM)
