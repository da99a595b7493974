"""Who may read customers' answers. Answers about a private team's work follow the rule for its conversations."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from colere.care.customers.permissions import CARE_ROLES, in_sight, sight_of
from colere.platform.accounts.roles import Role
from colere.platform.permissions import Actor, any_role, register

register("feedback.read", label=_("Read customers’ answers"), policy=any_role(*CARE_ROLES))
register(
    "feedback.record",
    label=_("Write down customers’ answers"),
    policy=any_role(Role.AGENT, Role.LEAD, Role.HEAD_OF_CARE),
)


def readable(actor: Actor) -> Q:
    """The answers that this actor may read, as a filter."""
    return in_sight(*sight_of(actor))
