"""The words behind a theme, for whoever may read them where they stand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet, Subquery

from colere.care.conversations.models import Conversation, Message
from colere.care.conversations.permissions import readable as readable_conversations
from colere.care.feedback.models import Response
from colere.care.feedback.permissions import readable as readable_responses
from colere.care.listening.models import Mention
from colere.insights.themes.models import ThemeMap, ThemeText
from colere.insights.themes.rules.texts import first_words
from colere.platform.permissions import Actor, allows, require

CUSTOMER = ("customer__merged_into__name", "customer__name")
LOOKED_AT = 200  # of the newest texts: the most typical of them are quoted


@dataclass(frozen=True, slots=True)
class Quote:
    """A customer's words as they stand there, and where that is; `names` are all that tell whose they are."""

    row: int  # the ThemeText
    theme: int  # whose it was when it was read
    kind: str
    pk: int
    text: str
    at: datetime
    who: str
    names: tuple[str, ...]


def quotes_of(
    actor: Actor,
    numbers: Sequence[int],
    *,
    limit: int = 3,
    days: tuple[date, date] | None = None,
    reader: Actor | None = None,
) -> list[Quote]:
    """The most typical of the newest words (those of `days`, where given) of these themes (one and those that have gone
    into it), no two alike; none that the actor may not read, or the `reader`, where the actor asks for somebody else.
    """
    require(actor, "metrics.read")
    newest = texts_of(actor, numbers).order_by("-day")
    if days is not None:
        newest = newest.filter(day__range=days)
    rows = list(
        newest.values_list("pk", "kind", "conversation_id", "response_id", "mention_id", "closeness", "theme")[
            :LOOKED_AT
        ]
    )
    rows.sort(key=lambda row: (-row[5], row[0]))
    found: list[Quote] = []
    for start in range(0, len(rows), 4 * limit):
        some = _quoted(reader or actor, rows[start : start + 4 * limit])
        known = {" ".join(one.text.lower().split()) for one in found}
        for one in some:
            words = " ".join(one.text.lower().split())
            if words and words not in known:
                known.add(words)
                found.append(one)
        if len(found) >= limit:
            break
    return found[:limit]


def texts_of(actor: Actor, numbers: Iterable[int]) -> QuerySet[ThemeText]:
    """Rows of the texts of these themes, on the current map.

    The map is one value and no join, so that the index gives a theme's texts by day and nothing else is read.
    """
    require(actor, "metrics.read")
    current = Subquery(ThemeMap.objects.filter(is_current=True).values("pk")[:1])
    return ThemeText.objects.filter(map=current, theme__in=list(numbers))


def conversations_of(actor: Actor, numbers: Sequence[int]) -> QuerySet[Any, Any]:
    """Ids of the conversations of these themes that the actor may read, the newest first."""
    require(actor, "conversations.read")
    rows = texts_of(actor, numbers).filter(kind="conversation")
    return rows.filter(readable_conversations(actor, through="conversation__")).order_by("-day", "-pk")


def _quoted(actor: Actor, rows: Sequence[tuple[Any, ...]]) -> list[Quote]:
    ids: dict[str, list[int]] = {kind: [] for kind in ("conversation", "response", "mention")}
    for row in rows:
        ids[row[1]].append(row[2] or row[3] or row[4])
    said: dict[tuple[str, int], tuple[str, datetime, str, tuple[str, ...]]] = {}
    if ids["conversation"] and allows(actor, "conversations.read"):
        said |= {("conversation", pk): one for pk, one in _openings(actor, ids["conversation"]).items()}
    if ids["response"] and allows(actor, "feedback.read"):
        answers = Response.objects.filter(readable_responses(actor), pk__in=ids["response"])
        for pk, text, at, *names in answers.values_list("pk", "comment", "at", *CUSTOMER):
            said["response", pk] = (text, at, *_named(names))
    if ids["mention"] and allows(actor, "mentions.read"):
        mentions = Mention.objects.filter(pk__in=ids["mention"])
        for pk, text, at, who, author in mentions.values_list("pk", "text", "at", "site", "author"):
            said["mention", pk] = (text, at, who, (author,))
    found = []
    for row in rows:
        place = row[1], row[2] or row[3] or row[4]
        if place in said:
            text, at, who, names = said[place]
            found.append(Quote(row[0], row[6], *place, text, at, who, names))
    return found


def _openings(actor: Actor, ids: Sequence[int]) -> dict[int, tuple[str, datetime, str, tuple[str, ...]]]:
    rows = Conversation.objects.filter(readable_conversations(actor), pk__in=ids)
    known = {pk: (at, *_named(names)) for pk, at, *names in rows.values_list("pk", "opened_at", *CUSTOMER)}
    said: dict[int, list[str]] = {pk: [] for pk in known}
    messages = Message.objects.filter(conversation__in=list(known), sender="customer").order_by(
        "conversation", "at", "id"
    )
    for pk, text in messages.values_list("conversation_id", "text"):
        said[pk].append(text)
    return {pk: (first_words(said[pk]), *known[pk]) for pk in known}


def _named(names: Iterable[str | None]) -> tuple[str, tuple[str, ...]]:
    """What to call a customer, and every name they have: their own, and that of the record that took theirs over."""
    every = tuple(name for name in names if name)
    return (every[0] if every else ""), every
