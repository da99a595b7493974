"""Simulated companies for the tests, each made once."""

from __future__ import annotations

from datetime import date
from functools import cache, lru_cache
from typing import Any

from colere.demo.company import Company, simulate
from colere.demo.sizes import Size

UNTIL = date(2026, 6, 30)
LARGER = 4


@cache
def company(size: str | Size = "tiny", seed: int = 1, *, plants: bool = True) -> Company:
    """The company of this size and seed that ends with `UNTIL`."""
    return simulate(size, seed, until=UNTIL, plants=plants)


@cache
def told() -> list[dict[str, Any]]:
    """The conversations of the small company, in words."""
    return list(company("small").conversations())


def larger(than: Company, *, times: int = LARGER) -> Company:
    """The same company with so many times as many customers: the same plants, people and queues, and less chance. What
    a conversation finds at the desk does not hang on the size of the company.
    """
    return _larger(times * than.size.conversations, than.seed, than.year.until, plants=than.plants.planted)


@lru_cache(maxsize=1)
def _larger(conversations: int, seed: int, until: date, *, plants: bool) -> Company:
    return simulate(Size("larger", conversations), seed, until=until, plants=plants)
