"""The four rules by which a point or a stretch of a chart is no noise, and no others.

NHS England, "Making Data Count": a point outside the limits; seven in a row on one side of the centre; seven in a row
rising or falling; two of three neighbours in the outer third, on the same side. More rules find more, and more that is
not there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike

from colere.stats.interval import Floats, as_floats

RUN = 7
_ROUNDING = 1e-12  # the mean of equal values may differ from them in the last digit; that is no signal


class Rule(StrEnum):
    """Which of the four rules speaks."""

    OUTSIDE = "outside"
    ONE_SIDE = "one_side"
    TREND = "trend"
    NEAR_LIMIT = "near_limit"


@dataclass(frozen=True, slots=True)
class Signal:
    """The points `first` to `last` (counted from 0, inclusive) are no noise, by this rule, upwards (+1) or downwards
    (−1). `strength`: how many standard errors these points together lie from the centre, or rise; it does not belong to
    what a signal is, and 0 where it was not asked for.
    """

    rule: Rule
    first: int
    last: int
    direction: int
    strength: float = field(default=0.0, compare=False)


def find_signals(values: ArrayLike, centre: ArrayLike, sigma: ArrayLike) -> list[Signal]:
    """All signals of a series, in the order of their first points.

    Arrays of one length; `sigma` is a third of the distance from the centre to a limit. NaN (no value, or no limits)
    ends every run. A value on the centre is on neither side; equal neighbours neither rise nor fall; with `sigma` 0 a
    value off the centre is outside.
    """
    x, middle, s = as_floats(values), as_floats(centre), as_floats(sigma)
    if not (x.shape == middle.shape == s.shape and x.ndim == 1):
        raise ValueError("Values, centre and sigma must be three rows of one length.")
    offset = x - middle
    offset[np.abs(offset) <= _ROUNDING * np.abs(middle)] = 0.0
    found = [*_outside(offset, s), *_runs(np.sign(offset), Rule.ONE_SIDE), *_trends(x), *_near(offset, s)]
    known = ~np.isnan(s)
    return sorted((f for f in found if known[f.first : f.last + 1].all()), key=lambda f: (f.first, f.last, f.rule))


def _outside(offset: Floats, s: Floats) -> Iterator[Signal]:
    for i in np.flatnonzero(np.abs(offset) > 3.0 * s):
        yield Signal(Rule.OUTSIDE, int(i), int(i), int(np.sign(offset[i])))


def _runs(sides: Floats, rule: Rule, *, length: int = RUN, extra: int = 0) -> Iterator[Signal]:
    """Stretches of at least `length` equal signs that are not 0; `extra` points belong to a run beyond its signs."""
    sides = np.nan_to_num(sides, nan=0.0)
    starts = np.flatnonzero(np.diff(sides, prepend=np.nan) != 0)
    ends = np.append(starts[1:], sides.size)
    for start, end in zip(starts, ends, strict=False):
        if sides[start] != 0 and end - start >= length:
            yield Signal(rule, int(start), int(end - 1 + extra), int(sides[start]))


def _trends(x: Floats) -> Iterator[Signal]:
    """Seven points in a row that rise (or fall) are six steps of one sign."""
    if x.size >= RUN:
        yield from _runs(np.sign(np.diff(x)), Rule.TREND, length=RUN - 1, extra=1)


def _near(offset: Floats, s: Floats) -> Iterator[Signal]:
    """Two of three neighbours beyond two sigma on the same side; overlapping finds are joined."""
    for direction in (1, -1):
        beyond = np.flatnonzero(direction * offset > 2.0 * s)
        pairs = [(int(a), int(b)) for a, b in pairwise(beyond) if b - a <= 2]
        pairs = [pair for pair in pairs if not np.isnan(offset[pair[0] : pair[1] + 1]).any()]
        for first, last in _joined(pairs):
            yield Signal(Rule.NEAR_LIMIT, first, last, direction)


def _joined(pairs: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start: tuple[int, int] | None = None
    for first, last in pairs:
        if start is not None and first <= start[1]:
            start = (start[0], last)
            continue
        if start is not None:
            yield start
        start = (first, last)
    if start is not None:
        yield start
