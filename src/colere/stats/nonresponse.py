"""When not everybody answers: weights that give those who did the voice of those who did not.

Assumed: that within a stratum those who answered feel as those who did not. A weight cannot mend more than that.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from colere.stats.interval import CONFIDENCE, Floats, as_floats
from colere.stats.shares import wilson

_ROUNDS = 1000


@dataclass(frozen=True, slots=True)
class Weighted:
    """A weighted share with its interval. `raw` is unweighted; `n_effective` says as how many equal answers the n
    answers count; `uncovered` is the share of the population in strata where nobody answered.
    """

    n: int
    raw: float
    share: float
    low: float
    high: float
    n_effective: float
    uncovered: float = 0.0


@dataclass(frozen=True, slots=True)
class Raked:
    """The table with the margins that were asked for; after so many rounds, with this greatest error left."""

    table: Floats
    rounds: int
    error: float


def effective_n(weights: ArrayLike) -> float:
    """Kish's (1965) effective number of answers: (Σw)² ÷ Σw²; 0 for none. Raises `ValueError` for weights below 0."""
    w = as_floats(weights)
    if not (np.isfinite(w).all() and (w >= 0).all()):
        raise ValueError("Weights must be finite and at least 0.")
    largest = w.max(initial=0.0)
    if largest == 0:
        return 0.0
    w = w / largest
    return float(w.sum() ** 2 / (w @ w))


def weighted_share(good: ArrayLike, weights: ArrayLike, *, confidence: float = CONFIDENCE) -> Weighted:
    """The weighted share of good answers (0 or 1 each, one weight each), with Wilson's interval on the effective n.

    No answers: NaN. Raises `ValueError` for answers other than 0 and 1, or weights below 0.
    """
    y, w = as_floats(good), as_floats(weights)
    if y.ndim != 1 or y.shape != w.shape or not np.isin(y, (0.0, 1.0)).all():
        raise ValueError("A weighted share needs answers of 0 or 1, each with a weight.")
    size = effective_n(w)
    share = float(w @ y / w.sum()) if size else np.nan
    low, high = _around(share, size, confidence)
    return Weighted(int(y.size), float(y.mean()) if y.size else np.nan, share, low, high, size)


def post_stratify(
    population: ArrayLike, answers: ArrayLike, good: ArrayLike, *, confidence: float = CONFIDENCE
) -> Weighted:
    """The share of good answers if each stratum had answered as much as it is large.

    By stratum: how many there are, how many answered, how many of these well. An answer weighs (population share) ÷
    (answer share) of its stratum (Holt & Smith 1979). Strata without answers are left out and said in `uncovered`.
    Raises `ValueError` for impossible counts or an empty population.
    """
    size, n, k = as_floats(population), as_floats(answers), as_floats(good)
    if not (size.ndim == 1 and size.shape == n.shape == k.shape and np.isfinite(size).all()):
        raise ValueError("Strata need a size, a number of answers and a number of good ones each.")
    if not ((k >= 0).all() and (k <= n).all() and (n <= size).all() and size.sum() > 0):
        raise ValueError("Strata need 0 ≤ good ≤ answers ≤ population, and somebody in it.")
    heard = n > 0
    uncovered = float(size[~heard].sum() / size.sum())
    size, n, k = size[heard], n[heard], k[heard]
    if not n.size:
        return Weighted(0, np.nan, np.nan, np.nan, np.nan, 0.0, 1.0)
    weight = size / n
    n_effective = float(size.sum() ** 2 / (n @ weight**2))
    share = float(weight @ k / size.sum())
    low, high = _around(share, n_effective, confidence)
    return Weighted(int(n.sum()), float(k.sum() / n.sum()), share, low, high, n_effective, uncovered)


def rake(table: ArrayLike, margins: Sequence[ArrayLike], *, tolerance: float = 1e-9) -> Raked:
    """The table scaled along each of its axes in turn until its margins are those asked for, one for each axis.

    Iterative proportional fitting (Deming & Stephan 1940); it keeps the odds ratios of the table. Weights of answers
    are result ÷ table. The error is the greatest difference of a margin, relative to the total. Raises `ValueError`
    for margins with different totals, for one that asks something of an empty row, and where it does not settle (cells
    of 0 make the margins impossible), saying how much is missing.
    """
    found = as_floats(table).copy()
    wanted = [as_floats(margin) for margin in margins]
    _check_margins(found, wanted)
    total = float(wanted[0].sum())
    error = _margin_error(found, wanted) / total
    for done in range(1, _ROUNDS + 1):
        for axis, margin in enumerate(wanted):
            now = found.sum(axis=_others(found, axis), keepdims=True)
            shape = [-1 if other == axis else 1 for other in range(found.ndim)]
            found *= np.divide(margin.reshape(shape), now, out=np.zeros_like(now), where=now > 0)
        error = _margin_error(found, wanted) / total
        if error <= tolerance:
            return Raked(found, done, error)
    raise ValueError(f"The margins cannot be met: after {_ROUNDS} rounds one is still {error:.2%} of the total away.")


def _check_margins(table: Floats, wanted: list[Floats]) -> None:
    if len(wanted) != table.ndim or any(m.shape != (size,) for m, size in zip(wanted, table.shape, strict=True)):
        raise ValueError("Raking needs one margin for each axis of the table, as long as the axis.")
    if not (np.isfinite(table).all() and (table >= 0).all()):
        raise ValueError("Raking needs finite counts of at least 0.")
    totals = np.array([margin.sum() for margin in wanted])
    if not (all((m >= 0).all() for m in wanted) and np.isfinite(totals).all() and totals.min() > 0):
        raise ValueError("Margins must be at least 0, and not all 0.")
    if np.ptp(totals) > 1e-6 * totals.max():
        raise ValueError("The margins must have the same total.")
    for axis, margin in enumerate(wanted):
        if ((table.sum(axis=_others(table, axis)) == 0) & (margin > 0)).any():
            raise ValueError("A margin asks something of a row that has no answers.")


def _others(table: Floats, axis: int) -> tuple[int, ...]:
    return tuple(other for other in range(table.ndim) if other != axis)


def _margin_error(table: Floats, wanted: list[Floats]) -> float:
    return max(float(np.abs(table.sum(axis=_others(table, axis)) - margin).max()) for axis, margin in enumerate(wanted))


def _around(share: float, size: float, confidence: float) -> tuple[float, float]:
    if not size:
        return np.nan, np.nan
    low, high = wilson(min(max(share, 0.0), 1.0) * size, size, confidence=confidence)
    return float(low), float(high)
