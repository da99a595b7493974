"""Lists of customers."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery

from colere.care.customers.models import Company, Customer, CustomerIdentity
from colere.care.customers.queries.identities import match_customers
from colere.platform.permissions import Actor, require
from colere.platform.ui.tables.paging import PreparedRows

ROW = (
    "id", "name", "company_id", "company__name", "customer_since", "language", "last_contact_at", "email", "phone",
)  # fmt: skip


def list_customers(
    actor: Actor,
    *,
    text: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    company: int | None = None,
) -> PreparedRows:
    """The customers that stand for themselves, with an address and a number of each, narrow enough for long lists.

    Narrowed to those whose name, address or number the text means, to those last heard from in a span of time
    (`until` is the first moment after it), and to a company.
    """
    require(actor, "customers.read")
    return PreparedRows(_narrowed, ROW, match_customers(text) if text else None, since, until, company)


def _narrowed(
    matching: Sequence[int] | None, since: datetime | None, until: datetime | None, company: int | None
) -> QuerySet[Customer]:
    """The rows as a prepared query wants them: what is None does not narrow, and no value is looked at."""
    pairs = {"pk__in": matching, "last_contact_at__gte": since, "last_contact_at__lt": until, "company_id": company}
    wanted = {name: value for name, value in pairs.items() if value is not None}
    rows = Customer.objects.filter(merged_into=None, **wanted)
    return rows.annotate(email=_first("email"), phone=_first("phone"))


def company_name(actor: Actor, pk: int) -> str:
    """The name of a company; empty when there is no such company."""
    require(actor, "customers.read")
    return Company.objects.filter(pk=pk).values_list("name", flat=True).first() or ""


def _first(kind: str) -> Subquery:
    known = CustomerIdentity.objects.filter(customer=OuterRef("pk"), kind=kind).order_by("id")
    return Subquery(known.values("value")[:1])
