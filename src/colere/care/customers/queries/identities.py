"""By what customers are known."""

from collections.abc import Sequence

from django.db.models import Q

from colere.care.customers.models import Customer, CustomerIdentity
from colere.care.customers.rules.identities import Identity, read_identity
from colere.foundation.models import Organisation
from colere.platform.prepared import Rows, prepared
from colere.platform.search import match_several

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
    matched = match_several(("customers", "identities"), text, limit=MOST_MATCHES)
    typed = read_identity(text, country=home_country()) if any(c.isdigit() for c in text) else None
    exact = (typed.kind, typed.value) if typed is not None else (None, None)
    found = {row[0] for row in _holders(matched["identities"], *exact)}.union(matched["customers"])
    return sorted({root or pk for pk, root in _roots(sorted(found))})


@prepared
def _holders(identities: Sequence[int], kind: str | None, value: str | None) -> Rows:
    by_value = Q(pk__in=identities)
    if kind is not None:
        by_value |= Q(kind=kind, value=value, source=None)
    return CustomerIdentity.objects.filter(by_value).order_by().values_list("customer_id")


@prepared
def _roots(pks: Sequence[int]) -> Rows:
    return Customer.objects.filter(pk__in=pks).order_by().values_list("pk", "merged_into_id")
