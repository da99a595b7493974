"""Conversations as rows that go out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from colere.care.conversations.models import Conversation, Message
from colere.care.conversations.permissions import readable
from colere.care.customers.queries.exports import outgoing_customers
from colere.foundation.models import Person
from colere.platform.imports.outgoing import OutgoingIds, in_windows, without_empty
from colere.platform.permissions import Actor, require

COLUMNS = (
    "conversation_id", "at", "from", "text", "author", "message_id", "channel", "subject", "opened_at", "resolved_at",
    "customer_id", "customer_name", "customer_email", "customer_phone", "team", "assignee", "topic", "tags",
    "attributes",
)  # fmt: skip
"""Of a table: one message a row."""


def conversation_rows(actor: Actor) -> Iterator[dict[str, Any]]:
    """Every conversation that the actor may read, with its messages, in the shape of the interchange."""
    require(actor, "conversations.read")
    visible = Conversation.objects.filter(readable(actor))
    ids = OutgoingIds(Conversation.objects.all())
    for window in in_windows(visible.select_related("team"), size=200):
        messages = _messages([one.pk for one in window])
        people = _people([one.assignee_id for one in window], messages.values())
        customers = outgoing_customers({one.customer_id for one in window if one.customer_id}, actor=actor)
        for one in window:
            yield without_empty(
                {
                    "id": ids.of(one.pk, one.external_id, one.source_id),
                    "channel": one.channel,
                    "subject": one.subject,
                    "opened_at": one.opened_at,
                    "resolved_at": one.resolved_at,
                    "customer": customers.get(one.customer_id) if one.customer_id else None,
                    "team": one.team.name if one.team else None,
                    "assignee": people.get(one.assignee_id) if one.assignee_id else None,
                    "topic": one.topic,
                    "tags": one.tags,
                    "attributes": one.attributes,
                    "messages": [_outgoing(message, people) for message in messages.get(one.pk, [])],
                }
            )


def _messages(pks: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = {}
    rows = Message.objects.filter(conversation__in=pks).order_by("at", "id")
    for row in rows.values("conversation_id", "external_id", "at", "sender", "author_id", "text"):
        found.setdefault(row["conversation_id"], []).append(dict(row))
    return found


def _people(assignees: Iterable[int | None], messages: Iterable[list[dict[str, Any]]]) -> dict[int, str]:
    """What calls each person in a row: their address, else their id, else their name."""
    pks = {pk for pk in assignees if pk} | {m["author_id"] for some in messages for m in some if m["author_id"]}
    people = Person.objects.filter(pk__in=pks).values_list("pk", "email", "external_id", "name")
    return {pk: email or external_id or name for pk, email, external_id, name in people}


def _outgoing(message: dict[str, Any], people: dict[int, str]) -> dict[str, Any]:
    id = message["external_id"]
    said = {
        "id": None if id.startswith("#") else id,
        "at": message["at"],
        "from": message["sender"],
        "author": people.get(message["author_id"]),
    }
    return without_empty(said) | {"text": message["text"]}


def flat_rows(row: dict[str, Any], *, actor: Actor | None = None) -> Iterator[dict[str, Any]]:
    """One table row for each message of a conversation; where nothing was said, one row about the conversation."""
    shared = {name: value for name, value in row.items() if name not in ("id", "messages", "customer")}
    shared |= {f"customer_{name}": value for name, value in row.get("customer", {}).items()}
    for message in row.get("messages", []) or [{}]:
        said = {name: message.get(name) for name in ("at", "from", "text", "author")}
        yield shared | said | {"conversation_id": row["id"], "message_id": message.get("id")}


def outgoing_ids(pks: Sequence[int], *, actor: Actor) -> dict[int, str]:
    """The ids under which these conversations go out, for rows of neighbours that refer to them."""
    require(actor, "conversations.read")
    rows = list(Conversation.objects.filter(pk__in=pks).values_list("pk", "external_id", "source_id"))
    ids = OutgoingIds(Conversation.objects.filter(external_id__in={external_id for _pk, external_id, _source in rows}))
    return {pk: ids.of(pk, external_id, source) for pk, external_id, source in rows}
