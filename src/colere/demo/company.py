"""The simulated company as a whole: simulated once as numbers, told as rows whenever somebody asks.

Numbers of a year fit into memory (some eighty bytes a conversation); words are never kept: every conversation is
written anew from its own stream, so that files of any size go through a generator.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from colere.demo import evidence, manifest, records
from colere.demo.buying import Purchases, buy
from colere.demo.clock import Year
from colere.demo.contacts import Contacts, Floats, arrive, rates
from colere.demo.desk import Handling, handle
from colere.demo.felt import Felt, feel, mood_of_teams
from colere.demo.linking import Links, link
from colere.demo.plants import Plants, draw
from colere.demo.population import Population, populate
from colere.demo.roster import Roster
from colere.demo.sizes import SIZES, Size

Row = dict[str, Any]


@dataclass(frozen=True)
class Company:
    """One simulated company. All rows are in the shapes of `colere import`."""

    size: Size
    seed: int
    year: Year
    plants: Plants
    roster: Roster
    rates: Floats
    contacts: Contacts
    handling: Handling
    customers_: Population
    purchases_: Purchases
    links: Links
    felt: Felt
    moods: Floats

    def people(self) -> Iterator[Row]:
        """The forty members of staff."""
        return records.people(self.year)

    def customers(self) -> Iterator[Row]:
        """Customers, a few of them twice."""
        return self.customers_.rows()

    def conversations(self) -> Iterator[Row]:
        """Conversations with their messages and, where the customer answered, their score, in order of opening."""
        return records.conversations(self)

    def responses(self) -> Iterator[Row]:
        """Answers to every question but csat, which stands with its conversation."""
        return records.responses(self)

    def purchases(self) -> Iterator[Row]:
        """What was bought, in order of time."""
        return records.purchases(self)

    def mentions(self) -> Iterator[Row]:
        """Public words about the company."""
        return records.mentions(self)

    def tables(self) -> dict[str, Iterator[Row]]:
        """What the product has no room for yet: quality sheets, pulses, gestures, interviews, contracts, shifts…"""
        return evidence.tables(self)

    def manifest(self) -> Row:
        """What was planted, with its figures."""
        return manifest.manifest(self)

    def kinds(self) -> dict[str, Iterator[Row]]:
        """Every kind that `colere import` knows, in the order in which to load them."""
        return {
            "people": self.people(),
            "customers": self.customers(),
            "purchases": self.purchases(),
            "conversations": self.conversations(),
            "responses": self.responses(),
            "mentions": self.mentions(),
        }


def yesterday() -> date:
    """The day before today (UTC)."""
    return datetime.now(tz=UTC).date() - timedelta(days=1)


def simulate(size: str | Size = "small", seed: int = 1, *, until: date | None = None, plants: bool = True) -> Company:
    """A company of this size for the year that ends with `until` (yesterday).

    The same arguments always give the same company, to the last letter. `plants=False` gives the company in which
    nothing is to be found: same people, customers and calendars, every planted effect at nothing.
    """
    known = SIZES[size] if isinstance(size, str) else size
    year, planted = Year(until or yesterday()), draw(seed, planted=plants)
    roster = Roster(seed, year)
    table = rates(seed, year, planted)
    contacts = arrive(seed, known.conversations, table, roster, planted)
    handling = handle(seed, contacts, table, roster, planted)
    people = populate(seed, known.customers, year)
    purchases = buy(seed, people, planted)
    links = link(seed, contacts, handling, people, purchases, planted)
    moods = mood_of_teams(seed)
    felt = feel(seed, contacts, handling, links, people, planted, moods)
    return Company(known, seed, year, planted, roster, table, contacts, handling, people, purchases, links, felt, moods)
