"""Who may see and change customers' records."""

from typing import Literal, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from colere.foundation.models import Team
from colere.platform.accounts.roles import Role
from colere.platform.permissions import Actor, any_role, register

CARE_ROLES = (Role.AGENT, Role.LEAD, Role.HEAD_OF_CARE, Role.EXECUTIVE)


class Sight(NamedTuple):
    """How far an actor sees into the teams' work with customers: all of it, all but that of the private teams that are
    not among `own`, or nothing.
    """

    own: tuple[int, ...]
    reach: Literal["all", "own", "none"]


def sight_of(actor: Actor) -> Sight:
    """What this actor sees. Of a private team's work only its members, its leads and heads of care read."""
    if actor.has_role(Role.HEAD_OF_CARE):
        return Sight((), "all")
    if not actor.has_role(*CARE_ROLES):
        return Sight((), "none")
    return Sight(tuple(sorted(actor.ids("team") | actor.ids("leads"))), "own")


def in_sight(own: tuple[int, ...], reach: str, *, through: str = "") -> Q:
    """The same as a filter over rows that have a team, or over rows that lead to such (`through="conversation__"`).

    The private teams that are not the actor's are few: they are found once and left out, which costs a walk along any
    index nothing; a join with the teams would cost each row.
    """
    if reach == "all":
        return Q()
    if reach == "none":
        return Q(pk__in=[])
    return ~Q(**{f"{through}team__in": Team.objects.filter(is_private=True).exclude(pk__in=own)})


register("customers.read", label=_("See customers"), policy=any_role(*CARE_ROLES))
register(
    "customers.edit", label=_("Change customers’ records"), policy=any_role(Role.AGENT, Role.LEAD, Role.HEAD_OF_CARE)
)
register("customers.merge", label=_("Merge customers"), policy=any_role(Role.AGENT, Role.LEAD, Role.HEAD_OF_CARE))
register(
    "customers.define_attributes",
    label=_("Define customer attributes"),
    policy=any_role(Role.HEAD_OF_CARE, Role.OPERATOR),
)
