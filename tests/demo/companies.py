"""Simulated companies for the tests, each made once."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from colere.demo.company import Company, simulate

UNTIL = date(2026, 6, 30)


@cache
def company(size: str = "tiny", seed: int = 1, *, plants: bool = True) -> Company:
    """The company of this size and seed that ends with `UNTIL`."""
    return simulate(size, seed, until=UNTIL, plants=plants)


@cache
def told() -> list[dict[str, Any]]:
    """The conversations of the small company, in words."""
    return list(company("small").conversations())
