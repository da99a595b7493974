"""Lists of conversations: which index is walked, and which filters only look at the rows on the way.

One filter leads (its index gives the order), and the others are residual; see `platform.ui.tables.residual`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from colere.care.conversations.models import Conversation, Message
from colere.care.customers.permissions import in_sight, sight_of
from colere.platform.accounts.roles import Role
from colere.platform.permissions import Actor, require
from colere.platform.prepared import Rows, prepared
from colere.platform.search import match_several
from colere.platform.ui.tables.filters import midnight
from colere.platform.ui.tables.paging import PreparedRows
from colere.platform.ui.tables.residual import residual, residual_in, residual_null

STATES = ("waiting", "open", "resolved")
MOST_MATCHES = 1000
SHORT_PERIOD = 62  # days
MOST_TOPICS = 200
MOST_COUNTED = 1_001
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


def list_conversations(actor: Actor, wanted: Wanted) -> "PreparedRows | QuerySet[Conversation, dict[str, Any]]":
    """The conversations that the actor may read and that fit, without an order: sort by `wanted.sort`, then by id."""
    require(actor, "conversations.read")
    own, reach = sight_of(actor)
    matching = _matching(wanted.text) if wanted.text else None
    since = midnight(wanted.opened_from) if wanted.opened_from else None
    until = midnight(wanted.opened_to + timedelta(days=1)) if wanted.opened_to else None
    equal = [wanted.assignee or None, wanted.topic or None, wanted.team, wanted.channel or None]
    values: tuple[Any, ...] = (own, matching, wanted.customers or None, since, until, *equal)
    shape: dict[str, Any] = {
        "reach": reach,
        "state": wanted.state,
        "leader": _leader(wanted),
        "nobodys": wanted.assignee == 0,
    }
    if wanted.broke is not None:  # rare, and as of this moment
        broken: QuerySet[Conversation, dict[str, Any]] = _narrowed(*values, **shape).filter(wanted.broke).values(*ROW)
        return broken
    return PreparedRows(_narrowed, ROW, *values, **shape)


def _narrowed(
    own: tuple[int, ...],
    matching: Sequence[int] | None,
    customers: Sequence[int] | None,
    since: datetime | None,
    until: datetime | None,
    assignee: int | None,
    topic: str | None,
    team: int | None,
    channel: str | None,
    *,
    reach: str,
    state: str,
    leader: str,
    nobodys: bool,
) -> "QuerySet[Conversation]":
    """The rows as a prepared query wants them: what is None does not narrow, and no value is looked at."""
    rows = Conversation.objects.filter(in_sight(own, reach)).filter(*_of_state(state))
    pairs = {"pk__in": matching, "customer__in": customers, "opened_at__gte": since, "opened_at__lt": until}
    rows = rows.filter(**{name: value for name, value in pairs.items() if value is not None})
    if nobodys:
        rows = rows.filter(assignee__isnull=True)
    for column, value in {"assignee_id": assignee, "topic": topic, "team_id": team, "channel": channel}.items():
        if value is not None:
            rows = rows.filter(Q(**{column: value}) if column == leader else residual(column, value))
    return rows


def _leader(wanted: Wanted) -> str:
    """The column whose index is walked; none when words, a customer, a state or the days of opening lead."""
    if wanted.text or wanted.customers or wanted.goes_by_opening or wanted.state in ("waiting", "open"):
        return ""
    return {"assignee": "assignee_id", "team": "team_id"}.get(wanted.leader, wanted.leader)


def _of_state(state: str) -> list[Q]:
    waiting, done = Q(waiting_since__isnull=False), Q(resolved_at__isnull=False)
    return {"waiting": [waiting], "open": [Q(resolved_at__isnull=True)], "resolved": [done]}.get(state, [])


def _matching(text: str) -> list[int]:
    """Ids of the conversations in which the words stand: those of the newest 1,000 messages and subjects."""
    matched = match_several(("messages", "conversations"), text, limit=MOST_MATCHES)
    return sorted({row[0] for row in _conversations_of(matched["messages"])}.union(matched["conversations"]))


@prepared
def _conversations_of(messages: Sequence[int]) -> Rows:
    return Message.objects.filter(pk__in=messages).order_by().values_list("conversation_id")


@dataclass(frozen=True, slots=True)
class Queue:
    """How many customers wait for us (counted up to 1,001), and since when the first of them."""

    count: int
    oldest: datetime | None


def waiting_queue(actor: Actor) -> Queue:
    """The queue of all that the actor may read."""
    return _counted(actor, mine=False, fields=("waiting_since",), most=1)[0]


def waiting_conversations(actor: Actor, *, limit: int = 8) -> tuple[Queue, list[dict[str, Any]]]:
    """Who waits for this actor's answer: how many, and the first of them, the longest wait first.

    Whoever heads care is shown everybody's; others those of their teams, those that are theirs, and those of no team.
    """
    return _counted(actor, mine=True, fields=ROW, most=limit)


def _counted(actor: Actor, *, mine: bool, fields: tuple[str, ...], most: int) -> tuple[Queue, list[dict[str, Any]]]:
    values, shape = _queue_of(actor, mine=mine)
    rows = _waiting(*values, **shape, fields=fields, most=most)
    count = len(rows)
    if count == most:
        count = _waiting.count(*values, **shape, fields=("pk",), most=MOST_COUNTED)
    return Queue(count, rows[0]["waiting_since"] if rows else None), rows


def _queue_of(actor: Actor, *, mine: bool) -> tuple[tuple[Any, ...], dict[str, Any]]:
    require(actor, "conversations.read")
    own, reach = sight_of(actor)
    is_narrow = mine and not actor.has_role(Role.HEAD_OF_CARE, Role.EXECUTIVE)
    teams = sorted(actor.ids("team") | actor.ids("leads")) if is_narrow else None
    people = sorted(actor.ids("person")) if is_narrow else None
    return (own, teams, people), {"reach": reach}


@prepared
def _waiting(
    own: tuple[int, ...],
    teams: list[int] | None,
    people: list[int] | None,
    *,
    reach: str,
    fields: tuple[str, ...],
    most: int,
) -> Rows:
    rows = Conversation.objects.filter(in_sight(own, reach), waiting_since__isnull=False)
    if teams is not None and people is not None:
        rows = rows.filter(
            residual_in("team_id", teams) | residual_in("assignee_id", people) | residual_null("team_id")
        )
    return rows.order_by("waiting_since", "id").values(*fields)[:most]


def list_topics(actor: Actor) -> list[str]:
    """The topics of conversations that the actor may read, at most 200: jumps along the index from one to the next."""
    require(actor, "conversations.read")
    own, reach = sight_of(actor)
    sql, params = _of_topic.sql(own, reach=reach)
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


@prepared
def _of_topic(own: tuple[int, ...], *, reach: str) -> Rows:
    rows = Conversation.objects.filter(in_sight(own, reach))
    return rows.extra(where=["conversations_conversation.topic = t.topic"]).order_by().values_list("pk")
