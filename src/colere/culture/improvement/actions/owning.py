"""Whose problem it is: somebody's, in any department."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from colere.culture.improvement.actions.holding import hold, keep, person_behind
from colere.culture.improvement.events import OwnerChanged, ProblemTaken
from colere.culture.improvement.models import Problem
from colere.foundation.models import Department, Person
from colere.platform.errors import Conflict, Invalid
from colere.platform.events import publish
from colere.platform.permissions import Actor, require


@transaction.atomic
def take_problem(problem: Problem, *, actor: Actor) -> None:
    """The actor makes it theirs. Raises `Conflict` when somebody was quicker."""
    held = hold(problem, actor=actor)
    if problem.owner_id is None and held.owner_id is not None:
        raise Conflict(_("Somebody was quicker: this problem has an owner now."))
    require(actor, "improvement.take", held)
    own = person_behind(actor)
    if own is None or held.owner_id == own:
        return
    before = held.owner_id
    department = _department_of(own)
    keep(held, actor=actor, owner_id=own, department_id=department)
    publish(ProblemTaken(problem=held.pk, owner=own, department=department, owner_before=before), actor=actor)


@transaction.atomic
def release_problem(problem: Problem, *, actor: Actor) -> None:
    """Its owner gives it back: it is nobody's for now, and stays with the department."""
    held = hold(problem, actor=actor)
    require(actor, "improvement.change", held)
    _give(held, None, held.department_id, actor)


@transaction.atomic
def give_problem(
    problem: Problem,
    *,
    owner: Person | None,
    department: Department | None = None,
    version: int | None = None,
    at: datetime | None = None,
    actor: Actor,
) -> None:
    """Gives it to somebody, or to a department that shall find somebody. The owner's department is the usual one."""
    held = hold(problem, version=version, actor=actor)
    require(actor, "improvement.change", held)
    if owner is not None and owner.left_on is not None:
        sentence = _("%(name)s does not work here any more.") % {"name": owner.name}
        raise Invalid(sentence, fields={"owner": sentence})
    wanted = department.pk if department else (_department_of(owner.pk) if owner else None)
    _give(held, owner.pk if owner else None, wanted, actor, at=at)


def _give(held: Problem, owner: int | None, department: int | None, actor: Actor, at: datetime | None = None) -> None:
    before, department_before = held.owner_id, held.department_id
    if (owner, department) == (before, department_before):
        return
    keep(held, actor=actor, owner_id=owner, department_id=department)
    publish(
        OwnerChanged(
            problem=held.pk,
            at=at,
            owner=owner,
            department=department,
            owner_before=before,
            department_before=department_before,
        ),
        actor=actor,
    )


def _department_of(person: int) -> int | None:
    """The department of a colleague, or that of their team."""
    found = Person.objects.filter(pk=person).values_list("department_id", "team__department_id").first()
    return next(filter(None, found or ()), None)
