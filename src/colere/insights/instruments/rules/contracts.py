"""Contracts as the months in which each was watched, and what is known of them as columns of numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from colere.stats.interval import Floats

MONTH = 30.4375  # days
MOST_KINDS = 8
YES, NO = frozenset({"true", "yes"}), frozenset({"false", "no"})


@dataclass(frozen=True, slots=True)
class Contract:
    """One contract; `ended_on` None: it goes on. `known` is whatever else is known of it."""

    id: str
    started_on: date
    ended_on: date | None
    known: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Watched:
    """Which contracts were there on a day, and what is known of their time until then; arrays by contract.

    `is_there`: running on that day. `months`: whole months watched (0: not to be counted yet), in the last of which it
    was ended where `has_left`.
    """

    is_there: NDArray[np.bool_]
    months: Floats
    has_left: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of contracts as columns of finite numbers; `reason_of` is the place of each column's reason in
    `reasons`, because a kind with several values needs several columns.
    """

    reasons: tuple[str, ...]
    columns: tuple[str, ...]
    reason_of: NDArray[np.int64]
    table: Floats


def watched_until(contracts: Sequence[Contract], day: date) -> Watched:
    """What was known of the contracts at the end of that day.

    Only whole months count, whether the contract ended in them or not: else months that are not over yet would count
    for those alone who left in them.
    """
    import numpy as np

    until = day.toordinal() + 1
    start = np.array([contract.started_on.toordinal() for contract in contracts], dtype=np.float64)
    end = np.array([c.ended_on.toordinal() if c.ended_on else np.inf for c in contracts], dtype=np.float64)
    whole = np.floor(np.maximum(until - start, 0.0) / MONTH)
    with np.errstate(invalid="ignore"):
        lived = np.floor(np.maximum(end - start, 0.0) / MONTH) + 1  # the month in which it ended
    has_left = lived <= whole
    return Watched((start < until) & (end >= until), np.where(has_left, lived, whole), has_left)


def known_of(contracts: Sequence[Contract]) -> Known:
    """Everything that is known of the contracts, as numbers: yes and no as 1 and 0, a kind of few words as one column
    for each but the commonest. Words with many values and columns that never vary are left out; a missing number
    becomes the mean.
    """
    import numpy as np

    names = sorted({name for contract in contracts for name in contract.known})
    reasons: list[str] = []
    columns: list[tuple[str, int, Floats]] = []
    for name in names:
        found = _numbers([contract.known.get(name) for contract in contracts])
        varied = {kind: values for kind, values in found.items() if values.min() < values.max()}
        if varied:
            columns += [(f"{name}={kind}" if kind else name, len(reasons), values) for kind, values in varied.items()]
            reasons.append(name)
    table = np.column_stack([values for *_, values in columns]) if columns else np.empty((len(contracts), 0))
    places = np.array([place for _, place, _ in columns], dtype=np.int64)
    return Known(tuple(reasons), tuple(name for name, *_ in columns), places, table)


def _numbers(values: Sequence[Any]) -> dict[str, Floats]:
    """The columns that a column of a file becomes, by the kind that each stands for ("" for numbers)."""
    import numpy as np

    read = [_number(value) for value in values]
    given = [value for value in values if value not in (None, "")]
    if sum(number is not None for number in read) == len(given) and given:
        numbers = np.array([np.nan if number is None else number for number in read])
        return {"": np.where(np.isnan(numbers), np.nanmean(numbers), numbers)}
    counted = Counter(str(value) for value in given)
    if not 2 <= len(counted) <= MOST_KINDS:
        return {}
    [(commonest, _)] = counted.most_common(1)
    told = np.array([str(value) for value in values])
    return {kind: (told == kind).astype(np.float64) for kind in sorted(counted) if kind != commonest}


def _number(value: Any) -> float | None:
    if isinstance(value, str):
        word = value.strip().casefold()
        if word in YES or word in NO:
            return float(word in YES)
    try:
        number = float(value)
    except (TypeError, ValueError):
        return None
    return number if abs(number) < float("inf") else None
