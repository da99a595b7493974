"""Lists of customers."""

from typing import Any, cast

from django.db.models import OuterRef, QuerySet, Subquery

from colere.care.customers.models import Company, Customer, CustomerIdentity
from colere.care.customers.queries.identities import match_customers
from colere.platform.permissions import Actor, require

Rows = QuerySet[Customer, dict[str, Any]]


def list_customers(actor: Actor) -> Rows:
    """All customers that stand for themselves, with an address and a number of each, narrow enough for long lists."""
    require(actor, "customers.read")
    rows = (
        Customer.objects.filter(merged_into=None)
        .annotate(email=_first("email"), phone=_first("phone"))
        .values(
            "id",
            "name",
            "company_id",
            "company__name",
            "customer_since",
            "language",
            "last_contact_at",
            "email",
            "phone",
        )
    )
    return cast("Rows", rows)


def narrow_by_text(rows: Rows, *, actor: Actor, text: str) -> Rows:
    """Those whose name, address or number the text means."""
    require(actor, "customers.read")
    return rows.filter(pk__in=match_customers(text))


def company_name(actor: Actor, pk: int) -> str:
    """The name of a company; empty when there is no such company."""
    require(actor, "customers.read")
    return Company.objects.filter(pk=pk).values_list("name", flat=True).first() or ""


def _first(kind: str) -> Subquery:
    known = CustomerIdentity.objects.filter(customer=OuterRef("pk"), kind=kind).order_by("id")
    return Subquery(known.values("value")[:1])
