"""What customers have said that no theme has been found for yet.

Words of private teams are not read: labels and figures of themes are seen by everybody who may see measures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from django.db.models import Exists, Max, OuterRef, QuerySet

from colere.care.conversations.models import Conversation, Message
from colere.care.feedback.models import Response
from colere.care.listening.models import Mention
from colere.insights.themes.models import KINDS, ThemeMap, ThemeText
from colere.insights.themes.rules.texts import first_words, matter_of
from colere.platform.metrics import company_zone
from colere.platform.metrics.periods import day_of
from colere.platform.permissions import Actor, require

AT_A_TIME = 2_000


@dataclass(frozen=True, slots=True)
class Said:
    """Words of a customer: where they stand, when, and what themes read of them."""

    kind: str
    pk: int
    text: str
    at: datetime
    day: date
    team: int | None
    channel: str


def read_unread(actor: Actor, drawn: ThemeMap, *, until: datetime) -> Iterator[list[Said]]:
    """What was said before `until` and has no row in this map, some thousand texts at a time, by kind and id."""
    require(actor, "themes.tend")
    for kind in KINDS:
        rows = _rows_of(kind, until).filter(~Exists(ThemeText.objects.filter(map=drawn, **{kind: OuterRef("pk")})))
        last = 0
        while found := list(rows.filter(pk__gt=last).order_by("pk").values(*_columns(kind))[:AT_A_TIME]):
            last = found[-1]["pk"]
            yield _said(kind, found)


def read_again(actor: Actor, kind: str, *, pks: list[int]) -> dict[int, str]:
    """The words of these texts as themes read them, by id."""
    require(actor, "themes.tend")
    if kind == "conversation":
        return _openings(pks)
    rows: Any = (
        Response.objects.values_list("pk", "comment")
        if kind == "response"
        else Mention.objects.values_list("pk", "text")
    )
    return {pk: matter_of(text) for pk, text in rows.filter(pk__in=pks)}


def newest_ids(actor: Actor) -> dict[str, int]:
    """The highest id of each kind, by which a growing pile of unread words is noticed without counting it."""
    require(actor, "themes.tend")
    newest = {kind: model.objects.aggregate(top=Max("pk"))["top"] for kind, model in _MODELS.items()}
    return {kind: top or 0 for kind, top in newest.items()}


def newest_arrival(actor: Actor) -> datetime | None:
    """When the last conversation or answer came in."""
    require(actor, "themes.tend")
    models: tuple[Any, ...] = (Conversation, Response)
    times = [model.objects.order_by("-pk").values_list("created_at", flat=True).first() for model in models]
    return max((at for at in times if at is not None), default=None)


_MODELS: dict[str, Any] = {"conversation": Conversation, "response": Response, "mention": Mention}


def _rows_of(kind: str, until: datetime) -> QuerySet[Any]:
    if kind == "conversation":
        rows = Conversation.objects.filter(first_customer_at__isnull=False, opened_at__lt=until)
        return rows.exclude(team__is_private=True)
    if kind == "response":
        return Response.objects.filter(at__lt=until).exclude(comment="").exclude(team__is_private=True)
    return Mention.objects.filter(at__lt=until).exclude(text="")


def _columns(kind: str) -> tuple[str, ...]:
    return {
        "conversation": ("pk", "opened_at", "team_id", "channel"),
        "response": ("pk", "at", "team_id", "channel", "comment"),
        "mention": ("pk", "at", "text"),
    }[kind]


def _said(kind: str, rows: list[dict[str, Any]]) -> list[Said]:
    words = _openings([row["pk"] for row in rows]) if kind == "conversation" else {}
    zone = company_zone()
    found = []
    for row in rows:
        at = row["opened_at"] if kind == "conversation" else row["at"]
        text = words.get(row["pk"], "") if kind == "conversation" else matter_of(row.get("comment") or row["text"])
        day = day_of(at, zone)
        found.append(Said(kind, row["pk"], text, at, day, row.get("team_id"), row.get("channel", "")))
    return found


def _openings(conversations: list[int]) -> dict[int, str]:
    """What each conversation's customer began with, as themes read it."""
    rows = Message.objects.filter(conversation__in=conversations, sender="customer").order_by(
        "conversation", "at", "id"
    )
    said = rows.values_list("conversation_id", "text").iterator(chunk_size=AT_A_TIME)
    return {pk: matter_of(first_words(text for _pk, text in own)) for pk, own in groupby(said, key=lambda row: row[0])}
