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
