"""Which further facts the company keeps about its customers."""

from collections.abc import Sequence

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from colere.care.customers.events import AttributeDefined
from colere.care.customers.models import AttributeDefinition
from colere.care.customers.queries.records import LABELS
from colere.care.customers.rules.attributes import TYPES, key_of
from colere.platform.errors import Conflict, Invalid
from colere.platform.events import publish
from colere.platform.permissions import Actor, require


@transaction.atomic
def define_attribute(*, label: str, type: str, choices: Sequence[str] = (), actor: Actor) -> AttributeDefinition:
    """A further fact with its type; its key is made from the label and never changes.

    Raises `Conflict` when there is one of that key, `Invalid` for an unknown type or a choice without choices.
    """
    require(actor, "customers.define_attributes")
    key, chosen = key_of(label), _clean(choices)
    if not key or type not in TYPES:
        raise Invalid(_("A fact needs a name with letters or digits, and one of the types on offer."), fields=["label"])
    if type == "choice" and len(chosen) < 2:
        raise Invalid(_("A choice needs at least two values, one a line."), fields=["choices"])
    last = AttributeDefinition.objects.aggregate(last=Max("position"))["last"]
    try:
        with transaction.atomic():
            definition = AttributeDefinition.objects.create(
                key=key,
                label=" ".join(label.split())[:120],
                type=type,
                choices=chosen if type == "choice" else [],
                position=0 if last is None else last + 1,
            )
    except IntegrityError as error:
        raise Conflict(_("There is a fact called “%(label)s” already.") % {"label": label.strip()[:120]}) from error
    publish(AttributeDefined(definition=definition.pk, change="added"), actor=actor)
    cache.delete(LABELS)
    return definition


@transaction.atomic
def reword_attribute(definition: AttributeDefinition, *, label: str, choices: Sequence[str] = (), actor: Actor) -> None:
    """Another label, and for a choice other values. Values that records hold already stay as they are."""
    require(actor, "customers.define_attributes")
    cleaned, chosen = " ".join(label.split())[:120], _clean(choices)
    if not cleaned:
        raise Invalid(_("A fact needs a name."), fields=["label"])
    if definition.type == "choice" and len(chosen) < 2:
        raise Invalid(_("A choice needs at least two values, one a line."), fields=["choices"])
    definition.label = cleaned
    definition.choices = chosen if definition.type == "choice" else []
    definition.save(update_fields=["label", "choices"])
    publish(AttributeDefined(definition=definition.pk, change="reworded"), actor=actor)
    cache.delete(LABELS)


@transaction.atomic
def remove_attribute(definition: AttributeDefinition, *, actor: Actor) -> None:
    """The fact is not asked for any more. Records keep what they hold, and show it under its key."""
    require(actor, "customers.define_attributes")
    publish(AttributeDefined(definition=definition.pk, change="removed"), actor=actor)
    definition.delete()
    cache.delete(LABELS)


def _clean(choices: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(" ".join(choice.split())[:120] for choice in choices if choice.strip()))
