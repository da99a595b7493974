"""Who may read customers' answers. Answers about a private team's work follow the rule for its conversations."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from colere.care.customers.permissions import CARE_ROLES
from colere.platform.accounts.roles import Role
from colere.platform.permissions import Actor, any_role, register

register("feedback.read", label=_("Read customers' answers"), policy=any_role(*CARE_ROLES))


def readable(actor: Actor) -> Q:
    """The answers that this actor may read, as a filter."""
    if actor.has_role(Role.HEAD_OF_CARE):
        return Q()
    if not actor.has_role(*CARE_ROLES):
        return Q(pk__in=[])
    return Q(team__isnull=True) | Q(team__is_private=False) | Q(team__in=actor.ids("team") | actor.ids("leads"))
