"""The customers: who they are, what they like, how they feel about answering questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from colere.demo.clock import Year
from colere.demo.contacts import Bytes, Floats, Ints
from colere.demo.goods import TASTES
from colere.demo.names import COMPANY_KINDS, COMPANY_NAMES, FIRST, LAST, REGIONS, TOWNS
from colere.demo.sizes import BUYING_DAYS, DAYS
from colere.demo.streams import gammas, normals, uniforms

LANGUAGES = ("en", "de", "fr")
GARDENS = ("balcony", "courtyard", "small garden", "large garden", "allotment", "no garden")
TRADE_SHARE = 0.07
HOSTS = ("example.org", "example.net", "example.com")
PHONES = (
    "+4420794{:05d}",
    "+44113496{:04d}",
    "+44114496{:04d}",
    "+44115496{:04d}",
    "+44116496{:04d}",
    "+44117496{:04d}",
    "+44118496{:04d}",
    "+44121496{:04d}",
    "+44131496{:04d}",
    "+44141496{:04d}",
    "+44151496{:04d}",
    "+44161496{:04d}",
    "+44191498{:04d}",
)
"""Numbers that the British regulator keeps free for stories: a thousand in each area, so large companies know few."""


@dataclass
class Population:
    """Customers by number; every array has a place for each of them."""

    seed: int
    year: Year
    first: Ints
    last: Ints
    language: Bytes
    since: Ints
    """Day on which they first bought; before the year it is negative."""
    taste: Bytes
    firm: Ints
    """Number of their company, -1 for private customers."""
    rate: Floats
    """Purchases a day while they are customers (the gamma of BG/NBD)."""
    leaves: Floats
    """Chance to stop after a purchase (the beta of BG/NBD)."""
    spend: Floats
    """Mean amount of a purchase."""
    temper: Floats
    talks: Floats
    """How readily they answer a question."""
    details: Ints

    def __len__(self) -> int:
        return len(self.first)

    def first_name(self, number: int) -> str:
        """How a colleague addresses this customer."""
        return FIRST[LANGUAGES[self.language[number]]][int(self.first[number])]

    def name(self, number: int) -> str:
        """First and last name."""
        return f"{self.first_name(number)} {LAST[LANGUAGES[self.language[number]]][int(self.last[number])]}"

    def email(self, number: int, name: str = "") -> str:
        """An address that belongs to nobody: the domains are reserved for examples."""
        plain = (name or self.name(number)).lower().translate(_PLAIN).replace(" ", ".")
        host = HOSTS[number % len(HOSTS)]
        return f"{plain}{number if number > 9 else ''}@{host}"

    def phone(self, number: int) -> str:
        """A number from the ranges kept free for stories, or nothing."""
        place, here = divmod(number, 3)
        area, last = divmod(place, 1000)
        if here or area >= len(PHONES):
            return ""
        return PHONES[area].format(60_000 + last if area == 0 else last)

    def town(self, number: int) -> str:
        """Where parcels go."""
        return TOWNS[int(self.details[number]) % len(TOWNS)]

    def company(self, number: int) -> str:
        """The company of a trade customer, or nothing."""
        firm = int(self.firm[number])
        if firm < 0:
            return ""
        kind, name = divmod(firm, len(COMPANY_NAMES))
        return f"{COMPANY_NAMES[name]} {COMPANY_KINDS[kind % len(COMPANY_KINDS)]}"

    def row(self, number: int) -> dict[str, Any]:
        """The customer as a row of `colere import customers`."""
        bits = int(self.details[number])
        birthday = date(1942, 1, 1) + timedelta(days=bits // 7 % 22_600)
        return {
            "id": f"cu-{number + 1}",
            "name": self.name(number),
            "email": self.email(number),
            "phone": self.phone(number),
            "company": self.company(number),
            "birthday": birthday.isoformat() if bits % 5 < 3 and self.firm[number] < 0 else "",
            "customer_since": self.year.date_of(int(self.since[number])).isoformat(),
            "consent_email": "yes" if bits % 13 < 8 else "no",
            "language": LANGUAGES[self.language[number]],
            "town": self.town(number),
            "region": REGIONS[bits // 11 % len(REGIONS)],
            "garden": GARDENS[bits // 17 % len(GARDENS)],
            "favourite": TASTES[self.taste[number]],
            "catalogue_by_post": "yes" if bits // 19 % 3 else "no",
        }

    def rows(self) -> Iterator[dict[str, Any]]:
        """All customers, and the few who are known twice: the same name, and the same mailbox with another provider."""
        for number in range(len(self)):
            yield self.row(number)
        for number in self.doubles():
            row = self.row(number)
            box, _, host = row["email"].partition("@")
            row |= {
                "id": f"{row['id']}-b",
                "email": f"{box}@{HOSTS[HOSTS.index(host) - 1]}",
                "phone": "",
                "birthday": "",
            }
            yield row

    def doubles(self) -> list[int]:
        """Customers with a second record."""
        return list(range(0, len(self), 111))[:150]


_PLAIN = str.maketrans(
    {
        "ä": "ae",
        "ö": "oe",
        "ü": "ue",
        "ß": "ss",
        "é": "e",
        "è": "e",
        "ê": "e",
        "ë": "e",
        "ç": "c",
        "ï": "i",
        "ô": "o",
        "à": "a",
        "'": "",
        "î": "i",
    }
)


def populate(seed: int, count: int, year: Year) -> Population:
    """`count` customers. The first hundred are the same however many there are."""
    language = np.digitize(uniforms(seed, "language", count), (0.905, 0.97)).astype(np.int8)
    sizes = np.array([len(FIRST[code]) for code in LANGUAGES]), np.array([len(LAST[code]) for code in LANGUAGES])
    joined = uniforms(seed, "joined", count)
    before = BUYING_DAYS - DAYS
    since = np.where(joined < 0.55, -before + joined / 0.55 * before, (joined - 0.55) / 0.45 * DAYS)
    is_trade = uniforms(seed, "trade", count) < TRADE_SHARE
    firms = len(COMPANY_NAMES) * len(COMPANY_KINDS)
    firm = np.where(is_trade, (uniforms(seed, "firm", count) ** 1.5 * firms).astype(np.int64), -1)
    shares = gammas(seed, "leaves a", count, LEAVE_A), gammas(seed, "leaves b", count, LEAVE_B)
    return Population(
        seed=seed,
        year=year,
        first=(uniforms(seed, "first name", count) ** 1.3 * sizes[0][language]).astype(np.int64),
        last=(uniforms(seed, "last name", count) * sizes[1][language]).astype(np.int64),
        language=language,
        since=np.floor(since).astype(np.int64),
        taste=(uniforms(seed, "taste", count) * len(TASTES)).astype(np.int8),
        firm=firm,
        rate=gammas(seed, "rate", count, RATE_SHAPE) / RATE_SCALE,
        leaves=shares[0] / (shares[0] + shares[1]),
        spend=np.where(is_trade, 4.0, 1.0) * SPEND_SCALE / np.maximum(gammas(seed, "spend", count, SPEND_SHAPE), 0.05),
        temper=normals(seed, "temper", count),
        talks=normals(seed, "talks", count),
        details=(uniforms(seed, "details", count) * 2**40).astype(np.int64),
    )


RATE_SHAPE, RATE_SCALE = 0.9, 70.0
LEAVE_A, LEAVE_B = 0.8, 2.2
SPEND_SHAPE, SPEND_SCALE, AMOUNT_SHAPE = 4.0, 165.0, 6.0
"""A customer's mean amount is inverse-gamma (shape, scale); one amount is gamma with `AMOUNT_SHAPE` around it."""
