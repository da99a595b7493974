"""Lists of conversations: which index is walked, and which filters only look at the rows on the way.

One filter leads (its index gives the order), and the others are residual; see `platform.ui.tables.residual`.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from colere.care.conversations.models import Conversation, Message
from colere.care.conversations.permissions import readable
from colere.platform.permissions import Actor, require
from colere.platform.search import match_ids
from colere.platform.ui.tables.residual import residual, residual_in, residual_null

Rows = QuerySet[Conversation, dict[str, Any]]

STATES = ("waiting", "open", "resolved")
MOST_MATCHES = 1000
SHORT_PERIOD = 62  # days
MOST_TOPICS = 200
ROW = (
    "id", "subject", "preview", "channel", "topic", "opened_at", "resolved_at", "waiting_since", "last_message_at",
    "message_count", "team_id", "team__name", "assignee_id", "assignee__name", "customer_id", "customer__name",
    "customer__merged_into_id", "customer__merged_into__name",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list is narrowed to; None and "" mean all. `assignee` 0: nobody's. `customers`: one person's records.
    `broke`: only those that broke a promise, as the filter that `queries.promises` gives.
    """

    state: str = ""
    channel: str = ""
    team: int | None = None
    assignee: int | None = None
    topic: str = ""
    customers: tuple[int, ...] = ()
    opened_from: date | None = None
    opened_to: date | None = None
    text: str = ""
    broke: Q | None = None

    @property
    def has_period(self) -> bool:
        """Whether the list is in the order of opening: a day is given, or a promise that was broken."""
        return self.opened_from is not None or self.opened_to is not None or self.broke is not None

    @property
    def goes_by_opening(self) -> bool:
        """Whether the list walks the days of opening: for a period that is short, or that nothing else narrows."""
        if not self.has_period or self.state in ("waiting", "open"):
            return False
        start, end = self.opened_from, self.opened_to or timezone.localdate()
        return not self.leader or (start is not None and (end - start).days <= SHORT_PERIOD)

    @property
    def leader(self) -> str:
        """The filter that has the fewest rows for each value: whose it is, then topic, team, channel."""
        return next(
            (name for name in ("assignee", "topic", "team", "channel") if getattr(self, name) not in (None, "")), ""
        )

    @property
    def sort(self) -> str:
        """The field (with "-" for downwards) in whose order the list is read: the one that the leading index gives."""
        if self.state == "waiting":
            return "waiting_since"
        return "-opened_at" if self.goes_by_opening else "-last_message_at"


def list_conversations(actor: Actor, wanted: Wanted) -> Rows:
    """The conversations that the actor may read and that fit, without an order: sort by `wanted.sort`, then by id."""
    require(actor, "conversations.read")
    rows = Conversation.objects.filter(readable(actor))
    if wanted.text:
        rows = rows.filter(pk__in=_matching(wanted.text))
    if wanted.customers:
        rows = rows.filter(customer__in=wanted.customers)
    if wanted.broke is not None:
        rows = rows.filter(wanted.broke)
    rows = _of_state(rows, wanted)
    leads = _leader(wanted)
    for name in ("assignee", "topic", "team", "channel"):
        value = getattr(wanted, name)
        if value not in (None, ""):
            rows = rows.filter(_equal(name, value, leads=name == leads))
    return cast("Rows", rows.values(*ROW))


def _leader(wanted: Wanted) -> str:
    """The filter whose index is walked; none when words, a customer, a state or the days of opening lead."""
    if wanted.text or wanted.customers or wanted.goes_by_opening or wanted.state in ("waiting", "open"):
        return ""
    return wanted.leader


def _equal(name: str, value: Any, *, leads: bool) -> Any:
    column = name if name in ("topic", "channel") else f"{name}_id"
    if name == "assignee" and value == 0:
        return Q(assignee__isnull=True)
    return Q(**{column: value}) if leads else residual(column, value)


def _of_state(rows: "QuerySet[Conversation]", wanted: Wanted) -> "QuerySet[Conversation]":
    if wanted.state == "waiting":
        rows = rows.filter(waiting_since__isnull=False)
    elif wanted.state == "open":
        rows = rows.filter(resolved_at__isnull=True)
    elif wanted.state == "resolved":
        rows = rows.filter(resolved_at__isnull=False)
    if wanted.opened_from:
        rows = rows.filter(opened_at__gte=_midnight(wanted.opened_from))
    if wanted.opened_to:
        rows = rows.filter(opened_at__lt=_midnight(wanted.opened_to + timedelta(days=1)))
    return rows


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))


def _matching(text: str) -> list[int]:
    """Ids of the conversations in which the words stand: those of the newest 1,000 messages and subjects."""
    messages = match_ids("messages", text, limit=MOST_MATCHES)
    found = set(Message.objects.filter(pk__in=messages).values_list("conversation_id", flat=True))
    found.update(match_ids("conversations", text, limit=MOST_MATCHES))
    return sorted(found)


@dataclass(frozen=True, slots=True)
class Queue:
    """How many customers wait for us (counted up to 1,001), and since when the first of them."""

    count: int
    oldest: datetime | None


def waiting_queue(actor: Actor, *, mine: bool = False) -> Queue:
    """The queue of all that the actor may read; with `mine` as in `waiting_conversations`. One query."""
    since = list(_waiting(actor, mine=mine).values_list("waiting_since", flat=True)[:1001])
    return Queue(len(since), since[0] if since else None)


def waiting_conversations(actor: Actor, *, limit: int = 8) -> list[dict[str, Any]]:
    """Who waits for this actor's answer, the longest wait first.

    Whoever heads care is shown everybody's; others those of their teams, those that are theirs, and those of no team.
    """
    return list(_waiting(actor, mine=True).values(*ROW)[:limit])


def _waiting(actor: Actor, *, mine: bool) -> "QuerySet[Conversation]":
    require(actor, "conversations.read")
    rows = Conversation.objects.filter(readable(actor), waiting_since__isnull=False)
    if mine and not _sees_all(actor):
        teams = actor.ids("team") | actor.ids("leads")
        own = residual_in("assignee_id", actor.ids("person"))
        rows = rows.filter(residual_in("team_id", teams) | own | residual_null("team_id"))
    return rows.order_by("waiting_since", "id")


def _sees_all(actor: Actor) -> bool:
    from colere.platform.accounts.roles import Role

    return actor.has_role(Role.HEAD_OF_CARE, Role.EXECUTIVE)


def list_topics(actor: Actor) -> list[str]:
    """The topics of conversations that the actor may read, at most 200: jumps along the index from one to the next."""
    require(actor, "conversations.read")
    visible = Conversation.objects.filter(readable(actor)).extra(where=["conversations_conversation.topic = t.topic"])
    sql, params = visible.order_by().values_list("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH RECURSIVE t(topic) AS (
                    SELECT min(topic) FROM conversations_conversation WHERE topic > ''
                    UNION ALL
                    SELECT (SELECT min(topic) FROM conversations_conversation WHERE topic > t.topic)
                    FROM t WHERE t.topic IS NOT NULL)
                SELECT topic FROM t WHERE topic IS NOT NULL AND EXISTS ({sql}) LIMIT {MOST_TOPICS}""",
            params,
        )
        return [row[0] for row in cursor.fetchall()]
