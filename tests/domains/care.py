"""Customers, conversations and answers for the tests of the customer's side, made by the product's own actions where
there is one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.test import Client

from colere.care.conversations.events import ConversationOpened
from colere.care.conversations.models import Conversation, Message
from colere.care.conversations.rules import Said, preview_of, summarise
from colere.care.customers.actions.records import Facts, add_customer
from colere.care.customers.models import Customer
from colere.platform.events import publish
from colere.platform.permissions import SYSTEM
from tests.people import Member

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def make_customer(name: str = "Ada Moss", *known_by: str, **facts: Any) -> Customer:
    return add_customer(facts=Facts(name=name, **facts), known_by=list(known_by), actor=SYSTEM)


@transaction.atomic
def make_conversation(
    customer: Customer | None = None,
    *said: tuple[str, str],
    at: datetime = START,
    pace: timedelta = timedelta(minutes=3),
    resolved_at: datetime | None = None,
    **facts: Any,
) -> Conversation:
    """A conversation with messages (sender, text), one every three minutes, and its line in the log."""
    messages = [
        (at + pace * n, sender, text) for n, (sender, text) in enumerate(said or [("customer", "Where is it?")])
    ]
    found = summarise([Said(when, sender) for when, sender, _text in messages], resolved_at=resolved_at)
    facts = {"channel": "chat", "subject": "", "topic": "", **facts}
    row = Conversation.objects.create(
        customer=customer, opened_at=at, resolved_at=resolved_at, preview=preview_of(messages[0][2]),
        first_customer_at=found.first_customer_at, first_reply_at=found.first_reply_at, reopened_at=found.reopened_at,
        waiting_since=found.waiting_since, last_message_at=found.last_message_at or at,
        message_count=found.message_count, **facts,
    )  # fmt: skip
    Message.objects.bulk_create(
        Message(conversation=row, at=when, sender=sender, text=text) for when, sender, text in messages
    )
    publish(
        ConversationOpened(
            conversation=row.pk, customer=row.customer_id, channel=row.channel, team=row.team_id,
            assignee=row.assignee_id,
            topic=row.topic, opened_at=row.opened_at, resolved_at=row.resolved_at,
            first_customer_at=row.first_customer_at,
            first_reply_at=row.first_reply_at, reopened_at=row.reopened_at, messages=row.message_count,
        ),
        actor=SYSTEM,
    )  # fmt: skip
    return row


def signed_in(member: Member) -> Client:
    client = Client()
    client.force_login(member.account)
    return client


def page(member: Member, address: str, **query: str) -> str:
    """The page as this person reads it; it must be there."""
    answer = signed_in(member).get(address, query)
    assert answer.status_code == 200, f"{address}: {answer.status_code}"
    body = answer.getvalue() if answer.streaming else answer.content
    return body.decode()
