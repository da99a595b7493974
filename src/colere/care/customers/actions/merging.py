"""Two records that were one person: put together, and taken apart again exactly.

Nothing that belongs to a record is moved but its identities, because an address has to lead to one record. Everything
else (conversations, answers, notes, purchases, consent) stays with the record that it came to and is read through
`merged_into`, so a merge writes a handful of rows whatever the customer's history, and undoing it cannot lose anything.
"""

from typing import Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from colere.care.customers.events import CustomersMerged, CustomersUnmerged
from colere.care.customers.models import Customer, CustomerIdentity, CustomerMerge, LikelyDuplicate
from colere.platform.errors import Conflict, Invalid
from colere.platform.events import publish
from colere.platform.permissions import Actor, require

FILLED = ("name", "company_id", "birthday", "customer_since", "language", "last_contact_at")


@transaction.atomic
def merge_customers(kept: Customer, *, absorbed: Customer, actor: Actor) -> CustomerMerge:
    """`absorbed` goes over into `kept`: its identities move, what `kept` does not know is filled in from it.

    Old addresses of `absorbed` lead to `kept` from now on. Raises `Invalid` for one and the same record, `Conflict`
    when one of them has gone over into another in the meantime.
    """
    require(actor, "customers.merge")
    pair = {c.pk: c for c in Customer.objects.select_for_update().filter(pk__in=[kept.pk, absorbed.pk])}
    if len(pair) < 2:
        raise Invalid(_("A record cannot be merged with itself."))
    if any(c.merged_into_id is not None for c in pair.values()):
        raise Conflict(_("One of the two has been merged in the meantime. Nothing was changed; load the page again."))
    kept, absorbed = pair[kept.pk], pair[absorbed.pk]
    moved = _move(kept, absorbed)
    merge = CustomerMerge.objects.create(kept=kept, absorbed=absorbed, moved=moved, by=actor.ref)
    LikelyDuplicate.objects.filter(
        first=min(kept.pk, absorbed.pk), second=max(kept.pk, absorbed.pk), dismissed_at=None
    ).delete()
    publish(CustomersMerged(customer=kept.pk, absorbed=absorbed.pk, merge=merge.pk), actor=actor)
    return merge


@transaction.atomic
def unmerge_customers(merge: CustomerMerge, *, actor: Actor) -> None:
    """Undo a merge: the identities that went over go back, and fields that were filled in are emptied again unless
    somebody has changed them since.

    Raises `Conflict` when it was undone already, or when `kept` has itself gone over into another record since (that
    merge has to be undone first).
    """
    require(actor, "customers.merge")
    kept = Customer.objects.select_for_update().get(pk=merge.kept_id)
    if kept.merged_into_id is not None:
        raise Conflict(_("This record has gone over into another one since. Undo that merge first."))
    if not CustomerMerge.objects.filter(pk=merge.pk, undone_at=None).update(undone_at=timezone.now()):
        raise Conflict(_("This merge has been undone already."))
    _move_back(kept, merge)
    publish(CustomersUnmerged(customer=kept.pk, absorbed=merge.absorbed_id, merge=merge.pk), actor=actor)


def _move(kept: Customer, absorbed: Customer) -> dict[str, Any]:
    """Write the change; gives what is needed to undo it."""
    identities = list(CustomerIdentity.objects.filter(customer=absorbed).values_list("pk", flat=True))
    CustomerIdentity.objects.filter(pk__in=identities).update(customer=kept)
    followers = list(Customer.objects.filter(merged_into=absorbed).values_list("pk", flat=True))
    Customer.objects.filter(pk__in=[*followers, absorbed.pk]).update(merged_into=kept)
    filled = {name: getattr(absorbed, name) for name in FILLED if _fills(name, kept, absorbed)}
    before = {name: getattr(kept, name) for name in filled}
    added = {key: value for key, value in absorbed.attributes.items() if key not in kept.attributes}
    for name, value in filled.items():
        setattr(kept, name, value)
    kept.attributes = {**kept.attributes, **added}
    kept.save(update_fields=[*(name.removesuffix("_id") for name in filled), "attributes"])
    return {
        "identities": identities,
        "followers": followers,
        "filled": {name: [_as_json(before[name]), _as_json(value)] for name, value in filled.items()},
        "attributes": added,
    }


def _fills(name: str, kept: Customer, absorbed: Customer) -> bool:
    """Whether the absorbed record knows something that the kept one does not (or, for the dates, knows better)."""
    mine, theirs = getattr(kept, name), getattr(absorbed, name)
    if theirs in (None, ""):
        return False
    if mine in (None, ""):
        return True
    if name == "customer_since":
        return bool(theirs < mine)
    return bool(name == "last_contact_at" and theirs > mine)


def _move_back(kept: Customer, merge: CustomerMerge) -> None:
    moved: dict[str, Any] = merge.moved
    CustomerIdentity.objects.filter(pk__in=moved["identities"], customer=kept).update(customer=merge.absorbed_id)
    Customer.objects.filter(pk=merge.absorbed_id).update(merged_into=None)
    Customer.objects.filter(pk__in=moved["followers"], merged_into=kept).update(merged_into=merge.absorbed_id)
    changed = []
    for name, (before, filled) in moved["filled"].items():
        if _as_json(getattr(kept, name)) == filled:
            setattr(kept, name, _from_json(name, before))
            changed.append(name.removesuffix("_id"))
    attributes = dict(kept.attributes)
    for key, value in moved["attributes"].items():
        if attributes.get(key) == value:
            del attributes[key]
    kept.attributes = attributes
    kept.save(update_fields=[*changed, "attributes"])


def _as_json(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _from_json(name: str, value: Any) -> Any:
    """The field's value; the table's own field knows how to read a date or a time."""
    if value is None or name.endswith("_id"):
        return value
    field = Customer._meta.get_field(name)
    assert isinstance(field, models.Field)
    return field.to_python(value)
