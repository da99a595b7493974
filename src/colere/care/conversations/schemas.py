"""How imported rows of conversations are understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colere.care.conversations.actions.imports import ParsedMessage
from colere.care.conversations.models import CHANNELS, SENDERS
from colere.care.customers.actions.matching import CustomerRef
from colere.care.customers.schemas import CUSTOMER_PART, named
from colere.platform.imports import Column, FlatForm, values
from colere.platform.imports.values import Reading, Unusable

if TYPE_CHECKING:
    from colere.platform.imports import ImportContext

AT = Column("at", "time", is_required=True, help=gettext_lazy("When it was said."), example="2026-03-01T09:00:00Z")
FROM = Column("from", "choice", is_required=True, choices=tuple(SENDERS), example="customer")
TEXT = Column("text", "verbatim", is_required=True, help=gettext_lazy("What was said."), example="Where is it?")
AUTHOR = Column("author", max_length=254, help=gettext_lazy("Who of us wrote."), example="ben@example.org")
MESSAGE_ID = Column("id", "id")

COLUMNS = (
    Column("id", "id", is_required=True, help=gettext_lazy("The conversation’s id in your system."), example="c-1"),
    Column("channel", "choice", choices=tuple(CHANNELS), help=gettext_lazy("“chat” where it is missing.")),
    Column("subject", max_length=300, example="Late parcel"),
    Column("opened_at", "time", help=gettext_lazy("The first message’s time where it is missing.")),
    Column("resolved_at", "time", help=gettext_lazy("Empty while it is open.")),
    Column("customer", "any", help=gettext_lazy("An object with id, name, email, phone; or an id or address.")),
    Column("team", max_length=120, help=gettext_lazy("A team that is unknown is made.")),
    Column("assignee", max_length=254, help=gettext_lazy("An e-mail address, id or name.")),
    Column("topic", max_length=120, example="late delivery"),
    Column("tags", "words", example="vip"),
    Column("attributes", "object", help=gettext_lazy("Anything else you keep about it.")),
    Column("messages", "rows", help=gettext_lazy("A list of objects with at, from, text, id and author.")),
)
FLAT = FlatForm(
    group="conversation_id",
    into="messages",
    items=(AT, FROM, TEXT, AUTHOR),
    item_id="message_id",
    inner=(("customer", "id"), ("csat", "score"), ("attributes", "value")),
)
_SHARED = {
    "channel": "chat", "subject": "Late parcel", "resolved_at": "2026-03-01T09:20:00Z", "customer_id": "cu-9",
    "customer_name": "Ada Moss", "customer_email": "ada@example.org", "team": "Parcels", "assignee": "ben@example.org",
    "topic": "late delivery", "tags": "vip", "csat_score": "5",
}  # fmt: skip
EXAMPLE = (
    {"conversation_id": "c-1", "at": "2026-03-01T09:00:00Z", "from": "customer", "text": "Where is it?", "author": ""}
    | _SHARED,
    {"conversation_id": "c-1", "at": "2026-03-01T09:03:00Z", "from": "agent", "text": "I look at once."}
    | {"author": "ben@example.org"}
    | _SHARED,
)
"""A conversation as a table, one message a row."""


def understand_conversation(found: dict[str, Any], context: ImportContext) -> dict[str, Any]:
    """A conversation with its messages in order, its customer as a reference, and times that fit each other."""
    reading = context.reading
    found["messages"] = messages = _messages(found["messages"] or [], reading)
    found["opened_at"] = found["opened_at"] or (messages[0][1] if messages else None)
    if found["opened_at"] is None:
        raise Unusable(_("A conversation needs “messages”, or else a time in “opened_at”."))
    if found["resolved_at"] is not None and found["resolved_at"] < found["opened_at"]:
        raise Unusable(_("“resolved_at” is before the conversation was opened."))
    found["channel"] = found["channel"] or "chat"
    found["assignee"] = named(found["assignee"]) if found["assignee"] else None
    found["customer"] = _customer(found["customer"], reading)
    return found


def _messages(given: list[Any], reading: Reading) -> list[ParsedMessage]:
    parsed = []
    for position, message in enumerate(given, start=1):
        try:
            parsed.append(_message(message, position, reading))
        except Unusable as error:
            raise Unusable(_("Message %(position)s: %(why)s") % {"position": position, "why": error}) from None
    parsed.sort(key=lambda message: message[1])
    if len({message[0] for message in parsed}) < len(parsed):
        raise Unusable(_("Two messages have the same “id”."))
    return parsed


def _message(message: Any, position: int, reading: Reading) -> ParsedMessage:
    if not isinstance(message, dict):
        raise Unusable(_("should be an object {…}, but is %(value)s.") % {"value": values.shown(message)})
    sender: Any = message.get("from")
    text: Any = message.get("text")
    author = message.get("author")
    return (
        values.plain_id(message.get("id"))
        or values.understood(message.get("id"), MESSAGE_ID, reading)
        or f"#{position}",
        values.plain_instant(message.get("at"), reading) or _needed(message.get("at"), AT, reading),
        sender if sender in SENDERS else _needed(sender, FROM, reading),
        _author(author, reading) if author else "",
        text if values.is_plain_text(text) else _needed(text, TEXT, reading),
    )


def _author(author: Any, reading: Reading) -> str:
    said = values.understood(author, AUTHOR, reading)
    return named(said) if said else ""


def _needed(value: Any, column: Column, reading: Reading) -> Any:
    found = values.understood(value, column, reading)
    if found is None:
        raise Unusable(_("“%(column)s” is missing.") % {"column": column.name})
    return found


def _customer(given: Any, reading: Reading) -> CustomerRef | None:
    if values.is_empty(given):
        return None
    if isinstance(given, str | int):
        said = values.understood(given, CUSTOMER_PART["id"], reading)
        return CustomerRef.named(named(said))
    if not isinstance(given, dict):
        raise Unusable(_("“customer” should be an object, an id or an address."))
    parts = {name: values.understood(given.get(name), column, reading) for name, column in CUSTOMER_PART.items()}
    return CustomerRef(**{name: part or "" for name, part in parts.items()})
