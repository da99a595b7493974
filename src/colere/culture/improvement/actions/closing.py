"""Calling a problem solved, and saying that it came back."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from colere.culture.improvement.actions.holding import hold, keep
from colere.culture.improvement.events import ProblemClosed, ProblemReopened
from colere.culture.improvement.models import Problem
from colere.culture.improvement.queries.standing import current_change, known_of
from colere.culture.improvement.rules import Step, missing_for_closing
from colere.platform.errors import Conflict, Invalid
from colere.platform.events import publish
from colere.platform.permissions import Actor, require


@transaction.atomic
def close_problem(problem: Problem, *, version: int | None = None, at: datetime | None = None, actor: Actor) -> None:
    """Solved for everybody. Raises `Invalid` while the cause, the change or what was told is missing."""
    held = hold(problem, version=version, actor=actor)
    require(actor, "improvement.close", held)
    if held.withdrawn_at is not None:
        raise Conflict(_("This problem was withdrawn. Bring it back first; nothing was changed."))
    if held.closed_at is not None:
        return
    if missing := missing_for_closing(known_of(actor, held)):
        said = ", ".join(_said(step) for step in missing)
        raise Invalid(_("A problem is closed with its story. Still missing: %(what)s.") % {"what": said})
    now = at or timezone.now()
    change = current_change(actor, held)
    keep(held, actor=actor, closed_at=now)
    publish(
        ProblemClosed(
            problem=held.pk,
            at=at,
            days_open=max((now - (held.reopened_at or held.opened_at)).days, 0),
            department=held.department_id,
            verdict=change.verdict if change else "",
        ),
        actor=actor,
    )


@transaction.atomic
def reopen_problem(problem: Problem, *, is_mistake: bool = False, at: datetime | None = None, actor: Actor) -> None:
    """It came back: cause, change and telling are to be found anew. `is_mistake`: it was closed too early, and all that
    was done still counts.
    """
    held = hold(problem, actor=actor)
    require(actor, "improvement.change", held)
    if held.closed_at is None:
        raise Conflict(_("This problem is open already."))
    came_back = held.reopened_at if is_mistake else (at or timezone.now())
    keep(held, actor=actor, closed_at=None, reopened_at=came_back)
    publish(ProblemReopened(problem=held.pk, at=at, is_mistake=is_mistake), actor=actor)


def _said(step: Step) -> str:
    return {
        Step.CAUSE: _("the cause"),
        Step.CHANGE: _("what was changed, and when"),
        Step.TELL: _("what customers or colleagues were told"),
    }[step]
