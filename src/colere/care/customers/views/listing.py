from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from colere.care.customers.queries import duplicates as pairs
from colere.care.customers.queries import listing
from colere.platform.permissions import Actor, allows, requires
from colere.platform.ui.places import address_of
from colere.platform.ui.tables import Column, DatesFilter, DayColumn, Empty, Filter, Table, TextFilter, TimeColumn
from colere.platform.ui.tables.filters import as_a_whole, midnight


@dataclass(frozen=True)
class CompanyFilter(Filter):
    """One company, by its id: reached from a record, shown as a chip."""

    def read(self, query: QueryDict, actor: Actor) -> int | None:
        text = query.get(self.name, "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else None

    def said(self, value: Any, actor: Actor) -> str:
        return f"{self.label}: {listing.company_name(actor, value)}"


class CustomerTable(Table):
    name = "customers"
    label = gettext_lazy("Customers")
    columns = (
        Column(
            "name",
            gettext_lazy("Customer"),
            value=lambda row: row["name"] or row["email"] or row["phone"] or _("Customer %(id)s") % {"id": row["id"]},
            detail=lambda row: row["company__name"],
            href=lambda row: address_of("customers:customer-detail", row["id"]),
        ),
        Column("email", gettext_lazy("E-mail"), phone=False),
        Column("phone", gettext_lazy("Telephone"), phone=False),
        DayColumn("customer_since", gettext_lazy("Customer since"), phone=False),
        TimeColumn("last_contact_at", gettext_lazy("Last contact"), sort="last_contact_at", nullable=True),
    )
    filters = (
        TextFilter(
            "q",
            gettext_lazy("Name, address or number"),
            apply=as_a_whole,
        ),
        DatesFilter("contact", gettext_lazy("Last contact"), lookup="last_contact_at"),
        CompanyFilter("company", gettext_lazy("Company")),
    )
    sort = "-last_contact_at"
    empty = Empty(
        gettext_lazy("No customers yet"),
        gettext_lazy(
            "They come with your conversations, or with a list of their own. You can also write one down here."
        ),
        gettext_lazy("Add a customer"),
        "customers:customer-add",
    )

    @cached_property
    def filtered(self) -> Any:
        """The customers that fit."""
        found = self.values
        start, end = found.get("contact") or (None, None)
        return listing.list_customers(
            self.actor,
            text=found.get("q", ""),
            since=midnight(start) if start else None,
            until=midnight(end + timedelta(days=1)) if end else None,
            company=found.get("company"),
        )


@requires("customers.read")
def customer_list(request: HttpRequest) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    twins = pairs.count_duplicates(actor) if allows(actor, "customers.merge") else 0
    news = _("Our customers, those we last heard from first.")
    if twins:
        news = ngettext(
            "%(n)s pair of records looks like one person.", "%(n)s pairs of records look like one person.", twins
        ) % {"n": twins if twins <= pairs.COUNTED else _("More than %(n)s") % {"n": pairs.COUNTED}}
    table = CustomerTable(request, [])
    return table.respond("customers/customer_list.html", {"news": news, "twins": twins})
