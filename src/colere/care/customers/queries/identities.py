"""By what customers are known."""

from colere.care.customers.models import Customer, CustomerIdentity
from colere.care.customers.rules.identities import Identity, read_identity
from colere.foundation.models import Organisation
from colere.platform.search import match_ids

MOST_MATCHES = 500


def home_country() -> str:
    """The letters of the organisation's country: what a telephone number without a country code means."""
    return Organisation.objects.values_list("country", flat=True).first() or ""


def find_holder(identity: Identity) -> Customer | None:
    """The record to which an address, number or handle belongs."""
    found = (
        CustomerIdentity.objects.filter(kind=identity.kind, value=identity.value, source=None)
        .select_related("customer")
        .first()
    )
    return found.customer if found else None


def match_customers(text: str) -> list[int]:
    """Ids of the customers whose name, address or number a person means by this text: at most some hundred.

    A number is understood as it would be dialled here ("030 123456"), so it is found however it was stored. A record
    that has gone over into another one stands for that one.
    """
    found = set(match_ids("customers", text, limit=MOST_MATCHES))
    known = match_ids("identities", text, limit=MOST_MATCHES)
    by_value = CustomerIdentity.objects.filter(pk__in=known)
    typed = read_identity(text, country=home_country()) if any(c.isdigit() for c in text) else None
    if typed is not None:
        by_value = by_value | CustomerIdentity.objects.filter(kind=typed.kind, value=typed.value, source=None)
    found.update(by_value.values_list("customer_id", flat=True))
    roots = Customer.objects.filter(pk__in=found).values_list("pk", "merged_into_id")
    return sorted({root or pk for pk, root in roots})
