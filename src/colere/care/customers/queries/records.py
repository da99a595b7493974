"""One customer's record, as the pages read it."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from colere.care.customers.models import (
    AttributeDefinition,
    Consent,
    Customer,
    CustomerIdentity,
    CustomerMerge,
    CustomerNote,
    LikelyDuplicate,
    Purchase,
)
from colere.care.customers.rules.identities import show_phone
from colere.platform.errors import NotFound
from colere.platform.permissions import Actor, require
from colere.platform.prepared import Rows, prepared


@dataclass(frozen=True, slots=True)
class Known:
    """Something by which a customer is known; `shown` is how people read it."""

    id: int
    kind: str
    value: str
    source: str

    @property
    def shown(self) -> str:
        """A number with spaces, a handle with its network, an id with the name of its source."""
        if self.kind == "phone":
            return show_phone(self.value)
        return f"{self.source}: {self.value}" if self.kind == "source" else self.value


@dataclass(frozen=True, slots=True)
class CustomerRecord:
    """A customer with all records that have gone over into this one (`ids`, this one first). Panels are given this."""

    pk: int
    name: str
    company_id: int | None
    company: str
    birthday: date | None
    customer_since: date | None
    language: str
    attributes: dict[str, Any]
    created_at: datetime
    last_contact_at: datetime | None
    ids: list[int]
    absorbed: list[tuple[int, str]]
    known: list[Known] = field(default_factory=list)
    has_twin: bool = False
    merged_into: int | None = None

    def values(self, kind: str) -> list[str]:
        """What they are known by, of one kind, as people read it."""
        return [known.shown for known in self.known if known.kind == kind]

    @property
    def refs(self) -> list[str]:
        """Whose story this is, in the words of the log."""
        return [f"customer:{pk}" for pk in self.ids]

    @property
    def title(self) -> str:
        """The name; else by what they are known."""
        return self.name or (self.known[0].shown if self.known else _("Customer %(id)s") % {"id": self.pk})

    @property
    def short_name(self) -> str:
        """What to call them in a sentence: the first name where there is one."""
        return self.name.split(" ")[0] if self.name and "," not in self.name else self.title


LABELS = "customers.attribute_labels"
_RECORD = (
    "id", "name", "company_id", "company__name", "birthday", "customer_since", "language", "attributes", "created_at",
    "last_contact_at", "merged_into_id", "twin", "identities__id", "identities__kind", "identities__value",
    "identities__source__name",
)  # fmt: skip


def get_record(actor: Actor, pk: int) -> CustomerRecord:
    """The record with its identities and with those that have gone over into it: one query.

    Raises `NotFound`. A record that has itself gone over into another one says so in `merged_into`.
    """
    require(actor, "customers.read")
    rows = _records(pk)
    own = [row for row in rows if row["id"] == pk]
    if not own:
        raise NotFound(_("There is no such customer."))
    first = own[0]
    absorbed = sorted({(row["id"], row["name"]) for row in rows if row["id"] != pk})
    return CustomerRecord(
        pk=pk,
        name=first["name"],
        company_id=first["company_id"],
        company=first["company__name"] or "",
        birthday=first["birthday"],
        customer_since=first["customer_since"],
        language=first["language"],
        attributes=first["attributes"],
        created_at=first["created_at"],
        last_contact_at=first["last_contact_at"],
        ids=[pk, *(pk_ for pk_, _name in absorbed)],
        absorbed=absorbed,
        known=_known(own),
        has_twin=first["twin"],
        merged_into=first["merged_into_id"],
    )


@prepared
def _records(pk: int) -> Rows:
    twins = LikelyDuplicate.objects.filter(Q(first=OuterRef("pk")) | Q(second=OuterRef("pk")), dismissed_at=None)
    return (
        Customer.objects.filter(Q(pk=pk) | Q(merged_into_id=pk))
        .annotate(twin=Exists(twins))
        .values(*_RECORD)
        .order_by("merged_into_id", "id", "identities__id")
    )


def _known(rows: list[dict[str, Any]]) -> list[Known]:
    order = ["email", "phone", "handle", "source"]
    known = [
        Known(r["identities__id"], r["identities__kind"], r["identities__value"], r["identities__source__name"] or "")
        for r in rows
        if r["identities__id"] is not None
    ]
    return sorted(known, key=lambda k: (order.index(k.kind), k.id))


def get_customer(actor: Actor, pk: int) -> Customer:
    """The record itself, to change it; the one that stands for it when it has gone over. Raises `NotFound`."""
    require(actor, "customers.read")
    found = Customer.objects.select_related("company", "merged_into__company").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such customer."))
    return found.merged_into or found


def get_identity(actor: Actor, pk: int) -> CustomerIdentity:
    """One of the customer's identities. Raises `NotFound`."""
    require(actor, "customers.read")
    found = CustomerIdentity.objects.select_related("customer").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("The customer is not known by this any more."))
    return found


def list_notes(actor: Actor, ids: list[int], *, limit: int = 20) -> list[CustomerNote]:
    """The newest notes about these records, pinned ones first, with their authors."""
    require(actor, "customers.read")
    return _notes(ids, most=limit)


def list_pinned(actor: Actor, ids: list[int]) -> list[CustomerNote]:
    """The notes that colleagues want everybody to see."""
    require(actor, "customers.read")
    return [note for note in _notes(ids, most=5) if note.is_pinned]


@prepared
def _notes(ids: list[int], *, most: int) -> Rows:
    notes = CustomerNote.objects.filter(customer__in=ids, removed_at=None).select_related("author")
    return notes.order_by("-is_pinned", "-at", "-id")[:most]


def get_note(actor: Actor, pk: int) -> CustomerNote:
    """One note, also a removed one. Raises `NotFound`."""
    require(actor, "customers.read")
    found = CustomerNote.objects.select_related("customer").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such note."))
    return found


def current_consents(actor: Actor, ids: list[int]) -> list[Consent]:
    """The newest line of each purpose."""
    require(actor, "customers.read")
    newest: dict[str, Consent] = {}
    for consent in _consents(ids):
        newest.setdefault(consent.purpose, consent)
    return [newest[purpose] for purpose in sorted(newest)]


@prepared
def _consents(ids: list[int]) -> Rows:
    return Consent.objects.filter(customer__in=ids).order_by("-at", "-id")[:200]


@prepared
def _purchases(ids: list[int], *, most: int) -> Rows:
    return Purchase.objects.filter(customer__in=ids).order_by("-at", "-id")[:most]


def list_purchases(actor: Actor, ids: list[int], *, limit: int = 6) -> list[Purchase]:
    """The newest purchases."""
    require(actor, "customers.read")
    return _purchases(ids, most=limit)


def list_definitions() -> list[AttributeDefinition]:
    """The further facts that the company keeps, in their order."""
    return list(AttributeDefinition.objects.order_by("position", "label"))


def attribute_labels() -> dict[str, str]:
    """The label of each further fact by its key, in their order; up to a minute old: they hardly ever change."""
    known: dict[str, str] | None = cache.get(LABELS)
    if known is None:
        known = {d.key: d.label for d in list_definitions()}
        cache.set(LABELS, known, 60)
    return known


def get_definition(pk: int) -> AttributeDefinition:
    """One of them. Raises `NotFound`."""
    found = AttributeDefinition.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such customer fact any more."))
    return found


def list_merges(actor: Actor, customer: int) -> list[CustomerMerge]:
    """What has gone over into this record and could be taken apart again, newest first."""
    require(actor, "customers.read")
    merges = CustomerMerge.objects.filter(kept=customer, undone_at=None)
    return list(merges.select_related("absorbed").order_by("-at", "-id")[:20])


def get_merge(actor: Actor, pk: int) -> CustomerMerge:
    """One merge. Raises `NotFound`."""
    require(actor, "customers.merge")
    found = CustomerMerge.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such merge."))
    return found


def records_of_merge(actor: Actor, pk: int) -> list[int]:
    """The ids of the records that a merge moved: the absorbed one, and those that had gone over into it before."""
    merge = get_merge(actor, pk)
    return [merge.absorbed_id, *merge.moved["followers"]]


@dataclass(frozen=True, slots=True)
class PersonIds:
    """A customer's name, with the ids of all records that are this one person."""

    name: str
    ids: tuple[int, ...]


@prepared
def _names(pk: int) -> Rows:
    return Customer.objects.filter(Q(pk=pk) | Q(merged_into_id=pk)).values_list("pk", "name", "merged_into_id")


def find_person(actor: Actor, pk: int) -> PersonIds:
    """The person to whom a record belongs, whichever of their records it is; without a name when there is none."""
    require(actor, "customers.read")
    own = _names(pk)
    root = next((merged for found, _name, merged in own if found == pk and merged), None)
    rows = [(found, name) for found, name, _merged in (_names(root) if root else own)]
    root = root or pk
    return PersonIds(dict(rows).get(root, ""), tuple(found for found, _name in rows) or (pk,))
