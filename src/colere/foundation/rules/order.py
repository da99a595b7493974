"""Putting things in an order that people choose."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def moved(things: Sequence[T], thing: T, *, by: int) -> list[T]:
    """The things with one moved up (negative) or down; it stops at the ends."""
    others = [other for other in things if other != thing]
    place = min(max(things.index(thing) + by, 0), len(others))
    return [*others[:place], thing, *others[place:]]
