"""Reading the charter."""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.translation import gettext as _

from colere.foundation.models import CharterRule
from colere.foundation.rules.charter import Decision, Kind, Limit
from colere.foundation.rules.charter import may_decide as decide
from colere.platform.accounts.roles import Role
from colere.platform.errors import NotFound
from colere.platform.permissions import Actor, require


def list_charter(actor: Actor, *, is_archived: bool = False) -> list[tuple[Role, list[CharterRule]]]:
    """What each role may decide alone, in the order in which roles are declared; roles without a rule are left out."""
    require(actor, "foundation.read")
    rules = list(CharterRule.objects.filter(is_archived=is_archived))
    by_role = [(role, [rule for rule in rules if rule.role == role.value]) for role in Role]
    return [(role, own) for role, own in by_role if own]


def get_charter_rule(actor: Actor, pk: int) -> CharterRule:
    """One rule of the charter. Raises `NotFound`."""
    require(actor, "foundation.read")
    rule = CharterRule.objects.filter(pk=pk).first()
    if rule is None:
        raise NotFound(_("There is no such rule in the charter."))
    return rule


def limits(roles: Sequence[str] | None = None) -> list[Limit]:
    """The charter as limits, of these roles or of all."""
    rules = CharterRule.objects.filter(is_archived=False)
    if roles is not None:
        rules = rules.filter(role__in=roles)
    return [
        Limit(rule.role, Kind(rule.kind), rule.text, amount=rule.amount, currency=rule.currency, minutes=rule.minutes)
        for rule in rules
    ]


def may_decide(
    actor: Actor, kind: Kind, *, amount: Decimal | None = None, currency: str = "", minutes: int | None = None
) -> Decision:
    """Whether the actor may decide this alone, and the rule that says so."""
    roles = [role.value for role in actor.roles]
    return decide(limits(roles), roles, kind, amount=amount, currency=currency, minutes=minutes)
