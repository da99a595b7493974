"""Who may read which conversations.

Whoever meets or answers for customers may read all conversations, so that a customer's whole story is there at first
contact;
those of a private team only its members, its leads and heads of care. Operators and people partners read none: they
do not need customers' words for their work.
"""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from colere.care.customers.permissions import CARE_ROLES
from colere.foundation.models import Team
from colere.platform.accounts.roles import Role
from colere.platform.permissions import Actor, register

if TYPE_CHECKING:
    from colere.care.conversations.models import Conversation


def can_read(actor: Actor, conversation: "Conversation | None") -> bool:
    """Whether the actor may read this conversation (None: any at all). Reads the team unless it was fetched along."""
    if not actor.has_role(*CARE_ROLES):
        return False
    if conversation is None or conversation.team is None or not conversation.team.is_private:
        return True
    return actor.has_role(Role.HEAD_OF_CARE) or conversation.team_id in actor.ids("team") | actor.ids("leads")


def readable(actor: Actor, *, through: str = "") -> Q:
    """The same as `can_read`, as a filter over conversations (or over rows that have one: `through="conversation__"`).

    The private teams that are not the actor's are few: they are found once and left out, which costs a walk along any
    index nothing; a join with the teams would cost each row.
    """
    if actor.has_role(Role.HEAD_OF_CARE):
        return Q()
    if not actor.has_role(*CARE_ROLES):
        return Q(pk__in=[])
    own = actor.ids("team") | actor.ids("leads")
    return ~Q(**{f"{through}team__in": Team.objects.filter(is_private=True).exclude(pk__in=own)})


register("conversations.read", label=_("Read conversations"), policy=can_read)
