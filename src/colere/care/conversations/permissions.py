"""Who may read which conversations.

Whoever meets or answers for customers may read all conversations, so that a customer's whole story is there at first
contact;
those of a private team only its members, its leads and heads of care. Operators and people partners read none: they
do not need customers' words for their work.
"""

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from colere.care.customers.permissions import CARE_ROLES, in_sight, sight_of
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
    """The same as `can_read`, as a filter over conversations, or over what leads to them (`through=`)."""
    return in_sight(*sight_of(actor), through=through)


register("conversations.read", label=_("Read conversations"), policy=can_read)
