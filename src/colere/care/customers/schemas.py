"""How imported rows of customers and purchases are understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from colere.platform.imports import Column, values

if TYPE_CHECKING:
    from colere.platform.imports import ImportContext

CUSTOMER_COLUMNS = (
    Column("id", "id", is_required=True, help=_("The customer’s id in your system."), example="cu-9"),
    Column("name", max_length=200, example="Ada Moss"),
    Column("email", "email", help=_("By it customers are recognised everywhere."), example="ada@example.org"),
    Column("phone", "phone", help=_("With its country: +49 30 1234567."), example="+4930123456"),
    Column("company", max_length=200, help=_("One that is unknown is made."), example="Moss & Daughters"),
    Column("birthday", "past_date", example="1988-11-02"),
    Column("customer_since", "past_date", example="2023-04-15"),
    Column("consent_email", "flag", help=_("Whether they agreed to be written to."), example="yes"),
    Column("language", max_length=10, help=_("As en or de."), example="en"),
)

PURCHASE_COLUMNS = (
    Column("id", "id", is_required=True, help=_("The purchase’s id in your system."), example="o-100"),
    Column("customer", max_length=254, is_required=True, help=_("Their id or e-mail address."), example="cu-9"),
    Column("at", "time", is_required=True, help=_("When it was bought."), example="2026-02-27T18:40:00Z"),
    Column(
        "amount", "decimal", is_required=True, help=_("Money, rounded to cents."), example="49.90", low=-1e11, high=1e11
    ),
    Column("currency", "currency", help=_("Three letters."), example="EUR"),
    Column("product", max_length=200, example="Lamp, brass"),
    Column("quantity", "decimal", help=_("1 when it is missing."), example="1", low=-1e8, high=1e8),
)

CUSTOMER_PART = {
    "id": Column("customer.id", "id"),
    "name": Column("customer.name", max_length=200),
    "email": Column("customer.email", "email"),
    "phone": Column("customer.phone", "phone"),
}


def understand_purchase(found: dict[str, Any], context: ImportContext) -> dict[str, Any]:
    """A customer is named by an id or by an address."""
    found["customer"] = named(found["customer"])
    return found


def named(said: str) -> str:
    """What names somebody: an address in lower case, or an id as it is; raises `Unusable` for a broken address."""
    return values.address(said) if "@" in said else said
