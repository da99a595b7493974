"""How far raters agree beyond chance: Krippendorff's alpha.

Own code: the package `krippendorff` gives no interval, and resampling its figure a thousand times takes minutes.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from colere.stats.interval import CONFIDENCE, Floats, as_floats, check_confidence
from colere.stats.mixed import Ints, distinct

_MOST_CELLS, _MOST_VALUES = 50_000_000, 5000
_TOO_MANY = "There are too many distinct ratings: group them first."
_DRAWS_AT_ONCE = 20_000_000


class Scale(StrEnum):
    """What the ratings are: names, ranks, numbers with a unit, or numbers with a true 0."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Alpha: 1 all agree, 0 as by chance, below 0 worse. `n` units that two or more rated, `ratings` ratings of them.
    NaN: there is none. From .8 on ratings can be relied on, from .667 tentatively (Krippendorff 2004).
    """

    alpha: float
    low: float
    high: float
    n: int
    ratings: int


def alpha(
    ratings: ArrayLike,
    scale: Scale | str = Scale.ORDINAL,
    *,
    seed: int = 0,
    draws: int = 2000,
    confidence: float = CONFIDENCE,
) -> Agreement:
    """Krippendorff's alpha of raters × units, NaN where a rater left out a unit: 1 − observed ÷ expected disagreement.

    Krippendorff (2019), Content Analysis, chapter 12: values of one unit are paired, each pair weighs 1/(raters of the
    unit − 1); disagreement is 1 for unequal names, the squared difference of mid-ranks, of numbers, or of numbers
    relative to their sum. The interval draws units with replacement: bootstrap-t of log(1 − alpha) with the delta
    method's error, ranks staying those of all ratings (percentiles alone cover 92 % with 40 units). None below 3 units.
    No disagreement to expect (one value only): NaN. Raises `ValueError` for infinite ratings, negative ones on the
    ratio scale, or too many distinct values to hold.
    """
    scale, tail = Scale(scale), check_confidence(confidence)
    values, kinds, times = _counts(as_floats(ratings))
    size = kinds.sum(axis=1)
    n, total = int(times.sum()), int(times @ size)
    if not n:
        return Agreement(np.nan, np.nan, np.nan, 0, 0)
    delta = _distances(scale, values, times @ kinds)
    parts = _Parts(kinds, size, ((kinds @ delta) * kinds).sum(axis=1) / (size - 1), delta)
    found, error = parts.alpha(times[None, :])
    if not np.isfinite(found[0]):
        return Agreement(np.nan, np.nan, np.nan, n, total)
    low, high = _bootstrap(parts, times, float(found[0]), float(error[0]), draws, seed, tail)
    return Agreement(float(found[0]), low, high, n, total)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Kinds of units (equal ratings are one kind): counts by value, size, disagreement within."""

    kinds: Floats
    size: Floats
    within: Floats
    delta: Floats

    def alpha(self, times: Floats) -> tuple[Floats, Floats]:
        """Alpha and its standard error for draws × kinds (how often each kind was drawn); NaN without disagreement."""
        total, units = times @ self.size, times.sum(axis=1)
        values = times @ self.kinds
        far = values @ self.delta
        expected = (far * values).sum(axis=1) / (total * (total - 1))
        with np.errstate(divide="ignore", invalid="ignore"):
            ratio = (times @ self.within) / total / expected
            share = (self.within - np.outer(ratio * expected, self.size)) / (total * expected)[:, None]
            spread = 2 * (far @ self.kinds.T / (total**2)[:, None] - np.outer(expected / total, self.size))
            influence = share - (ratio / expected)[:, None] * spread
            error = np.sqrt((times * influence**2).sum(axis=1) * units / np.maximum(units - 1, 1))
        ratio = np.where(expected > 0, ratio, np.nan)
        return 1.0 - ratio, error


def _counts(ratings: Floats) -> tuple[Floats, Floats, Floats]:
    """The distinct values; kinds of units × values how often each was given; how many units are of each kind."""
    if ratings.ndim != 2 or np.isinf(ratings).any():
        raise ValueError("Agreement needs a table of raters × units with finite ratings.")
    paired = ratings[:, (~np.isnan(ratings)).sum(axis=0) >= 2]
    given = ~np.isnan(paired)
    values = np.unique(paired[given])
    if values.size > _MOST_VALUES:
        raise ValueError(_TOO_MANY)
    codes = np.full(paired.shape, values.size, dtype=np.int16)  # the last one stands for none
    codes[given] = np.searchsorted(values, paired[given])
    codes.sort(axis=0)
    first, unit = distinct(*_keys(codes, values.size + 1))
    if first.size * values.size > _MOST_CELLS:
        raise ValueError(_TOO_MANY)
    kind, of_kind = np.repeat(np.arange(first.size), len(codes)), codes[:, first].T.ravel()
    table = np.bincount(kind * (values.size + 1) + of_kind, minlength=first.size * (values.size + 1))
    kinds = table.reshape(first.size, values.size + 1)[:, :-1].astype(np.float64)
    return values, kinds, as_floats(np.bincount(unit, minlength=first.size))


def _keys(codes: NDArray[np.int16], values: int) -> tuple[Ints, int]:
    """One number for each column, the same for equal ones, and a bound of these numbers."""
    key, bound = np.zeros(codes.shape[1], dtype=np.int64), 1
    for row in codes:
        if bound * values >= 2**62:
            kept, key = np.unique(key, return_inverse=True)
            bound = kept.size
        key = key * values + row
        bound *= values
    return key, bound


def _distances(scale: Scale, values: Floats, given: Floats) -> Floats:
    """The squared difference of each two values."""
    if scale is Scale.NOMINAL:
        return 1.0 - np.eye(values.size)
    if scale is Scale.RATIO:
        if values.min() < 0:
            raise ValueError("Ratings on a ratio scale cannot be negative.")
        sums = values[:, None] + values
        return np.asarray(np.divide(values[:, None] - values, sums, out=np.zeros_like(sums), where=sums > 0) ** 2)
    at = np.cumsum(given) - given / 2 if scale is Scale.ORDINAL else values
    return np.asarray((at[:, None] - at) ** 2)


def _bootstrap(
    parts: _Parts, times: Floats, found: float, error: float, draws: int, seed: int, tail: float
) -> tuple[float, float]:
    n = int(times.sum())
    if n < 3:
        return np.nan, np.nan
    if error == 0 or found == 1.0:
        return found, found
    random = np.random.default_rng(seed)
    at_once = max(1, _DRAWS_AT_ONCE // max(times.size, 1))
    scores = []
    for first in range(0, draws, at_once):
        drawn = random.multinomial(n, times / n, size=min(at_once, draws - first)).astype(np.float64)
        value, spread = parts.alpha(drawn)
        usable = (value < 1) & (spread > 0)
        left = 1 - value[usable]
        scores.append(np.log(left / (1 - found)) * left / spread[usable])
    if not sum(part.size for part in scores):
        return np.nan, np.nan
    below, above = np.quantile(np.concatenate(scores), [tail, 1 - tail]) * error / (1 - found)
    low, high = 1 - (1 - found) * np.exp([-below, -above])
    return float(min(low, found)), float(max(high, found))
