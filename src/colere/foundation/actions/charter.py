"""The charter: what a role may decide alone for a customer."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from colere.foundation.actions.organisation import known_currency
from colere.foundation.actions.writing import changed_fields, clean_words, next_position
from colere.foundation.events import CharterChanged
from colere.foundation.models import CharterRule
from colere.platform.accounts.roles import Role
from colere.platform.errors import Invalid
from colere.platform.events import publish
from colere.platform.permissions import Actor, require

MOST_MONEY = Decimal("99999999.99")
MOST_MINUTES = 60 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class CharterTerms:
    """What a role may decide alone: money in one case, minutes of their own, or an exception in words."""

    role: str
    kind: str
    text: str
    amount: Decimal | None = None
    currency: str = ""
    minutes: int | None = None


@transaction.atomic
def add_charter_rule(*, terms: CharterTerms, actor: Actor) -> CharterRule:
    """A new freedom for a role. Raises `Invalid` when money has no amount, or time no minutes."""
    require(actor, "foundation.edit")
    wanted = _clean(terms)
    rule = CharterRule.objects.create(position=next_position(CharterRule.objects.filter(role=wanted["role"])), **wanted)
    publish(CharterChanged(rule=rule.pk, role=rule.role, is_new=True), actor=actor)
    return rule


@transaction.atomic
def change_charter_rule(rule: CharterRule, *, terms: CharterTerms, actor: Actor) -> None:
    """Changes what is different."""
    require(actor, "foundation.edit", rule)
    if changed := changed_fields(rule, _clean(terms)):
        rule.save(update_fields=changed)
        publish(CharterChanged(rule=rule.pk, role=rule.role, fields=changed), actor=actor)


@transaction.atomic
def archive_charter_rule(rule: CharterRule, *, actor: Actor) -> None:
    """The role no longer decides this alone."""
    _set_archived(rule, is_archived=True, actor=actor)


@transaction.atomic
def restore_charter_rule(rule: CharterRule, *, actor: Actor) -> None:
    """Brings an archived rule back."""
    _set_archived(rule, is_archived=False, actor=actor)


def _set_archived(rule: CharterRule, *, is_archived: bool, actor: Actor) -> None:
    require(actor, "foundation.edit", rule)
    if changed := changed_fields(rule, {"is_archived": is_archived}):
        rule.save(update_fields=changed)
        publish(CharterChanged(rule=rule.pk, role=rule.role, fields=changed), actor=actor)


def _clean(terms: CharterTerms) -> dict[str, Any]:
    if terms.role not in Role._value2member_map_:
        raise Invalid(_("There is no such role."), fields={"role": _("Choose a role from the list.")})
    if terms.kind not in (CharterRule.MONEY, CharterRule.TIME, CharterRule.EXCEPTION):
        raise Invalid(_("The charter speaks of money, time and exceptions."))
    is_money, is_time = terms.kind == CharterRule.MONEY, terms.kind == CharterRule.TIME
    if is_money and (terms.amount is None or not 0 < terms.amount <= MOST_MONEY):
        sentence = _("Say up to how much money, in one case.")
        raise Invalid(sentence, fields={"amount": sentence})
    if is_time and (terms.minutes is None or not 0 < terms.minutes <= MOST_MINUTES):
        sentence = _("Say up to how many minutes, in one case.")
        raise Invalid(sentence, fields={"minutes": sentence})
    return {
        "role": terms.role,
        "kind": terms.kind,
        "text": clean_words(terms.text, most=300, field="text"),
        "amount": terms.amount if is_money else None,
        "currency": known_currency(terms.currency) if is_money else "",
        "minutes": terms.minutes if is_time else None,
    }
