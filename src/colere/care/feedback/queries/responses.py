"""Reading answers: lists, the newest of a customer or about a conversation, and what was said on a day."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, cast

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils import timezone

from colere.care.feedback.models import Response
from colere.care.feedback.permissions import readable
from colere.care.feedback.rules import BANDS, HIGH, LOW, MIDDLE
from colere.foundation.models import Team
from colere.platform.accounts.roles import Role
from colere.platform.permissions import Actor, require
from colere.platform.search import match_ids
from colere.platform.ui.tables.residual import residual

Rows = QuerySet[Response, dict[str, Any]]
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


def list_responses(actor: Actor, wanted: Wanted) -> Rows:
    """The answers that the actor may read and that fit, without an order: each index gives them by -at and -id."""
    require(actor, "feedback.read")
    rows = Response.objects.filter(readable(actor))
    if wanted.text:
        rows = rows.filter(pk__in=match_ids("responses", wanted.text, limit=MOST_MATCHES))
    if wanted.has_words:
        rows = rows.exclude(comment="")
    leads = "" if wanted.text or wanted.has_words else "team" if wanted.team else "name" if wanted.name else ""
    for field, column, value in (
        ("team", "team_id", wanted.team),
        ("name", "name", wanted.name),
        ("channel", "channel", wanted.channel),
        ("topic", "topic", wanted.topic),
    ):
        if value:
            rows = rows.filter(Q(**{column: value}) if field == leads else residual(column, value))
    if wanted.band:
        rows = rows.filter(_in_band(wanted.band))
    if wanted.given_from:
        rows = rows.filter(at__gte=_midnight(wanted.given_from))
    if wanted.given_to:
        rows = rows.filter(at__lt=_midnight(wanted.given_to + timedelta(days=1)))
    return cast("Rows", rows.values(*ROW))


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
    rows = Response.objects.filter(readable(actor), customer__in=customers)
    return list(rows.order_by("-at", "-id").values(*ROW)[:limit])


def answers_about(actor: Actor, ref: str) -> list[dict[str, Any]]:
    """The answers about a thing, such as "conversation:12"."""
    require(actor, "feedback.read")
    rows = Response.objects.filter(readable(actor), about=ref)
    return list(rows.order_by("-at", "-id").values(*ROW)[:20])


def answers_by_id(actor: Actor, ids: list[int]) -> dict[int, dict[str, Any]]:
    """Those of the given answers that the actor may read."""
    require(actor, "feedback.read")
    return {row["id"]: row for row in Response.objects.filter(readable(actor), pk__in=ids).values(*ROW)}


def words_between(actor: Actor, *, start: datetime, end: datetime, limit: int = 200) -> list[dict[str, Any]]:
    """The newest answers with words of a span of time."""
    require(actor, "feedback.read")
    rows = Response.objects.filter(readable(actor), at__gte=start, at__lt=end).exclude(comment="")
    return list(rows.order_by("-at", "-id").values(*ROW)[:limit])


def words_below(actor: Actor, question: str, *, below: float, days: int, limit: int = 5) -> list[dict[str, Any]]:
    """The newest words of customers who gave this question a score below `below` in so many days."""
    require(actor, "feedback.read")
    since = timezone.now() - timedelta(days=days)
    rows = Response.objects.filter(readable(actor), name=question, at__gte=since, score__lt=below).exclude(comment="")
    return list(rows.order_by("-at", "-id").values(*ROW)[:limit])


def yesterday() -> tuple[datetime, datetime]:
    """The beginning and the end of yesterday, in the reader's time zone."""
    today = timezone.localdate()
    return _midnight(today - timedelta(days=1)), _midnight(today)


def question_choices(actor: Actor) -> list[str]:
    """The questions that were answered: jumps along the index from one to the next."""
    return _distinct(actor, "name")


def topic_choices(actor: Actor) -> list[str]:
    """The topics of answers in the last year that the actor may read, most recent 2,000 answers."""
    require(actor, "feedback.read")
    newest = Response.objects.filter(readable(actor)).order_by("-at", "-id").values_list("topic", flat=True)[:2000]
    return sorted({topic for topic in newest if topic})[:MOST_CHOICES]


def team_choices(actor: Actor) -> list[tuple[str, str]]:
    """The teams whose answers the actor may read."""
    require(actor, "feedback.read")
    own = actor.ids("team") | actor.ids("leads")
    teams = Team.objects.order_by("name").values_list("pk", "name", "is_private")
    may_all = actor.has_role(Role.HEAD_OF_CARE)
    return [(str(pk), name) for pk, name, is_private in teams if may_all or not is_private or pk in own]


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


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
