"""Loading conversations with their messages: in bulk, compared by a hash, changed where a source changed them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from colere.care.conversations.events import ConversationEvent, ConversationOpened, ConversationUpdated
from colere.care.conversations.models import Conversation, Message
from colere.care.conversations.rules import Said, preview_of, summarise
from colere.care.customers.actions.matching import CustomerRef, ensure_customers, note_contacts
from colere.foundation.actions.imports import ensure_people, ensure_teams
from colere.platform.events import publish_many
from colere.platform.imports import Outcome, Record
from colere.platform.imports.bulk import insert_objects, insert_rows, update_objects
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    from datetime import datetime

    from colere.platform.imports import ImportContext

MESSAGE_FIELDS = ("conversation", "external_id", "at", "sender", "author", "text")
ParsedMessage = tuple[str, "datetime", str, str, str]
"""Id in the source, time, sender, author (as the source names them), text."""


def import_conversations(batch: list[Record], *, context: ImportContext, actor: Actor) -> list[Outcome]:
    """Load conversations. What a source delivered once and changes later is changed; messages that it no longer has go.

    Teams and people who are unknown are made, people as stubs; customers are found or added (see
    `customers.actions.matching`).
    """
    require(actor, "imports.run")
    known = _known(batch, context)
    live = [r for r in batch if r.id not in known or known[r.id].fingerprint != r.fingerprint]
    outcome = {id: Outcome("unchanged", conversation.pk) for id, conversation in known.items()}
    if live:
        moved = {known[r.id].pk: f"{known[r.id].opened_at:%Y-%m}" for r in live if r.id in known}
        filled = _filled(live, known, context, actor)
        new = [(record, one) for record, one in filled if record.id not in known]
        old = [(record, one) for record, one in filled if record.id in known]
        _save(new, old)
        _write_messages(new, old, context, actor)
        note_contacts(_contacts(one for _record, one in filled), actor=actor)
        events = [_snapshot(ConversationOpened, one, None) for _record, one in new]
        changes = [_snapshot(ConversationUpdated, one, moved[one.pk]) for _record, one in old]
        publish_many([*events, *changes], actor=actor)
        outcome.update({record.id: Outcome("created", one.pk) for record, one in new})
        outcome.update({record.id: Outcome("updated", one.pk) for record, one in old})
    return [outcome[record.id] for record in batch]


def _known(batch: list[Record], context: ImportContext) -> dict[str, Conversation]:
    ids = [record.id for record in batch]
    found = Conversation.objects.filter(source=context.source.pk, external_id__in=ids)
    return {conversation.external_id: conversation for conversation in found}


def _filled(
    live: list[Record], known: dict[str, Conversation], context: ImportContext, actor: Actor
) -> list[tuple[Record, Conversation]]:
    teams = ensure_teams([record.values["team"] or "" for record in live], context=context, actor=actor)
    people = ensure_people(_people_in(live), context=context, actor=actor)
    refs: list[CustomerRef | None] = [record.values["customer"] for record in live]
    customers = ensure_customers(refs, context=context, actor=actor)
    filled = []
    for record, customer in zip(live, customers, strict=True):
        values = record.values
        one = known.get(record.id) or Conversation(source=context.source, external_id=record.id)
        one.customer_id = customer or one.customer_id
        one.team_id = teams[values["team"].lower()] if values["team"] else one.team_id
        one.assignee_id = people[values["assignee"]] if values["assignee"] else one.assignee_id
        _fill(one, values)
        one.fingerprint = record.fingerprint
        filled.append((record, one))
    return filled


def _people_in(live: list[Record]) -> set[str]:
    named = {record.values["assignee"] for record in live}
    for record in live:
        named.update(message[3] for message in record.values["messages"])
    return {name for name in named if name}


def _fill(one: Conversation, values: dict[str, Any]) -> None:
    one.channel, one.subject = values["channel"], values["subject"] or ""
    one.topic, one.tags = values["topic"] or "", values["tags"] or []
    one.attributes = values["attributes"] or {}
    one.opened_at, one.resolved_at = values["opened_at"], values["resolved_at"]
    messages: list[ParsedMessage] = values["messages"]
    summary = summarise([Said(message[1], message[2]) for message in messages], resolved_at=one.resolved_at)
    one.first_customer_at, one.first_reply_at = summary.first_customer_at, summary.first_reply_at
    one.reopened_at, one.waiting_since = summary.reopened_at, summary.waiting_since
    one.last_message_at = summary.last_message_at or one.opened_at
    one.message_count = summary.message_count
    one.preview = preview_of(_first_words(messages))


def _first_words(messages: list[ParsedMessage]) -> str:
    """What the customer said first, or who else spoke when none did; never an internal note."""
    said = [message for message in messages if message[2] != "note"]
    return next((m[4] for m in said if m[2] == "customer"), said[0][4] if said else "")


def _snapshot(kind: type[ConversationEvent], one: Conversation, month_before: str | None) -> ConversationEvent:
    """The event with the whole measurable state; it names the month that the conversation lay in before, if it
    moved.
    """
    has_moved = month_before is not None and month_before != f"{one.opened_at:%Y-%m}"
    return kind(
        conversation=one.pk,
        customer=one.customer_id,
        channel=one.channel,
        team=one.team_id,
        assignee=one.assignee_id,
        topic=one.topic,
        opened_at=one.opened_at,
        resolved_at=one.resolved_at,
        first_customer_at=one.first_customer_at,
        first_reply_at=one.first_reply_at,
        reopened_at=one.reopened_at,
        messages=one.message_count,
        moved_from=month_before if has_moved else None,
    )


def _save(new: list[tuple[Record, Conversation]], old: list[tuple[Record, Conversation]]) -> None:
    insert_objects([one for _record, one in new])
    names = [f.name for f in Conversation._meta.concrete_fields if f.name not in ("id", "source", "external_id")]
    update_objects([one for _record, one in old], names)


def _write_messages(
    new: list[tuple[Record, Conversation]],
    old: list[tuple[Record, Conversation]],
    context: ImportContext,
    actor: Actor,
) -> None:
    people = ensure_people((), context=context, actor=actor)
    rows = [
        (one.pk, id, at, sender, people[author] if author else None, text)
        for record, one in new
        for id, at, sender, author, text in record.values["messages"]
    ]
    rows += _changed_messages(old, people)
    insert_rows(Message, MESSAGE_FIELDS, rows)


def _changed_messages(old: list[tuple[Record, Conversation]], people: dict[str, int]) -> list[tuple[Any, ...]]:
    """Bring the messages that this source delivered up to date; gives those that are new. Messages of others stay."""
    kept = Message.objects.filter(conversation__in=[one.pk for _record, one in old]).exclude(external_id="")
    stored = {(message.conversation_id, message.external_id): message for message in kept}
    new, changed = [], []
    for record, one in old:
        for id, at, sender, author, text in record.values["messages"]:
            person = people[author] if author else None
            message = stored.pop((one.pk, id), None)
            if message is None:
                new.append((one.pk, id, at, sender, person, text))
            elif (message.at, message.sender, message.author_id, message.text) != (at, sender, person, text):
                message.at, message.sender, message.author_id, message.text = at, sender, person, text
                changed.append(message)
    update_objects(changed, ["at", "sender", "author", "text"])
    Message.objects.filter(pk__in=[message.pk for message in stored.values()]).delete()
    return new


def _contacts(conversations: Iterable[Conversation]) -> dict[int, datetime]:
    latest: dict[int, datetime] = {}
    for one in conversations:
        if one.customer_id is not None:
            latest[one.customer_id] = max(one.last_message_at, latest.get(one.customer_id, one.last_message_at))
    return latest
