"""Finding the customer that an imported row means, and adding those who are new.

A customer is found by the id of the source, then by e-mail address, then by telephone number, then by an id that only
one customer of all other sources has (unless their addresses contradict each other).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from colere.care.customers.events import CustomerAdded, CustomerChanged
from colere.care.customers.models import Customer, CustomerIdentity
from colere.platform.events import Event, publish_many
from colere.platform.imports.bulk import insert_objects, insert_rows, stored_time, update_objects
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    from datetime import datetime

    from colere.platform.imports import ImportContext

LOOKED_UP = 500
Key = tuple[str, str]
"""How a customer is known: ("email", address), ("phone", number), ("id", id of this source), ("other", id of another).
"""


@dataclass(frozen=True, slots=True)
class CustomerRef:
    """What a row says of a customer. Addresses are in lower case, numbers in the international form."""

    id: str = ""
    name: str = ""
    email: str = ""
    phone: str = ""

    @classmethod
    def named(cls, said: str) -> CustomerRef:
        """A customer named by an e-mail address or by an id."""
        return cls(email=said) if "@" in said else cls(id=said)

    def known_by(self) -> list[Key]:
        """By what the customer can be found, the surest first."""
        named = (("id", self.id), ("email", self.email), ("phone", self.phone))
        return [(kind, value) for kind, value in named if value]


@dataclass(slots=True)
class Known:
    """A customer as far as matching needs to know: our id (0 until they are written), and the name."""

    pk: int
    name: str


@dataclass(slots=True)
class Found:
    """A customer for a reference: `how` tells by which key they were found; empty when they are new."""

    customer: Known
    how: str


def ensure_customers(refs: Sequence[CustomerRef | None], *, context: ImportContext, actor: Actor) -> list[int | None]:
    """Our ids of the customers meant by the references, in their order (None for None); the unknown are added.

    What a reference says beyond the key it was found by (a further address, this source's id) is kept as an identity.
    """
    given = [ref for ref in refs if ref is not None and ref.known_by()]
    found = iter(match_customers(given, context=context, actor=actor))
    return [next(found).customer.pk if ref is not None and ref.known_by() else None for ref in refs]


def match_customers(refs: Sequence[CustomerRef], *, context: ImportContext, actor: Actor) -> list[Found]:
    """As `ensure_customers`, telling how each was found. Customers who are new are written, with their identities."""
    require(actor, "imports.run")
    known = _known(refs, context)
    found: list[Found] = []
    new: list[Known] = []
    named: list[Known] = []
    identities: list[tuple[Known, Key]] = []
    for ref in refs:
        how, customer = _look_up(ref, known)
        if customer is None:
            customer = Known(0, ref.name[:200])
            new.append(customer)
        elif ref.name and not customer.name:
            customer.name = ref.name[:200]
            named.append(customer)
        for key in ref.known_by():
            if key not in known:
                known[key] = customer
                identities.append((customer, key))
        found.append(Found(customer, how))
    _write_customers(new, [customer for customer in named if customer.pk], actor)
    _write_identities(identities, context)
    return found


def _look_up(ref: CustomerRef, known: dict[Key, Known]) -> tuple[str, Known | None]:
    for key in ref.known_by():
        if key in known:
            return key[0], known[key]
    other = known.get(("other", ref.id)) if ref.id else None
    if other is not None and not _contradicts(ref, other, known):
        return "other", other
    return "", None


def _contradicts(ref: CustomerRef, other: Known, known: dict[Key, Known]) -> bool:
    """Whether the customer of that id in another source has an address, and not the one of the reference."""
    has_address = ("address of", str(other.pk)) in known
    return bool(ref.email) and has_address and known.get(("email", ref.email)) is not other


def _known(refs: Sequence[CustomerRef], context: ImportContext) -> dict[Key, Known]:
    """Everybody who has one of the references' keys."""
    wanted: dict[str, set[str]] = {"id": set(), "email": set(), "phone": set()}
    for ref in refs:
        for kind, value in ref.known_by():
            wanted[kind].add(value)
    known: dict[Key, Known] = {}
    elsewhere: dict[str, list[Known]] = {}
    same: dict[int, Known] = {}
    for stored, value, source, pk, name in _identities(wanted):
        customer = same.setdefault(pk, Known(pk, name))
        if stored != "source":
            known[stored, value] = customer
        elif source == context.source.pk:
            known["id", value] = customer
        else:
            elsewhere.setdefault(value, []).append(customer)
    others = {value: found[0] for value, found in elsewhere.items() if len({c.pk for c in found}) == 1}
    known.update({("other", value): customer for value, customer in others.items()})
    known.update(_with_address([customer for value, customer in others.items() if ("id", value) not in known]))
    return known


def _identities(wanted: dict[str, set[str]]) -> Iterator[tuple[str, str, int | None, int, str]]:
    """Kind, value, source, our id and name for everybody known by these values.

    Identities go over with their record when it is merged into another, so none leads to a record that is no more.
    """
    for kind, stored in (("email", "email"), ("phone", "phone"), ("id", "source")):
        for some in _slices(sorted(wanted[kind])):
            rows = CustomerIdentity.objects.filter(kind=stored, value__in=some)
            yield from rows.values_list("kind", "value", "source_id", "customer_id", "customer__name")


def _with_address(customers: Sequence[Known]) -> dict[Key, Known]:
    by_pk = {customer.pk: customer for customer in customers}
    found: dict[Key, Known] = {}
    for some in _slices(sorted(by_pk)):
        rows = CustomerIdentity.objects.filter(kind="email", customer__in=some).values_list("customer_id", flat=True)
        found.update({("address of", str(pk)): by_pk[pk] for pk in rows})
    return found


def _write_customers(new: list[Known], named: list[Known], actor: Actor) -> None:
    objects = [Customer(name=customer.name) for customer in new]
    insert_objects(objects)
    for customer, written in zip(new, objects, strict=True):
        customer.pk = written.pk
    update_objects([Customer(pk=one.pk, name=one.name) for one in named], ["name"])
    events: list[Event] = [CustomerAdded(customer=customer.pk) for customer in new]
    events += [CustomerChanged(customer=customer.pk, fields=("name",)) for customer in named]
    publish_many(events, actor=actor)


def _write_identities(identities: list[tuple[Known, Key]], context: ImportContext) -> None:
    rows = [
        (customer.pk, "source", value, context.source.pk, 0) if kind == "id" else (customer.pk, kind, value, None, 0)
        for customer, (kind, value) in identities
    ]
    insert_rows(CustomerIdentity, ("customer", "kind", "value", "source", "fingerprint"), rows)


def note_contacts(contacts: dict[int, datetime], *, actor: Actor) -> None:
    """Move up when each customer (by id) was last in contact, where these times are later."""
    require(actor, "imports.run")
    is_sqlite = connection.vendor == "sqlite"
    rows = [(stored_time(at) if is_sqlite else at, pk) for pk, at in sorted(contacts.items())]
    if not rows:
        return
    later = "last_contact_at IS NULL OR last_contact_at < %s"
    statement = f"UPDATE customers_customer SET last_contact_at = %s WHERE id = %s AND ({later})"
    with connection.cursor() as cursor:
        cursor.executemany(statement, [(at, pk, at) for at, pk in rows])


def _slices(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + LOOKED_UP] for start in range(0, len(values), LOOKED_UP))
