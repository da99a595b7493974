"""How large a simulated company is."""

from __future__ import annotations

from dataclasses import dataclass

DAYS = 365
"""The simulated year."""

BUYING_DAYS = 550
"""Purchases reach further back than conversations, so that a customer has a history when they first write."""


@dataclass(frozen=True)
class Size:
    """Counts that follow from one another; people and teams are the same in every size."""

    name: str
    conversations: int

    @property
    def customers(self) -> int:
        """How many customers there are for these conversations."""
        return max(60, int(self.conversations * 0.45))


SIZES = {
    size.name: size
    for size in (Size("tiny", 300), Size("small", 3_000), Size("medium", 30_000), Size("large", 1_000_000))
}
