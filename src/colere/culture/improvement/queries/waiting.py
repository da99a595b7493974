"""What waits for whom: own problems, and changes of which nobody knows what they did."""

from datetime import timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from colere.culture.improvement.models import Change, Problem, Telling
from colere.culture.improvement.rules import LOOKS, Known, Verdict
from colere.platform.accounts.roles import Role
from colere.platform.permissions import Actor, require
from colere.platform.prepared import Rows, prepared

SHOWN = 5
OWN = (
    "id", "title", "topic", "cause", "owner_id", "opened_at", "reopened_at", "cause_found_at", "has_change", "is_told",
    "is_measured",
)  # fmt: skip

LATE = ("made_on", "problem_id", "problem__title", "problem__topic")


def own_problems(actor: Actor) -> list[dict[str, Any]]:
    """The open problems of the person behind the actor, the oldest first, each with what is `known` of it."""
    require(actor, "improvement.read")
    own = actor.ids("person")
    rows: list[dict[str, Any]] = _owned(next(iter(own))) if own else []
    return [row | {"known": _known(row)} for row in rows]


def late_effects(actor: Actor) -> list[dict[str, Any]]:
    """Changes older than the first look of which nobody knows what they did, the oldest first: one's own; all of them
    for leads and heads of care.
    """
    require(actor, "improvement.read")
    before = timezone.localdate() - timedelta(days=LOOKS[0])
    rows = Change.objects.filter(withdrawn_at=None, verdict="", problem__closed_at=None, problem__withdrawn_at=None)
    if not actor.has_role(Role.LEAD, Role.HEAD_OF_CARE):
        rows = rows.filter(problem__owner__in=actor.ids("person"))
    found: Rows = rows.filter(made_on__lt=before).order_by("made_on", "id")
    return list(found.values(*LATE)[:SHOWN])


@prepared
def _owned(owner: int) -> Rows:
    """`OuterRef` rounds: what was done before a problem came back has not solved it."""
    of_round = Q(problem=OuterRef("pk"), withdrawn_at=None) & (
        Q(problem__reopened_at=None) | Q(at__gt=OuterRef("reopened_at"))
    )
    judged = Change.objects.filter(of_round).exclude(verdict__in=["", Verdict.TOO_FEW.value])
    return (
        Problem.objects.filter(owner_id=owner, closed_at=None, withdrawn_at=None)
        .annotate(
            has_change=Exists(Change.objects.filter(of_round)),
            is_told=Exists(Telling.objects.filter(of_round)),
            is_measured=Exists(judged),
        )
        .order_by("opened_at", "id")
        .values(*OWN)
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
