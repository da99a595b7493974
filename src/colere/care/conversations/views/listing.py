from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from colere.care.conversations.queries import choices, listing
from colere.care.conversations.queries.promises import breaking, can_be_broken
from colere.care.conversations.views.wording import CHANNELS, about, channel_label, customer_name, state_mark
from colere.care.customers.queries.records import PersonIds, find_person
from colere.foundation.models import Promise
from colere.foundation.queries.promises import find_promise
from colere.platform.permissions import Actor, requires
from colere.platform.ui import words
from colere.platform.ui.places import address_of
from colere.platform.ui.tables import (
    ChoiceFilter,
    Column,
    DatesFilter,
    Empty,
    Filter,
    MarkColumn,
    NumberColumn,
    Table,
    TextFilter,
    TimeColumn,
)
from colere.platform.ui.tables.filters import as_a_whole
from colere.platform.ui.tables.paging import Order

STATES = (
    ("waiting", gettext_lazy("Waiting for us")),
    ("open", gettext_lazy("Open")),
    ("resolved", gettext_lazy("Resolved")),
)
COUNTED = 1_000


@dataclass(frozen=True)
class CustomerFilter(Filter):
    """One customer, by id: reached from their record, shown as a chip."""

    kind = "link"
    known: dict[int, PersonIds] = field(default_factory=dict, compare=False)

    def read(self, query: QueryDict, actor: Actor) -> int | None:
        text = query.get(self.name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None

    def said(self, value: Any, actor: Actor) -> str:
        return f"{self.label}: {self.person(actor, value).name}"

    def person(self, actor: Actor, value: int) -> PersonIds:
        """Who that is, with all records of theirs; read once for each list."""
        if value not in self.known:
            self.known[value] = find_person(actor, value)
        return self.known[value]


@dataclass(frozen=True)
class PromiseFilter(Filter):
    """A promise about time, by its short name: reached from its page, shown as a chip."""

    kind = "link"
    known: dict[int, PersonIds] = field(default_factory=dict, compare=False)

    def read(self, query: QueryDict, actor: Actor) -> Promise | None:
        slug = query.get(self.name, "")
        promise = find_promise(actor, slug) if slug else None
        return promise if promise is not None and can_be_broken(promise) else None

    def said(self, value: Any, actor: Actor) -> str:
        return f"{self.label}: {value.words}"


def filters_for(actor: Actor) -> list[Filter]:
    """The filters with what this actor can choose from, each read once."""
    people = [("me", _("Mine")), ("none", _("Nobody’s")), *choices.person_choices(actor)]
    return [
        TextFilter("q", _("Words that were said"), apply=as_a_whole),
        ChoiceFilter("state", _("State"), STATES, apply=as_a_whole, any_label=_("Any state")),
        ChoiceFilter("channel", _("Channel"), tuple(CHANNELS.items()), apply=as_a_whole, any_label=_("Any channel")),
        ChoiceFilter("team", _("Team"), choices.team_choices(actor), apply=as_a_whole, any_label=_("Any team")),
        ChoiceFilter("assignee", _("Whose"), people, apply=as_a_whole, any_label=_("Anybody’s")),
        ChoiceFilter("topic", _("Topic"), _topics(actor), apply=as_a_whole, any_label=_("Any topic")),
        DatesFilter("opened", _("Opened"), lookup="opened_at"),
        PromiseFilter("broke", _("Broke a promise")),
    ]


def _topics(actor: Actor) -> Sequence[tuple[str, str]]:
    return [(topic, topic) for topic in listing.list_topics(actor)]


class ConversationTable(Table):
    """The list. Its filters are read here and applied together in `queries.listing`."""

    name = "conversations"
    label = gettext_lazy("Conversations")
    columns: ClassVar[Sequence[Column]] = (
        Column(
            "customer",
            gettext_lazy("Customer"),
            value=customer_name,
            detail=about,
            href=lambda row: address_of("conversations:conversation-detail", row["id"]),
        ),
        MarkColumn("state", gettext_lazy("State"), value=state_mark),
        Column("channel", gettext_lazy("Channel"), value=lambda row: channel_label(row["channel"]), phone=False),
        Column("team", gettext_lazy("Team"), value="team__name", phone=False),
        Column("assignee", gettext_lazy("Whose"), value="assignee__name", phone=False),
        TimeColumn("last_message_at", gettext_lazy("Last word")),
    )
    in_file = (
        Column("id", "id"),
        Column("customer", "customer", value=customer_name),
        Column("customer_id", "customer_id", value=lambda row: row["customer__merged_into_id"] or row["customer_id"]),
        Column("subject", "subject"),
        Column("preview", "preview"),
        Column("channel", "channel"),
        Column("team", "team", value="team__name"),
        Column("assignee", "assignee", value="assignee__name"),
        Column("topic", "topic"),
        TimeColumn("opened_at", "opened_at"),
        TimeColumn("resolved_at", "resolved_at"),
        TimeColumn("waiting_since", "waiting_since"),
        TimeColumn("last_message_at", "last_message_at"),
        NumberColumn("message_count", "messages"),
    )
    empty = Empty(
        gettext_lazy("No conversations yet"),
        gettext_lazy("Bring what your customers and you have said to each other: from a file, in a minute."),
        gettext_lazy("Import a file"),
        "imports:import-new",
        "imports.run",
    )
    live = ("conversations",)

    def __init__(self, request: HttpRequest) -> None:
        actor: Actor = request.actor  # type: ignore[attr-defined]
        super().__init__(request, [])
        self.of_customer = CustomerFilter("customer", _("Customer"))
        self.filters = [*filters_for(actor), self.of_customer]  # type: ignore[misc]
        if request.GET.get("format") == "csv":
            self.columns = self.in_file  # type: ignore[misc]

    @cached_property
    def wanted(self) -> listing.Wanted:
        """What the address asks for."""
        found = self.values
        start, end = found.get("opened") or (None, None)
        return listing.Wanted(
            state=found.get("state", ""),
            channel=found.get("channel", ""),
            team=int(found["team"]) if "team" in found else None,
            assignee=_assignee(found.get("assignee", ""), self.actor),
            topic=found.get("topic", ""),
            customers=self.of_customer.person(self.actor, found["customer"]).ids if "customer" in found else (),
            opened_from=start,
            opened_to=end,
            text=found.get("q", ""),
            broke=breaking(found["broke"].rule) if "broke" in found else None,
        )

    @cached_property
    def filtered(self) -> Any:
        """All conversations that fit."""
        return listing.list_conversations(self.actor, self.wanted)

    @cached_property
    def order(self) -> Order:
        """The order that the leading filter's index gives."""
        return Order(self.wanted.sort.removeprefix("-"), self.wanted.sort.startswith("-"))


def _assignee(text: str, actor: Actor) -> int | None:
    if text == "me":
        return next(iter(actor.ids("person")), -1)
    if text == "none":
        return 0
    return int(text) if text else None


@requires("conversations.read")
def conversation_list(request: HttpRequest) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    table = ConversationTable(request)
    return table.respond("conversations/conversation_list.html", {"news": queue_news(listing.waiting_queue(actor))})


def queue_news(queue: listing.Queue) -> str:
    """ "11 customers wait for us; the oldest for 42 minutes." """
    if queue.oldest is None:
        return _("Nobody waits for us.")
    span = words.duration(timezone.now() - queue.oldest)
    if queue.count > COUNTED:
        return _("More than %(n)s customers wait for us; the longest for %(span)s.") % {
            "n": words.number(COUNTED),
            "span": span,
        }
    return ngettext(
        "%(n)s customer waits for us, for %(span)s.",
        "%(n)s customers wait for us; the longest for %(span)s.",
        queue.count,
    ) % {"n": words.number(queue.count), "span": span}


@requires("conversations.read")
def conversation_waiting(request: HttpRequest) -> HttpResponseBase:
    return HttpResponseRedirect(f"{reverse('conversations:conversation-list')}?state=waiting")


@requires("conversations.read")
def conversation_mine(request: HttpRequest) -> HttpResponseBase:
    return HttpResponseRedirect(f"{reverse('conversations:conversation-list')}?assignee=me")
