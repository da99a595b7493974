"""Who may do what about problems. Reading and raising is for everybody: one team, no silos."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from colere.platform.accounts.roles import Role
from colere.platform.permissions import Actor, any_role, everyone, register

if TYPE_CHECKING:
    from colere.culture.improvement.models import Problem, Remark


def owns(actor: Actor, problem: "Problem | None") -> bool:
    """Whether the problem is the actor's own."""
    return problem is not None and problem.owner_id in actor.ids("person")


def may_change(actor: Actor, problem: "Problem | None") -> bool:
    """The owner, whatever their department, leads and heads of care."""
    return actor.has_role(Role.LEAD, Role.HEAD_OF_CARE) or owns(actor, problem)


def may_take(actor: Actor, problem: "Problem | None") -> bool:
    """Everybody who works here, while it is nobody's; those who may change it always."""
    is_free = problem is None or problem.owner_id is None
    return bool(actor.ids("person")) and (is_free or may_change(actor, problem))


def may_close(actor: Actor, problem: "Problem | None") -> bool:
    """The owner and leads."""
    return actor.has_role(Role.LEAD) or owns(actor, problem)


def may_withdraw(actor: Actor, problem: "Problem | None") -> bool:
    """Who may change it, and who raised it as long as nobody has done anything about it."""
    if problem is None or may_change(actor, problem):
        return may_change(actor, problem)
    is_untouched = problem.owner_id is None and not problem.cause
    return is_untouched and problem.raised_by_id in actor.ids("person")


def may_remove_remark(actor: Actor, remark: "Remark | None") -> bool:
    """Its author; leads and heads of care."""
    is_own = remark is not None and remark.author_id in actor.ids("person")
    return is_own or actor.has_role(Role.LEAD, Role.HEAD_OF_CARE)


register("improvement.read", label=_("Read problems and what becomes of them"), policy=everyone)
register("improvement.raise", label=_("Raise a problem and remark on one"), policy=everyone)
register("improvement.take", label=_("Make a problem one’s own"), policy=may_take)
register("improvement.change", label=_("Work on a problem"), policy=may_change)
register("improvement.close", label=_("Call a problem solved"), policy=may_close)
register("improvement.withdraw", label=_("Withdraw a problem"), policy=may_withdraw)
register("improvement.remove_remark", label=_("Remove a remark"), policy=may_remove_remark)
register("improvement.measure", label=_("Write down what was counted and measured"), policy=any_role())
