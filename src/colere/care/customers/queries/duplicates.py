"""Records that are perhaps one person."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, cast

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from colere.care.customers.models import Customer, CustomerIdentity, LikelyDuplicate
from colere.care.customers.rules.likeness import Portrait
from colere.platform.errors import NotFound
from colere.platform.permissions import Actor, require

AT_A_TIME = 2_000
COUNTED = 1_000


def portraits(*, ids: Sequence[int] | None = None) -> Iterator[Portrait]:
    """What the comparison looks at, of these or of all records that stand for themselves; 2,000 at a time."""
    rows = Customer.objects.filter(merged_into=None).order_by("pk")
    if ids is not None:
        rows = rows.filter(pk__in=ids)
    last = 0
    while some := list(rows.filter(pk__gt=last).values_list("pk", "name", "company_id", "birthday")[:AT_A_TIME]):
        last = some[-1][0]
        emails, phones = _addresses([row[0] for row in some])
        for pk, name, company, birthday in some:
            yield Portrait(pk, name, tuple(emails[pk]), tuple(phones[pk]), company, birthday)


def list_duplicates(actor: Actor) -> "QuerySet[LikelyDuplicate, dict[str, Any]]":
    """The pairs that nobody has decided about, with the names and companies of both."""
    require(actor, "customers.merge")
    rows = LikelyDuplicate.objects.filter(dismissed_at=None, first__merged_into=None, second__merged_into=None).values(
        "id",
        "score",
        "reasons",
        "first_id",
        "second_id",
        "first__name",
        "second__name",
        "first__company__name",
        "second__company__name",
    )
    return cast("QuerySet[LikelyDuplicate, dict[str, Any]]", rows)


def count_duplicates(actor: Actor) -> int:
    """How many pairs nobody has decided about, counted up to 1,001."""
    require(actor, "customers.merge")
    return LikelyDuplicate.objects.filter(dismissed_at=None)[: COUNTED + 1].count()


def find_pair(actor: Actor, *, one: int, two: int) -> LikelyDuplicate | None:
    """The open pair of these two records, if it was found to be one."""
    require(actor, "customers.merge")
    return LikelyDuplicate.objects.filter(first=min(one, two), second=max(one, two), dismissed_at=None).first()


def get_duplicate(actor: Actor, pk: int) -> LikelyDuplicate:
    """One pair. Raises `NotFound`."""
    require(actor, "customers.merge")
    found = LikelyDuplicate.objects.select_related("first", "second").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such pair any more; perhaps it has been merged."))
    return found


def _addresses(ids: Sequence[int]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    emails: dict[int, list[str]] = defaultdict(list)
    phones: dict[int, list[str]] = defaultdict(list)
    known = CustomerIdentity.objects.filter(customer__in=ids, kind__in=["email", "phone"])
    for pk, kind, value in known.values_list("customer_id", "kind", "value"):
        (emails if kind == "email" else phones)[pk].append(value)
    return emails, phones
