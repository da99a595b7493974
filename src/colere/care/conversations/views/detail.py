from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.care.conversations.models import Conversation
from colere.care.conversations.queries import reading
from colere.care.conversations.views.wording import BY_CHANNEL, CHANNELS, ICONS, about, linked
from colere.care.customers.queries.records import CustomerRecord, get_record, list_pinned
from colere.platform.permissions import Actor, allows, requires
from colere.platform.ui import words
from colere.platform.ui.pages import render
from colere.platform.ui.panels import read_panels


@dataclass(frozen=True, slots=True)
class Line:
    """A message as the page draws it: `day` when it begins a new one, `is_new_voice` when somebody else speaks."""

    id: int
    at: Any
    sender: str
    who: str
    html: SafeString
    day: str
    is_new_voice: bool


@requires("conversations.read")
def conversation_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    conversation = reading.get_conversation(actor, pk)
    customer = _customer(actor, conversation)
    shows_all = "all" in request.GET or "message" in request.GET
    talk = reading.read_talk(actor, conversation, shows_all=shows_all)
    name = customer.title if customer else _("Unknown customer")
    earlier, later = reading.neighbours(actor, conversation, customers=customer.ids if customer else [])
    context = {
        "conversation": conversation,
        "customer": customer,
        "pinned": list_pinned(actor, customer.ids) if customer else [],
        "title": about(vars(conversation)),
        "news": _news(conversation, customer),
        "channel": CHANNELS[conversation.channel],
        "channel_icon": ICONS[conversation.channel],
        "beginning": drawn(talk.beginning, name),
        "hidden": talk.hidden,
        "end": drawn(talk.end, name),
        "figures": _figures(conversation),
        "facts": _facts(conversation),
        "earlier": earlier and (about(earlier), reverse("conversations:conversation-detail", args=[earlier["id"]])),
        "later": later and (about(later), reverse("conversations:conversation-detail", args=[later["id"]])),
        "panels": read_panels(actor, "conversation", conversation),
    }
    return render(request, "conversations/conversation_detail.html", context)


def _customer(actor: Actor, conversation: Conversation) -> CustomerRecord | None:
    root = reading.root_of(conversation.customer)
    return get_record(actor, root.pk) if root and allows(actor, "customers.read") else None


def drawn(messages: list[dict[str, Any]], customer: str) -> list[Line]:
    """The messages as lines, with their days and voices."""
    lines: list[Line] = []
    day: date | None = None
    voice: tuple[str, str] | None = None
    for message in messages:
        on = timezone.localtime(message["at"]).date()
        who = _who(message, customer)
        is_new = on != day or (message["sender"], who) != voice
        html = linked(message["text"])
        label = words.day(on) if on != day else ""
        lines.append(Line(message["id"], message["at"], message["sender"], who, html, label, is_new))
        day, voice = on, (message["sender"], who)
    return lines


def _who(message: dict[str, Any], customer: str) -> str:
    if message["sender"] == "customer":
        return customer
    return message["author__name"] or (_("One of us") if message["sender"] in ("agent", "note") else "")


def _news(conversation: Conversation, customer: CustomerRecord | None) -> str:
    name = customer.title if customer else _("Somebody")
    if conversation.waiting_since:
        span = words.duration(timezone.now() - conversation.waiting_since)
        return _("%(name)s has waited for us for %(span)s.") % {"name": name, "span": span}
    said = {"name": name, "how": BY_CHANNEL[conversation.channel], "topic": conversation.topic}
    wrote = _("%(name)s wrote %(how)s about “%(topic)s”") if conversation.topic else _("%(name)s wrote %(how)s")
    ending = _("we are still at it") if conversation.resolved_at is None else _("it is resolved")
    if conversation.reopened_at and conversation.resolved_at:
        ending = _("it was resolved, and they wrote again")
    return _("%(beginning)s; %(ending)s.") % {"beginning": wrote % said, "ending": ending}


def _figures(conversation: Conversation) -> list[str]:
    """How quick we were, in words."""
    found = reading.figures_of(conversation)
    said = []
    if found.first_response is not None:
        said.append(_("We answered after %(span)s.") % {"span": words.duration(found.first_response)})
    elif conversation.first_customer_at is not None:
        said.append(_("Nobody has answered yet."))
    if found.resolution is not None:
        said.append(_("It was resolved %(span)s after it began.") % {"span": words.duration(found.resolution)})
    if found.reopened_at is not None:
        said.append(_("The customer wrote again after that, %(day)s.") % {"day": words.day(found.reopened_at)})
    count = conversation.message_count
    said.append(ngettext("%(n)s message.", "%(n)s messages.", count) % {"n": words.number(count)})
    return said


def _facts(conversation: Conversation) -> list[tuple[str, Any]]:
    source = conversation.source
    pairs: list[tuple[str, Any]] = [
        (_("Team"), conversation.team and conversation.team.name),
        (_("Whose"), conversation.assignee.name if conversation.assignee else _("nobody’s")),
        (_("Topic"), conversation.topic),
        (_("Tags"), ", ".join(str(tag) for tag in conversation.tags)),
        (_("Opened"), words.exact(conversation.opened_at)),
        (_("Resolved"), words.exact(conversation.resolved_at) if conversation.resolved_at else None),
        (source.name if source else "", conversation.external_id),
    ]
    further = [(str(key), str(value)) for key, value in conversation.attributes.items() if value not in (None, "")]
    return [pair for pair in [*pairs, *further] if pair[0]]
