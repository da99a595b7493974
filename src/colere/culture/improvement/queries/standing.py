"""How far a problem has come."""

from django.db.models import Q

from colere.culture.improvement.models import Change, Problem, Telling
from colere.culture.improvement.rules import Known
from colere.platform.permissions import Actor, require


def list_changes(actor: Actor, problem: Problem) -> list[Change]:
    """What was done about it, the newest first."""
    require(actor, "improvement.read")
    return list(Change.objects.filter(problem=problem, withdrawn_at=None).select_related("author"))


def list_tellings(actor: Actor, problem: Problem) -> list[Telling]:
    """Who was told what, the newest first."""
    require(actor, "improvement.read")
    return list(Telling.objects.filter(problem=problem, withdrawn_at=None).select_related("author"))


def current_change(actor: Actor, problem: Problem) -> Change | None:
    """The newest change of this round; None where nothing was done yet, or nothing since it came back."""
    require(actor, "improvement.read")
    return Change.objects.filter(_of_round(problem)).first()


def known_of(actor: Actor, problem: Problem) -> Known:
    """What is known of it in this round: what was done before it was reopened has not solved it."""
    change = current_change(actor, problem)
    since = problem.reopened_at
    is_told = Telling.objects.filter(_of_round(problem)).exists()
    cause_at = problem.cause_found_at
    return Known(
        has_owner=problem.owner_id is not None,
        has_cause=bool(problem.cause) and (since is None or (cause_at is not None and cause_at > since)),
        has_change=change is not None,
        is_told=is_told,
        is_measured=change is not None and change.is_measured,
        is_measurable=bool(problem.topic),
        is_closed=problem.closed_at is not None,
    )


def _of_round(problem: Problem) -> Q:
    wanted = Q(problem=problem, withdrawn_at=None)
    return wanted & Q(at__gt=problem.reopened_at) if problem.reopened_at else wanted
