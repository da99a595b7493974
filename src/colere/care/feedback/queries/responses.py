"""Reading answers: lists, the newest of a customer or about a conversation, and what was said on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from colere.care.customers.permissions import in_sight, sight_of
from colere.care.feedback.models import Response
from colere.care.feedback.permissions import readable
from colere.care.feedback.rules import BANDS, HIGH, LOW, MIDDLE
from colere.foundation.models import Team
from colere.platform.permissions import Actor, require
from colere.platform.prepared import Rows, prepared
from colere.platform.search import match_ids
from colere.platform.ui.tables.filters import midnight
from colere.platform.ui.tables.paging import PreparedRows
from colere.platform.ui.tables.residual import residual

ROW = (
    "id", "name", "score", "comment", "at", "about", "channel", "topic", "team__name", "person__name", "customer_id",
    "customer__name", "customer__merged_into_id", "customer__merged_into__name",
)  # fmt: skip
MOST_MATCHES = 1000
MOST_CHOICES = 200


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What a list is narrowed to; "" and None mean all."""

    name: str = ""
    band: str = ""
    team: int | None = None
    channel: str = ""
    topic: str = ""
    given_from: date | None = None
    given_to: date | None = None
    has_words: bool = False
    text: str = ""


def list_responses(actor: Actor, wanted: Wanted) -> PreparedRows:
    """The answers that the actor may read and that fit, without an order: each index gives them by -at and -id."""
    require(actor, "feedback.read")
    own, reach = sight_of(actor)
    matching = match_ids("responses", wanted.text, limit=MOST_MATCHES) if wanted.text else None
    since = midnight(wanted.given_from) if wanted.given_from else None
    until = midnight(wanted.given_to + timedelta(days=1)) if wanted.given_to else None
    equal = (wanted.team, wanted.name or None, wanted.channel or None, wanted.topic or None)
    leader = "" if wanted.text or wanted.has_words else "team_id" if wanted.team else "name" if wanted.name else ""
    return PreparedRows(
        _narrowed, ROW, own, matching, since, until, *equal,
        reach=reach, band=wanted.band, has_words=wanted.has_words, leader=leader,
    )  # fmt: skip


def _narrowed(
    own: tuple[int, ...],
    matching: Sequence[int] | None,
    since: datetime | None,
    until: datetime | None,
    team: int | None,
    name: str | None,
    channel: str | None,
    topic: str | None,
    *,
    reach: str,
    band: str,
    has_words: bool,
    leader: str,
) -> "QuerySet[Response]":
    """The rows as a prepared query wants them: what is None does not narrow, and no value is looked at."""
    pairs = {"pk__in": matching, "at__gte": since, "at__lt": until}
    rows = Response.objects.filter(in_sight(own, reach), **{key: v for key, v in pairs.items() if v is not None})
    if has_words:
        rows = rows.exclude(comment="")
    for column, value in {"team_id": team, "name": name, "channel": channel, "topic": topic}.items():
        if value is not None:
            rows = rows.filter(Q(**{column: value}) if column == leader else residual(column, value))
    return rows.filter(_in_band(band)) if band else rows


def _in_band(wanted: str) -> Q:
    """The band of each known question, written so that no index on the question serves it."""
    found = Q(pk__in=[])
    for name, (low, high) in BANDS.items():
        inside = {LOW: Q(score__lte=low), HIGH: Q(score__gte=high), MIDDLE: Q(score__gt=low, score__lt=high)}[wanted]
        found |= Q(residual("name", name)) & inside
    return found


def answers_of(actor: Actor, customers: list[int], *, limit: int = 6) -> list[dict[str, Any]]:
    """The newest answers of a customer (with all their records)."""
    require(actor, "feedback.read")
    return _newest(actor, customers=customers, most=limit)


def answers_about(actor: Actor, ref: str) -> list[dict[str, Any]]:
    """The answers about a thing, such as "conversation:12"."""
    require(actor, "feedback.read")
    return _newest(actor, about=ref, most=20)


def answers_by_id(actor: Actor, ids: list[int]) -> dict[int, dict[str, Any]]:
    """Those of the given answers that the actor may read."""
    require(actor, "feedback.read")
    return {row["id"]: row for row in _newest(actor, ids=ids, most=MOST_MATCHES)}


def words_between(actor: Actor, *, start: datetime, end: datetime, limit: int = 200) -> list[dict[str, Any]]:
    """The newest answers with words of a span of time: id, question, score and time of each, to choose among them."""
    require(actor, "feedback.read")
    return _newest(actor, since=start, until=end, most=limit, with_words=True, fields=("id", "name", "score", "at"))


def words_below(actor: Actor, question: str, *, below: float, days: int, limit: int = 5) -> list[dict[str, Any]]:
    """The newest words of customers who gave this question a score below `below` in so many days."""
    require(actor, "feedback.read")
    since = timezone.now() - timedelta(days=days)
    rows = Response.objects.filter(readable(actor), name=question, at__gte=since, score__lt=below).exclude(comment="")
    return list(rows.order_by("-at", "-id").values(*ROW)[:limit])


def _newest(
    actor: Actor,
    *,
    most: int,
    customers: Sequence[int] | None = None,
    about: str | None = None,
    ids: Sequence[int] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    with_words: bool = False,
    fields: tuple[str, ...] = ROW,
) -> list[dict[str, Any]]:
    own, reach = sight_of(actor)
    values = (own, customers, about, ids, since, until)
    return _answers(*values, reach=reach, with_words=with_words, fields=fields, most=most)


@prepared
def _answers(
    own: tuple[int, ...],
    customers: Sequence[int] | None,
    about: str | None,
    ids: Sequence[int] | None,
    since: datetime | None,
    until: datetime | None,
    *,
    reach: str,
    with_words: bool,
    fields: tuple[str, ...],
    most: int,
) -> Rows:
    pairs = {"customer__in": customers, "about": about, "pk__in": ids, "at__gte": since, "at__lt": until}
    wanted = {name: value for name, value in pairs.items() if value is not None}
    rows = Response.objects.filter(in_sight(own, reach), **wanted)
    if with_words:
        rows = rows.exclude(comment="")
    return rows.order_by("-at", "-id").values(*fields)[:most]


def yesterday() -> tuple[datetime, datetime]:
    """The beginning and the end of yesterday, in the reader's time zone."""
    today = timezone.localdate()
    return midnight(today - timedelta(days=1)), midnight(today)


def question_choices(actor: Actor) -> list[str]:
    """The questions that were answered: jumps along the index from one to the next."""
    return _distinct(actor, "name")


def topic_choices(actor: Actor) -> list[str]:
    """The topics of answers in the last year that the actor may read, most recent 2,000 answers."""
    require(actor, "feedback.read")
    own, reach = sight_of(actor)
    return sorted({topic for (topic,) in _topics(own, reach=reach) if topic})[:MOST_CHOICES]


@prepared
def _topics(own: tuple[int, ...], *, reach: str) -> Rows:
    newest = Response.objects.filter(in_sight(own, reach)).order_by("-at", "-id")
    return newest.values_list("topic")[:2000]


def team_choices(actor: Actor) -> list[tuple[str, str]]:
    """The teams whose answers the actor may read."""
    require(actor, "feedback.read")
    own, reach = sight_of(actor)
    return [(str(pk), name) for pk, name, is_private in _teams() if reach == "all" or not is_private or pk in own]


@prepared
def _teams() -> Rows:
    return Team.objects.order_by("name").values_list("pk", "name", "is_private")


def _distinct(actor: Actor, column: str) -> list[str]:
    require(actor, "feedback.read")
    with connection.cursor() as cursor:
        cursor.execute(
            f"""WITH RECURSIVE t(v) AS (
                    SELECT min({column}) FROM feedback_response WHERE {column} > ''
                    UNION ALL
                    SELECT (SELECT min({column}) FROM feedback_response WHERE {column} > t.v)
                    FROM t WHERE t.v IS NOT NULL)
                SELECT v FROM t WHERE v IS NOT NULL LIMIT {MOST_CHOICES}"""
        )
        return [row[0] for row in cursor.fetchall()]
