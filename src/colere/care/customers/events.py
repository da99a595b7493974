"""What happens to customers. Ids, kinds and figures only."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from colere.platform.events import Event


@dataclass(frozen=True, kw_only=True)
class CustomerEvent(Event):
    """The base of all events about one customer."""

    customer: int

    def subject(self) -> str:
        """The customer."""
        return f"customer:{self.customer}"

    def about(self) -> str:
        """The customer's own story."""
        return f"customer:{self.customer}"


@dataclass(frozen=True, kw_only=True)
class CustomerAdded(CustomerEvent):
    """A customer became known to us."""


@dataclass(frozen=True, kw_only=True)
class CustomerChanged(CustomerEvent):
    """Facts of the record changed; `fields` names which, not to what."""

    fields: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CustomerNoted(CustomerEvent):
    """A colleague left a note."""

    note: int


@dataclass(frozen=True, kw_only=True)
class NoteChanged(CustomerEvent):
    """A note was pinned, unpinned or removed; `change` says which."""

    note: int
    change: str


@dataclass(frozen=True, kw_only=True)
class ConsentRecorded(CustomerEvent):
    """The customer agreed to a purpose or refused it."""

    purpose: str
    is_given: bool


@dataclass(frozen=True, kw_only=True)
class CustomersMerged(CustomerEvent):
    """Another record was found to be the same person and went over into this one."""

    absorbed: int
    merge: int


@dataclass(frozen=True, kw_only=True)
class CustomersUnmerged(CustomerEvent):
    """A merge was undone."""

    absorbed: int
    merge: int


@dataclass(frozen=True, kw_only=True)
class DuplicateDismissed(CustomerEvent):
    """Two records that look alike were said to be two people."""

    other: int


@dataclass(frozen=True, kw_only=True)
class AttributeDefined(Event):
    """A further fact that we keep about customers was defined, reworded or removed; `change` says which."""

    definition: int
    change: str

    def subject(self) -> str:
        """The definition."""
        return f"attribute:{self.definition}"


@dataclass(frozen=True, kw_only=True)
class PurchaseRecorded(CustomerEvent):
    """A purchase, new or corrected: the whole state that is measured. `moved_from` is the month it lay in before,
    as "2026-02".
    """

    purchase: int
    at: datetime
    amount: Decimal
    currency: str
    product: str
    quantity: Decimal
    moved_from: str | None = None

    def subject(self) -> str:
        """The purchase."""
        return f"purchase:{self.purchase}"

    def happened_at(self) -> datetime:
        """When it was bought."""
        return self.at
