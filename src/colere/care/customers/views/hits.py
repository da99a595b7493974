"""Customers as results of a search."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from colere.care.customers.rules.identities import show_phone
from colere.platform.permissions import Actor
from colere.platform.search import Hit, highlight
from colere.platform.search.rules import Query
from colere.platform.ui.places import address_of


def everybody_visible(actor: Actor, rows: "QuerySet[Any]") -> "QuerySet[Any]":
    """Who may see customers may see all of them."""
    return rows


def customer_hits(found: Mapping[int, dict[str, Any]], ids: Sequence[int], query: Query) -> list[Hit]:
    """Customers by name; a record that has gone over leads to the one that stands for it."""
    return [
        Hit(
            title=found[pk]["name"],
            url=address_of("customers:customer-detail", found[pk]["merged_into_id"] or pk),
            snippet=found[pk]["company__name"] or "",
            kind=_("customer"),
            at=found[pk]["last_contact_at"],
        )
        for pk in ids
        if pk in found
    ]


def identity_hits(found: Mapping[int, dict[str, Any]], ids: Sequence[int], query: Query) -> list[Hit]:
    """Customers by an address, a number, a handle or an id, once each."""
    hits: dict[int, Hit] = {}
    for pk in ids:
        if pk not in found or found[pk]["customer_id"] in hits:
            continue
        row = found[pk]
        shown = show_phone(row["value"]) if row["kind"] == "phone" else highlight(row["value"], query)
        hits[row["customer_id"]] = Hit(
            title=row["customer__name"] or row["value"],
            url=address_of("customers:customer-detail", row["customer_id"]),
            snippet=shown,
            kind=row["source__name"] or row["kind"],
        )
    return list(hits.values())
