"""Loading lists of customers and of purchases."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from zlib import crc32

import orjson
from django.utils.translation import gettext as _

from colere.care.customers.actions.matching import CustomerRef, Found, ensure_customers, match_customers
from colere.care.customers.events import (
    AttributeDefined,
    ConsentRecorded,
    CustomerChanged,
    PurchaseRecorded,
)
from colere.care.customers.models import AttributeDefinition, Company, Consent, Customer, CustomerIdentity, Purchase
from colere.care.customers.rules.attributes import MAX_TEXT, Unfit, key_of, read_attribute
from colere.platform.events import Event, publish_many
from colere.platform.imports import Outcome, Record, values
from colere.platform.imports.bulk import insert_objects, update_objects
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    from colere.platform.imports import ImportContext

CENT = Decimal("0.01")
THOUSANDTH = Decimal("0.001")
BY_MAIL = "email"


def import_customers(batch: list[Record], *, context: ImportContext, actor: Actor) -> list[Outcome]:
    """Load a list of customers.

    Somebody who is known by address, number or an id elsewhere is merged: the row completes their record.
    """
    require(actor, "imports.run")
    known = _rows_loaded(batch, context)
    live = [record for record in batch if known.get(record.id, (0, 0))[1] != record.fingerprint]
    outcome = {record.id: Outcome("unchanged", known[record.id][0]) for record in batch if record.id in known}
    found = match_customers([_ref_of(record.values) for record in live], context=context, actor=actor)
    companies = ensure_companies([record.values["company"] or "" for record in live], actor=actor)
    attributes = Attributes([record.values["further"] for record in live], context, actor)
    customers = Customer.objects.in_bulk([match.customer.pk for match in found])
    events: list[Event] = []
    changed: dict[int, set[str]] = {}
    for record, match in zip(live, found, strict=True):
        try:
            fields = _fill(customers[match.customer.pk], record, companies, attributes.typed(record.values["further"]))
        except values.Unusable as error:
            outcome[record.id] = Outcome.rejected(str(error))
            continue
        state = "created" if not match.how else "updated" if match.how == "id" else "merged"
        outcome[record.id] = Outcome(state, match.customer.pk)
        changed.setdefault(match.customer.pk, set()).update(fields)
        if fields and match.how:
            events.append(CustomerChanged(customer=match.customer.pk, fields=tuple(fields)))
    update_objects([customers[pk] for pk, fields in changed.items() if fields], sorted(set().union(*changed.values())))
    _note_rows(live, context)
    publish_many(events, actor=actor)
    _note_consent(live, found, context=context, actor=actor)
    return [outcome[record.id] for record in batch]


def _rows_loaded(batch: list[Record], context: ImportContext) -> dict[str, tuple[int, int]]:
    """For ids that are known: the customer, and the hash of the row that was loaded last."""
    ids = [record.id for record in batch]
    rows = CustomerIdentity.objects.filter(kind="source", source=context.source.pk, value__in=ids)
    return {value: (pk, hash_) for value, pk, hash_ in rows.values_list("value", "customer_id", "fingerprint")}


def _note_rows(batch: list[Record], context: ImportContext) -> None:
    hashes = {record.id: record.fingerprint for record in batch}
    rows = CustomerIdentity.objects.filter(kind="source", source=context.source.pk, value__in=hashes)
    identities = list(rows)
    for identity in identities:
        identity.fingerprint = hashes[identity.value]
    update_objects(identities, ["fingerprint"])


def _ref_of(said: dict[str, Any]) -> CustomerRef:
    return CustomerRef(said["id"], said["name"] or "", said["email"] or "", said["phone"] or "")


def _fill(customer: Customer, record: Record, companies: dict[str, int], attributes: dict[str, Any]) -> list[str]:
    """Set what the row says and gives the names of what was different."""
    said = record.values
    wanted = {n: said[n] for n in ("name", "birthday", "customer_since", "language") if said[n]}
    if said["company"]:
        wanted["company_id"] = companies[said["company"].lower()]
    if attributes:
        wanted["attributes"] = {**customer.attributes, **attributes}
    changed = [name for name, value in wanted.items() if getattr(customer, name) != value]
    for name in changed:
        setattr(customer, name, wanted[name])
    return [name.removesuffix("_id") for name in changed]


def ensure_companies(names: Iterable[str], *, actor: Actor) -> dict[str, int]:
    """Our ids of companies by their names in lower case; one that is unknown is made."""
    require(actor, "imports.run")
    wanted = {name.lower(): name for name in names if name}
    if not wanted:
        return {}
    known = {
        name.lower(): pk for pk, name in Company.objects.filter(name__in=wanted.values()).values_list("pk", "name")
    }
    if wanted.keys() - known.keys():
        known = {name.lower(): pk for pk, name in Company.objects.values_list("pk", "name")}
    made = Company.objects.bulk_create([Company(name=name) for key, name in wanted.items() if key not in known])
    return known | {company.name.lower(): company.pk for company in made}


class Attributes:
    """Further columns of a list of customers, as attributes with a type.

    A column that is new gets the narrowest type that all its values in the first batch have, and becomes text when a
    later one does not fit. A value that does not fit a type that was there before is refused.
    """

    def __init__(self, rows: list[dict[str, Any]], context: ImportContext, actor: Actor) -> None:
        self.made: set[str] = context.cache.setdefault("attributes made", set())
        columns: dict[str, list[Any]] = {}
        labels: dict[str, str] = {}
        for row in rows:
            for name, value in row.items():
                key = _attribute_key(name)
                columns.setdefault(key, []).append(value)
                labels.setdefault(key, name.removeprefix("attributes.")[:120])
        self.known = {one.key: one for one in AttributeDefinition.objects.filter(key__in=columns)}
        new = [
            AttributeDefinition(key=key, label=labels[key], type=_type_of(given))
            for key, given in columns.items()
            if key not in self.known
        ]
        AttributeDefinition.objects.bulk_create(new)
        publish_many([AttributeDefined(definition=one.pk, change="defined") for one in new], actor=actor)
        self.known.update({one.key: one for one in new})
        self.made.update(one.key for one in new)

    def typed(self, row: dict[str, Any]) -> dict[str, Any]:
        """The row's further values under their keys; raises `Unusable` for one of the wrong type."""
        found = {}
        for name, value in row.items():
            definition = self.known[_attribute_key(name)]
            try:
                found[definition.key] = read_attribute(definition.type, _written(value), choices=definition.choices)
            except Unfit as error:
                if definition.key not in self.made or definition.type == "text":
                    raise values.Unusable(
                        _("“%(name)s” should be a %(expected)s, but is %(value)s.")
                        % {"name": name, "expected": error.expected, "value": values.shown(value)}
                    ) from None
                definition.type = "text"
                definition.save(update_fields=["type"])
                found[definition.key] = _written(value)[:MAX_TEXT]
        return {key: value for key, value in found.items() if value is not None}


def _written(value: Any) -> str:
    return value if isinstance(value, str) else orjson.dumps(value, default=str).decode().strip('"')


def _attribute_key(name: str) -> str:
    return key_of(name.removeprefix("attributes.")) or f"column_{crc32(name.encode()):08x}"


def _type_of(found: list[Any]) -> str:
    """The narrowest type that all the values have."""
    return next(
        kind for kind in ("flag", "number", "date", "text") if kind == "text" or all(_fits(kind, v) for v in found)
    )


def _fits(kind: str, value: Any) -> bool:
    written = _written(value)
    try:
        read_attribute(kind, written)
    except Unfit:
        return False
    return kind != "flag" or written.strip() not in ("0", "1")


def _note_consent(batch: list[Record], found: list[Found], *, context: ImportContext, actor: Actor) -> None:
    said = {
        match.customer.pk: record.values["consent_email"]
        for record, match in zip(batch, found, strict=True)
        if record.values["consent_email"] is not None
    }
    known: dict[int, bool] = {}
    rows = Consent.objects.filter(customer__in=said, purpose=BY_MAIL).order_by("at", "id")
    known.update(rows.values_list("customer_id", "is_given"))
    new = [
        Consent(customer_id=pk, purpose=BY_MAIL, is_given=is_given, evidence=f"import: {context.source.name}"[:200])
        for pk, is_given in said.items()
        if known.get(pk) != is_given
    ]
    Consent.objects.bulk_create(new, batch_size=500)
    events = [ConsentRecorded(customer=c.customer_id, purpose=BY_MAIL, is_given=c.is_given) for c in new]
    publish_many(events, actor=actor)


def import_purchases(batch: list[Record], *, context: ImportContext, actor: Actor) -> list[Outcome]:
    """Load a list of purchases. A customer who is unknown is added, and completed when `customers` is imported."""
    require(actor, "imports.run")
    rows = Purchase.objects.filter(source=context.source.pk, external_id__in=[record.id for record in batch])
    known = {purchase.external_id: purchase for purchase in rows}
    live = [r for r in batch if r.id not in known or known[r.id].fingerprint != r.fingerprint]
    customers = ensure_customers([CustomerRef.named(r.values["customer"]) for r in live], context=context, actor=actor)
    outcome = {record.id: Outcome("unchanged", known[record.id].pk) for record in batch if record.id in known}
    new: list[Purchase] = []
    old: list[Purchase] = []
    moved: dict[int, str] = {}
    for record, customer in zip(live, customers, strict=True):
        assert customer is not None  # a purchase has a customer: the column is required
        purchase = known.get(record.id) or Purchase(source=context.source, external_id=record.id)
        if purchase.pk is not None:
            moved[purchase.pk] = f"{purchase.at:%Y-%m}"
        _fill_purchase(purchase, record, customer)
        (new if purchase.pk is None else old).append(purchase)
    insert_objects(new)
    names = ["customer", "at", "amount", "currency", "product", "quantity", "fingerprint"]
    update_objects(old, names)
    outcome.update({purchase.external_id: Outcome("created", purchase.pk) for purchase in new})
    outcome.update({purchase.external_id: Outcome("updated", purchase.pk) for purchase in old})
    publish_many([_purchase_event(p, moved.get(p.pk)) for p in (*new, *old)], actor=actor)
    return [outcome[record.id] for record in batch]


def _fill_purchase(purchase: Purchase, record: Record, customer: int) -> None:
    said = record.values
    purchase.customer_id, purchase.at, purchase.fingerprint = customer, said["at"], record.fingerprint
    purchase.amount = said["amount"].quantize(CENT)
    purchase.currency, purchase.product = said["currency"] or "", said["product"] or ""
    purchase.quantity = (said["quantity"] if said["quantity"] is not None else Decimal(1)).quantize(THOUSANDTH)


def _purchase_event(purchase: Purchase, month: str | None) -> PurchaseRecorded:
    has_moved = month is not None and month != f"{purchase.at:%Y-%m}"
    return PurchaseRecorded(
        customer=purchase.customer_id,
        purchase=purchase.pk,
        at=purchase.at,
        amount=purchase.amount,
        currency=purchase.currency,
        product=purchase.product,
        quantity=purchase.quantity,
        moved_from=month if has_moved else None,
    )
