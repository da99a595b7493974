"""Customers and purchases as rows that go out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from colere.care.customers.models import AttributeDefinition, Consent, Customer, CustomerIdentity, Purchase
from colere.platform.imports.outgoing import OutgoingIds, in_windows, without_empty
from colere.platform.permissions import SYSTEM, Actor, require


def outgoing_customers(pks: Iterable[int], *, actor: Actor) -> dict[int, dict[str, str]]:
    """For each of our ids: id, name, email and phone as a row of the interchange names a customer.

    A record that has gone over into another one is named as that one.
    """
    require(actor, "customers.read")
    final = dict(Customer.objects.filter(pk__in=pks).values_list("pk", "merged_into"))
    target = {pk: merged or pk for pk, merged in final.items()}
    names = dict(Customer.objects.filter(pk__in=target.values()).values_list("pk", "name"))
    known: dict[int, dict[str, str]] = {pk: {"id": f"colere-{pk}", "name": name} for pk, name in names.items()}
    rows = CustomerIdentity.objects.filter(customer__in=names).order_by("-pk")
    for row in rows.values("customer_id", "kind", "value"):
        field = {"source": "id", "email": "email", "phone": "phone"}.get(row["kind"])
        if field:
            known[row["customer_id"]][field] = row["value"]
    return {pk: without_empty(known[wanted]) for pk, wanted in target.items() if wanted in known}


def customer_rows(actor: Actor) -> Iterator[dict[str, Any]]:
    """Every customer with the facts that the company keeps; of several addresses and ids the first."""
    require(actor, "customers.read")
    customers = Customer.objects.filter(merged_into__isnull=True).select_related("company")
    for window in in_windows(customers):
        pks = [customer.pk for customer in window]
        known = outgoing_customers(pks, actor=actor)
        consents = Consent.objects.filter(customer__in=pks, purpose="email").order_by("at", "id")
        agreed = dict(consents.values_list("customer_id", "is_given"))
        for customer in window:
            yield without_empty(
                {
                    **known[customer.pk],
                    "company": customer.company.name if customer.company else None,
                    "birthday": customer.birthday,
                    "customer_since": customer.customer_since,
                    "consent_email": agreed.get(customer.pk),
                    "language": customer.language,
                    **customer.attributes,
                }
            )


def attribute_keys(*, actor: Actor = SYSTEM) -> dict[str, str]:
    """The keys of the facts that this company keeps about customers, each with its type."""
    return dict(AttributeDefinition.objects.values_list("key", "type"))


def purchase_rows(actor: Actor) -> Iterator[dict[str, Any]]:
    """Every purchase; the customer by the id under which they go out."""
    require(actor, "customers.read")
    ids = OutgoingIds(Purchase.objects.all())
    for window in in_windows(Purchase.objects.all()):
        customers = outgoing_customers({purchase.customer_id for purchase in window}, actor=actor)
        for purchase in window:
            yield without_empty(
                {
                    "id": ids.of(purchase.pk, purchase.external_id, purchase.source_id),
                    "customer": customers[purchase.customer_id]["id"],
                    "at": purchase.at,
                    "amount": str(purchase.amount),
                    "currency": purchase.currency,
                    "product": purchase.product,
                    "quantity": str(purchase.quantity.normalize()) if purchase.quantity else "0",
                }
            )
