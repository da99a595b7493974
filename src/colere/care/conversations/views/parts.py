"""What conversations show on other pages: Today, the customer's page and story, search."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.care.conversations.models import Conversation, Message
from colere.care.conversations.permissions import readable
from colere.care.conversations.queries import listing, reading
from colere.care.conversations.queries.promises import can_be_broken, newest_breaking
from colere.care.conversations.views.listing import queue_news
from colere.care.conversations.views.wording import BY_CHANNEL, about, customer_name, state_mark
from colere.care.customers.queries.records import CustomerRecord
from colere.foundation.models import Promise
from colere.platform.accounts.roles import Role
from colere.platform.permissions import Actor
from colere.platform.search import Hit, highlight
from colere.platform.search.rules import Query
from colere.platform.ui import words
from colere.platform.ui.places import address_of
from colere.platform.ui.registry import News

SHOWN_OPEN, SHOWN_RECENT = 8, 4
RECENT_DAYS = 30
BROKE_DAYS = 28


def today_waiting(actor: Actor) -> dict[str, Any] | None:
    """Who waits for this actor's answer; None for those who answer nobody and lead nobody."""
    if not actor.has_role(Role.AGENT, Role.LEAD, Role.HEAD_OF_CARE):
        return None
    queue, rows = listing.waiting_conversations(actor)
    context: dict[str, Any] = {
        "rows": [_waiting_row(row) for row in rows],
        "href": reverse("conversations:conversation-list") + "?state=waiting",
        "more": _("All who wait"),
        "nobody": _("Nobody waits for you. What you answered today stands under “Conversations”."),
    }
    if queue.count:
        context["news"] = News(queue_news(queue), weight=90, href=context["href"], label=_("See who waits"))
    return context


def _waiting_row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": customer_name(row),
        "about": " · ".join(filter(None, [about(row), row["team__name"], row["assignee__name"]])),
        "mark": state_mark(row),
        "href": address_of("conversations:conversation-detail", row["id"]),
    }


def promise_panel(actor: Actor, promise: Promise) -> dict[str, Any] | None:
    """The newest conversations that broke a promise about time; None for promises about something else."""
    if promise.is_archived or not can_be_broken(promise):
        return None
    since = timezone.localdate() - timedelta(days=BROKE_DAYS)
    rows = newest_breaking(actor, promise, days=BROKE_DAYS)
    return {
        "title": _("Conversations that broke it"),
        "rows": [_waiting_row(row) | {"at": row["opened_at"]} for row in rows],
        "href": f"{reverse('conversations:conversation-list')}?broke={promise.slug}&opened_from={since:%Y-%m-%d}",
        "more": _("All of four weeks"),
        "nobody": _("None in the last four weeks."),
    }


def customer_panel(actor: Actor, customer: CustomerRecord) -> dict[str, Any] | None:
    """The customer's open conversations (else the newest), and one sentence about the last 30 days."""
    found = reading.conversations_of(actor, customer.ids)
    if not found:
        return None
    is_open = [row for row in found if row["resolved_at"] is None]
    shown = is_open[:SHOWN_OPEN] or found[:SHOWN_RECENT]
    return {
        "title": _("Open conversations") if is_open else _("Last conversations"),
        "rows": [_panel_row(row) for row in shown],
        "href": f"{reverse('conversations:conversation-list')}?customer={customer.pk}",
        "news": _recent_news(customer, found),
    }


def _panel_row(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "about": about(row),
        "text": " · ".join(filter(None, [row["topic"], row["team__name"], row["assignee__name"]])),
        "mark": state_mark(row),
        "at": row["last_message_at"],
        "href": address_of("conversations:conversation-detail", row["id"]),
    }


def _recent_news(customer: CustomerRecord, found: list[dict[str, Any]]) -> str:
    """ "Ada wrote to us 3 times in 30 days, mostly about late delivery." """
    since = timezone.now() - timedelta(days=RECENT_DAYS)
    recent = [row for row in found if row["opened_at"] >= since]
    name = customer.short_name
    waiting = min((row["waiting_since"] for row in found if row["waiting_since"]), default=None)
    if waiting:
        span = words.duration(timezone.now() - waiting)
        return _("%(name)s has waited for us for %(span)s.") % {"name": name, "span": span}
    if not recent:
        return _("%(name)s last wrote to us %(day)s.") % {"name": name, "day": _on(found[0]["opened_at"])}
    times = ngettext("once", "%(n)s times", len(recent)) % {"n": len(recent)}
    topics = Counter(row["topic"] for row in recent if row["topic"])
    topic, count = topics.most_common(1)[0] if topics else ("", 0)
    said = {"name": name, "times": times, "topic": topic}
    if not topic:
        return _("%(name)s wrote to us %(times)s in the last 30 days.") % said
    if count == len(recent):
        return _("%(name)s wrote to us %(times)s in the last 30 days about %(topic)s.") % said
    return _("%(name)s wrote to us %(times)s in the last 30 days, mostly about %(topic)s.") % said


def _on(at: Any) -> str:
    is_near = timezone.localdate() - timezone.localtime(at).date() < timedelta(days=7)
    return words.day(at) if is_near else _("on %(day)s") % {"day": words.day(at)}


def story_lines(actor: Actor, lines: list[Any]) -> dict[int, dict[str, Any]]:
    """What the story needs of conversations that began; those that the actor may not read are left out."""
    known = reading.titles(actor, [line.payload["conversation"] for line in lines])
    return {line.id: _story_line(known[pk]) for line in lines if (pk := line.payload["conversation"]) in known}


def _story_line(row: dict[str, Any]) -> dict[str, Any]:
    how = _("Wrote %(how)s") % {"how": BY_CHANNEL[row["channel"]]}
    state = _("still open") if row["resolved_at"] is None else ""
    topic = row["topic"] if row["topic"] != about(row) else ""
    return {
        "href": address_of("conversations:conversation-detail", row["id"]),
        "about": about(row),
        "how": " · ".join(filter(None, [how, topic, row["team__name"], state])),
    }


SUBJECT_HIT = ("subject", "preview", "last_message_at", "customer__name", "customer__merged_into__name")
MESSAGE_HIT = (
    "id", "text", "at", "conversation_id", "conversation__subject", "conversation__customer__name",
    "conversation__customer__merged_into__name",
)  # fmt: skip


def visible_messages(actor: Actor, rows: "QuerySet[Message]") -> "QuerySet[Message]":
    """The messages of conversations that the actor may read."""
    return rows.filter(readable(actor, through="conversation__"))


def visible_conversations(actor: Actor, rows: "QuerySet[Conversation]") -> "QuerySet[Conversation]":
    """The conversations that the actor may read."""
    return rows.filter(readable(actor))


def message_hits(found: Mapping[int, dict[str, Any]], ids: Sequence[int], query: Query) -> list[Hit]:
    """Messages as results that lead to the place in the conversation."""
    return [_message_hit(found[pk], query) for pk in ids if pk in found]


def _message_hit(row: dict[str, Any], query: Query) -> Hit:
    name = row["conversation__customer__merged_into__name"] or row["conversation__customer__name"]
    place = address_of("conversations:conversation-detail", row["conversation_id"])
    return Hit(
        title=" · ".join(filter(None, [name or _("Unknown customer"), row["conversation__subject"]])),
        url=f"{place}?message={row['id']}#message-{row['id']}",
        snippet=highlight(row["text"], query),
        kind=_("said"),
        at=row["at"],
    )


def conversation_hits(found: Mapping[int, dict[str, Any]], ids: Sequence[int], query: Query) -> list[Hit]:
    """Conversations whose subject has the words."""
    return [
        Hit(
            title=customer_name(found[pk]),
            url=address_of("conversations:conversation-detail", pk),
            snippet=highlight(found[pk]["subject"], query),
            kind=_("subject"),
            at=found[pk]["last_message_at"],
        )
        for pk in ids
        if pk in found
    ]
