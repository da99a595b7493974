"""Marks that stand for a value while a query is compiled, and are found again in its parameters."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

NUMBER = 0x4C0_1E4E_0000_0000  # no id is as large, and SQLite and PostgreSQL can still hold it
MOMENT = datetime(9003, 5, 7, tzinfo=UTC)

Kind = type | tuple[type, int] | None
"""The type of a value; of a list the type of its members and their number."""


def kind_of(value: Any) -> Kind:
    """What is the same for all values that fit into the same SQL; None is a kind of its own.

    A list counts with its length rounded up to a power of two, for `IN`: its last member is repeated, which finds
    nothing more, and lists of some hundred lengths share ten texts.
    """
    if value is None:
        return None
    if isinstance(value, list | tuple | set | frozenset):
        return (type(next(iter(value), 0)), _padded(len(value)))
    return type(value)


def _padded(length: int) -> int:
    return 1 << (length - 1).bit_length() if length else 0


def stand_in(kind: Kind, place: int) -> Any:
    """A mark for a value of this kind at this place; a list gets one for each of its members."""
    if kind is None:
        return None
    if isinstance(kind, tuple):
        texts = issubclass(kind[0], str)
        return [f"\ue000{place}.{n}\ue001" if texts else NUMBER + (place << 16) + n for n in range(kind[1])]
    if issubclass(kind, int):
        return NUMBER + (place << 16)
    if issubclass(kind, datetime):
        return MOMENT + timedelta(minutes=place)
    if issubclass(kind, date):
        return MOMENT.date() + timedelta(days=place)
    if issubclass(kind, str):
        return f"\ue000{place}\ue001"
    raise TypeError(
        f"A prepared query takes numbers, texts, moments, days and lists of numbers or texts, not {kind.__name__}."
    )


def flat(values: Sequence[Any], connection: BaseDatabaseWrapper) -> list[Any]:
    """All members one after the other, as the database wants them; None takes no place."""
    found: list[Any] = []
    for value in values:
        if isinstance(value, list | tuple | set | frozenset):
            members = list(value)
            found += members + members[-1:] * (_padded(len(members)) - len(members))
        elif isinstance(value, datetime):
            found.append(connection.ops.adapt_datetimefield_value(value))
        elif isinstance(value, date):
            found.append(connection.ops.adapt_datefield_value(value))
        elif value is not None:
            found.append(value)
    return found
