"""Simulated companies for the tests, each made once."""

from __future__ import annotations

from datetime import date
from functools import cache

from colere.demo.company import Company, simulate

UNTIL = date(2026, 6, 30)


@cache
def company(size: str = "tiny", seed: int = 1, *, plants: bool = True) -> Company:
    """The company of this size and seed that ends with `UNTIL`."""
    return simulate(size, seed, until=UNTIL, plants=plants)
