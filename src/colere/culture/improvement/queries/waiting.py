"""What waits for whom: own problems, and changes of which nobody knows what they did."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from colere.culture.improvement.models import Change, Problem, Telling
from colere.culture.improvement.rules import LOOKS, Known, Verdict
from colere.platform.accounts.roles import Role
from colere.platform.permissions import Actor, require
from colere.platform.prepared import Rows, prepared

SHOWN = 5
SHOWN_OF = (
    "id", "title", "topic", "cause", "owner_id", "opened_at", "reopened_at", "cause_found_at", "has_change", "is_told",
    "is_measured", "late_since",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for somebody: their open problems, the oldest first, each with what is `known` of it; and problems
    with a change older than the first look of which nobody knows what it did, `late_since` that day.
    """

    own: list[dict[str, Any]]
    late: list[dict[str, Any]]


def what_waits(actor: Actor) -> Waiting:
    """What waits for the person behind the actor; leads and heads of care look after everybody's changes. One query."""
    require(actor, "improvement.read")
    own = next(iter(actor.ids("person")), 0)
    sees_all = actor.has_role(Role.LEAD, Role.HEAD_OF_CARE)
    rows = _waiting(own, timezone.localdate() - timedelta(days=LOOKS[0]), sees_all=sees_all) if own or sees_all else []
    late = sorted((row for row in rows if row["late_since"]), key=lambda row: (row["late_since"], row["id"]))
    return Waiting([row | {"known": _known(row)} for row in rows if row["owner_id"] == own], late[:SHOWN])


@prepared
def _waiting(owner: int, before: date, *, sees_all: bool) -> Rows:
    """`of_round`: what was done before a problem came back has not solved it."""
    of_round = Q(problem=OuterRef("pk"), withdrawn_at=None) & (
        Q(problem__reopened_at=None) | Q(at__gt=OuterRef("reopened_at"))
    )
    judged = Change.objects.filter(of_round).exclude(verdict__in=["", Verdict.TOO_FEW.value])
    unknown = Change.objects.filter(problem=OuterRef("pk"), withdrawn_at=None, verdict="", made_on__lt=before)
    concerned = Q(owner_id=owner) | Q(late_since__isnull=False) if sees_all else Q(owner_id=owner)
    return (
        Problem.objects.filter(closed_at=None, withdrawn_at=None)
        .annotate(
            late_since=Subquery(unknown.order_by("made_on").values("made_on")[:1]),
            has_change=Exists(Change.objects.filter(of_round)),
            is_told=Exists(Telling.objects.filter(of_round)),
            is_measured=Exists(judged),
        )
        .filter(concerned)
        .order_by("opened_at", "id")
        .values(*SHOWN_OF)
    )


def _known(row: dict[str, Any]) -> Known:
    since, cause_at = row["reopened_at"], row["cause_found_at"]
    return Known(
        has_owner=True,
        has_cause=bool(row["cause"]) and (since is None or (cause_at is not None and cause_at > since)),
        has_change=row["has_change"],
        is_told=row["is_told"],
        is_measured=row["is_measured"],
        is_measurable=bool(row["topic"]),
        is_closed=False,
    )
