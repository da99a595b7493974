"""One conversation, with what was said in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db.models import Q
from django.utils.translation import gettext as _

from colere.care.conversations.models import Conversation, Message
from colere.care.conversations.permissions import can_read, readable
from colere.care.conversations.rules import folded
from colere.care.customers.models import Customer
from colere.platform.errors import NotFound
from colere.platform.permissions import Actor, require

Row = dict[str, Any]
MOST_MESSAGES = 2_000
NEIGHBOUR = ("id", "subject", "preview", "topic", "channel", "last_message_at")


@dataclass(frozen=True, slots=True)
class Talk:
    """The messages to show: those at the beginning, how many are folded away, and those at the end."""

    beginning: list[dict[str, Any]]
    hidden: int
    end: list[dict[str, Any]]


def get_conversation(actor: Actor, pk: int) -> Conversation:
    """The conversation with its customer, team and assignee. Raises `NotFound`, also for one of a private team."""
    require(actor, "conversations.read")
    found = (
        Conversation.objects.select_related("team", "assignee", "customer", "customer__merged_into", "source")
        .filter(pk=pk)
        .first()
    )
    if found is None or not (actor.is_system or can_read(actor, found)):
        raise NotFound(_("There is no such conversation, or it is not for you to see."))
    return found


def root_of(customer: Customer | None) -> Customer | None:
    """The record that stands for a conversation's customer today."""
    return customer and (customer.merged_into or customer)


def read_talk(actor: Actor, conversation: Conversation, *, shows_all: bool = False) -> Talk:
    """What was said, in order; a long conversation only at its beginning and end unless all is asked for.

    At most 2,000 messages; the newest of them.
    """
    require(actor, "conversations.read", conversation)
    rows = Message.objects.filter(conversation=conversation).values(
        "id", "at", "sender", "text", "author_id", "author__name"
    )
    fold = folded(conversation.message_count, shows_all=shows_all)
    if fold is None:
        newest = cast("list[Row]", list(rows.order_by("-at", "-id")[:MOST_MESSAGES]))
        return Talk([], 0, newest[::-1])
    first = cast("list[Row]", list(rows.order_by("at", "id")[: fold[0]]))
    last = cast("list[Row]", list(rows.order_by("-at", "-id")[: fold[1]]))[::-1]
    return Talk(first, max(0, conversation.message_count - len(first) - len(last)), last)


def neighbours(
    actor: Actor, conversation: Conversation, *, customers: list[int]
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """The conversations of the same customer (all records of theirs) before and after this one; None at an end."""
    if not customers:
        return None, None
    rows = Conversation.objects.filter(readable(actor), customer__in=customers).values(*NEIGHBOUR)
    at, pk = conversation.last_message_at, conversation.pk
    earlier = rows.filter(Q(last_message_at__lte=at) & (Q(last_message_at__lt=at) | Q(pk__lt=pk)))
    later = rows.filter(Q(last_message_at__gte=at) & (Q(last_message_at__gt=at) | Q(pk__gt=pk)))
    return (
        earlier.order_by("-last_message_at", "-pk").first(),
        later.order_by("last_message_at", "pk").first(),
    )


def conversations_of(actor: Actor, customers: list[int], *, limit: int = 50) -> list[dict[str, Any]]:
    """The newest conversations of a customer (with all their records), narrow."""
    require(actor, "conversations.read")
    rows = Conversation.objects.filter(readable(actor), customer__in=customers)
    return list(
        rows.order_by("-last_message_at", "-id").values(
            *NEIGHBOUR, "opened_at", "resolved_at", "waiting_since", "team__name", "assignee__name"
        )[:limit]
    )


def titles(actor: Actor, ids: list[int]) -> dict[int, dict[str, Any]]:
    """Those of the given conversations that the actor may read, by id, with what a line about them needs."""
    require(actor, "conversations.read")
    rows = Conversation.objects.filter(readable(actor), pk__in=ids)
    fields = ("id", "subject", "preview", "topic", "channel", "resolved_at", "message_count", "team__name")
    return {row["id"]: cast("Row", row) for row in rows.values(*fields)}


@dataclass(frozen=True, slots=True)
class Figures:
    """How quick we were, in seconds; None where it has not happened."""

    first_response: float | None
    resolution: float | None
    reopened_at: datetime | None


def figures_of(conversation: Conversation) -> Figures:
    """The figures of one conversation, defined as for the measures."""
    asked, replied, resolved = conversation.first_customer_at, conversation.first_reply_at, conversation.resolved_at
    return Figures(
        (replied - asked).total_seconds() if asked and replied else None,
        (resolved - conversation.opened_at).total_seconds() if resolved else None,
        conversation.reopened_at,
    )
