"""Drivers of a score: how much of its ups and downs goes with each of several things that were asked beside it.

Two divisions of R² that keep correlated drivers apart fairly, both from the correlation matrix alone, so that their
cost hardly depends on the number of rows: Shapley's (LMG: a driver's gain in R², averaged over every order in which
the drivers could enter) and Johnson's relative weights (much quicker, nearly the same figures). A driver that goes
with a score need not cause it.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from colere.stats import enough
from colere.stats.distributions import normal_quantile, normal_tails
from colere.stats.interval import CONFIDENCE, Floats, Interval, as_floats, check_confidence

MOST_DRIVERS = 16  # every one of the 2^p subsets is looked at: 65,536 for 16 drivers
_BLOCKS = 2_000
_ROWS_AT_ONCE = 100_000
_SUBSETS_AT_ONCE = 1 << 16  # as many as stay in a processor's own memory
_NOTHING = 1e-9  # what is left of a driver's variance of 1 when the others say it all


@dataclass(frozen=True, slots=True)
class Drivers:
    """What goes with a score; arrays have one place for each driver, in the order given.

    `share` is the driver's part of `r_squared` and sums to it. `slope` is the standardised coefficient with the other
    drivers held fixed: its sign tells whether more of the driver goes with more of the score. `is_suppressor`: the
    slope is clearly not zero, yet the driver by itself shows nothing or the opposite; read its share with care.
    `is_clear`: the slope is not zero even after Holm's rule over all drivers, so that who names the clear ones names
    one that does nothing in at most 5 % of the questionnaires. With too few rows (`state`) all figures are NaN.
    """

    n: int
    state: enough.State
    r_squared: float
    r_squared_low: float
    r_squared_high: float
    share: Floats
    low: Floats
    high: Floats
    slope: Floats
    slope_low: Floats
    slope_high: Floats
    correlation: Floats
    is_suppressor: NDArray[np.bool_]
    is_clear: NDArray[np.bool_]


def shapley_shares(correlations: ArrayLike, with_outcome: ArrayLike) -> Floats:
    """Each driver's share of R² by Shapley's rule, exact over all subsets of drivers.

    `correlations` is p × p (or … × p × p for many matrices at once), `with_outcome` of length p (… × p); the answer is
    … × p and sums to R². LMG: Lindeman, Merenda & Gold (1980); Grömping (2007), The American Statistician 61(2). The
    residual variance of the outcome given a subset comes from sweeping out the drivers one by one, both ways, which
    takes about 6 · 2^p steps and no matrix inversion. A driver that the others determine wholly adds nothing to them.
    Raises `ValueError` for more than 16 drivers.
    """
    joint = _joined(correlations, with_outcome)
    p = joint.shape[-1] - 1
    if p > MOST_DRIVERS:
        raise ValueError(f"Shapley shares are exact for up to {MOST_DRIVERS} drivers, not {p}; use relative weights.")
    flat = joint.reshape(-1, p + 1, p + 1)
    at_once = max(1, _SUBSETS_AT_ONCE >> p)
    parts = [
        _shapley_weights(p) @ -_residual_variances(flat[first : first + at_once])
        for first in range(0, len(flat), at_once)
    ]
    return np.asarray(np.concatenate(parts, axis=1).T.reshape((*joint.shape[:-2], p)))


def relative_weights(correlations: ArrayLike, with_outcome: ArrayLike) -> Floats:
    """Each driver's share of R² by Johnson's relative weights; shapes as in `shapley_shares`, any number of drivers.

    The drivers are replaced by the uncorrelated ones nearest to them, Λ = R^½, whose squared coefficients are shared
    out by Λ²: ε = Λ² (Λ⁻¹ r)². Johnson (2000), Multivariate Behavioral Research 35(1).
    """
    joint = _joined(correlations, with_outcome)
    values, vectors = np.linalg.eigh(joint[..., :-1, :-1])
    root = np.sqrt(np.maximum(values, 0.0))
    inverse = np.where(values > _NOTHING, 1.0 / np.maximum(root, math.sqrt(_NOTHING)), 0.0)
    turned = np.swapaxes(vectors, -1, -2)
    nearest = (vectors * root[..., None, :]) @ turned
    coefficients = (vectors * inverse[..., None, :]) @ turned @ joint[..., :-1, -1:]
    return np.asarray((nearest**2 @ coefficients**2)[..., 0])


def drivers(
    values: ArrayLike,
    outcome: ArrayLike,
    *,
    method: Callable[[ArrayLike, ArrayLike], Floats] = shapley_shares,
    repeats: int = 1_000,
    seed: int = 0,
    confidence: float = CONFIDENCE,
) -> Drivers:
    """Each driver's share of the variance of an outcome, with bootstrap intervals.

    `values` is n × p (one column for each driver), `outcome` of length n; `method` is `shapley_shares` or
    `relative_weights`. The intervals are bias-corrected percentiles (Efron 1987) of `repeats` bootstrap samples. From
    2,000 rows on, rows are first dealt at random into 2,000 blocks and whole blocks are drawn: the same distribution
    for independent rows, at a cost that no longer grows with n × repeats. A column that never varies has share 0.
    Raises `ValueError` for values that are missing or infinite, shapes that do not fit, or an outcome that is still.
    """
    tail = check_confidence(confidence)
    x, y = _checked(values, outcome)
    n, p = x.shape
    if n < max(enough.ANSWERS, p + 3):
        return _nothing_to_say(n, p)
    moments = _block_moments(x, y, seed)
    found = _figures(_correlations(moments.sum(axis=0)), method)
    draws = _bootstrap(moments, repeats, seed)
    again = _figures(_correlations(draws), method)
    low, high = _bias_corrected(again, found, tail)
    slope = slice(p, 2 * p)
    correlation = slice(2 * p, 3 * p)
    alone = np.sign(found[correlation]) * ((low[correlation] > 0) | (high[correlation] < 0))
    clear = (low[slope] > 0) | (high[slope] < 0)
    return Drivers(
        n=n,
        state=enough.State.OK,
        r_squared=float(found[-1]),
        r_squared_low=float(low[-1]),
        r_squared_high=float(high[-1]),
        share=found[:p],
        low=low[:p],
        high=high[:p],
        slope=found[slope],
        slope_low=low[slope],
        slope_high=high[slope],
        correlation=found[correlation],
        is_suppressor=clear & (alone != np.sign(found[slope])),
        is_clear=_clear(found[slope], again[:, slope].std(axis=0), 1 - confidence),
    )


def _checked(values: ArrayLike, outcome: ArrayLike) -> tuple[Floats, Floats]:
    x, y = as_floats(values), as_floats(outcome)
    if x.ndim != 2 or y.shape != x.shape[:1] or not x.shape[1]:
        raise ValueError("Drivers need a table of rows by drivers and one outcome for each row.")
    if not (np.isfinite(x.sum()) and np.isfinite(y.sum())):
        raise ValueError("Drivers need finite values; leave out the rows where one is missing.")
    if y.size and y.min() == y.max():
        raise ValueError("The outcome is the same in every row: there is nothing to explain.")
    return x, y


def _nothing_to_say(n: int, p: int) -> Drivers:
    none, nan = np.full(p, np.nan), math.nan
    few = enough.State.TOO_FEW
    return Drivers(n, few, nan, nan, nan, none, none, none, none, none, none, none, *np.zeros((2, p), dtype=np.bool_))


def _clear(slope: Floats, error: Floats, alarm: float) -> NDArray[np.bool_]:
    """Which slopes are not zero, by Holm's rule (1979) over all of them."""
    z = np.divide(np.abs(slope), error, out=np.zeros(slope.size), where=error > 0)
    p = np.array([normal_tails(one) for one in z.tolist()])
    order = np.argsort(p, kind="stable")
    passed = np.cumprod(p[order] <= alarm / np.arange(slope.size, 0, -1)).astype(np.bool_)
    clear = np.zeros(slope.size, dtype=np.bool_)
    clear[order] = passed
    return clear


def _joined(correlations: ArrayLike, with_outcome: ArrayLike) -> Floats:
    """The drivers' matrix with the outcome as its last row and column."""
    inner, outer = as_floats(correlations), as_floats(with_outcome)
    p = outer.shape[-1] if outer.ndim else 0
    if inner.shape != (*outer.shape, p) or not p:
        raise ValueError("Drivers need a square matrix of correlations and one correlation with the outcome for each.")
    if not (np.isfinite(inner).all() and np.isfinite(outer).all()):
        raise ValueError("Drivers need finite correlations.")
    joint = np.ones((*outer.shape[:-1], p + 1, p + 1))
    joint[..., :p, :p] = inner
    joint[..., :p, p] = joint[..., p, :p] = outer
    return joint


def _residual_variances(joint: Floats) -> Floats:
    """What is left of the outcome's variance given each subset of drivers: 2^p × matrices.

    Bit k of the first index says whether driver k is in the subset. Each step takes one driver off the matrices and
    doubles their number: once left out, once swept out. The long axes come last, so that NumPy works along them.
    """
    p = joint.shape[-1] - 1
    matrices = np.moveaxis(joint, 0, -1)[:, :, None, :]
    for _ in range(p):
        pivot, row, rest = matrices[0, 0], matrices[0, 1:], matrices[1:, 1:]
        share = np.where(pivot > _NOTHING, row / np.maximum(pivot, _NOTHING), 0.0)
        half = rest.shape[2]
        matrices = np.empty((*rest.shape[:2], 2 * half, rest.shape[3]))
        matrices[:, :, :half] = rest
        np.multiply(share[:, None], row[None, :], out=matrices[:, :, half:])
        np.subtract(rest, matrices[:, :, half:], out=matrices[:, :, half:])
    return np.asarray(matrices[0, 0])


@lru_cache(maxsize=MOST_DRIVERS)
def _shapley_weights(p: int) -> Floats:
    """p × 2^p: what R² of each subset counts in each driver's share; s!(p−s−1)!/p! for a driver that joins s others."""
    subsets = np.arange(1 << p)
    is_in = (subsets[None, :] >> np.arange(p)[:, None]) & 1
    size = is_in.sum(axis=0)
    weight = np.array([1.0 / (p * math.comb(p - 1, s)) for s in range(p)] + [0.0])
    return as_floats(np.where(is_in == 1, weight[size - 1], -weight[size]))


def _block_moments(x: Floats, y: Floats, seed: int) -> Floats:
    """Blocks × q × q: sums of products of (1, drivers, outcome), standardised, over rows dealt at random."""
    n, p = x.shape
    blocks = min(n, _BLOCKS)
    height = -(-n // blocks)
    order = np.random.default_rng((seed, 1)).permutation(n) if height > 1 else np.arange(n)
    centre, spread = _scale(x)
    middle, width = _scale(y)
    moments = []
    step = max(1, _ROWS_AT_ONCE // height)
    for first in range(0, blocks, step):
        rows = order[first * height : (first + step) * height]
        count = min(step, blocks - first)
        table = np.zeros((count * height, p + 2))  # rows of zeros fill the last block and add nothing
        table[: len(rows), 0] = 1.0
        table[: len(rows), 1:-1] = (x[rows] - centre) / spread
        table[: len(rows), -1] = (y[rows] - middle) / width
        stacked = table.reshape(count, height, p + 2)
        moments.append(np.swapaxes(stacked, 1, 2) @ stacked)
    return np.concatenate(moments)


def _scale(values: Floats) -> tuple[Floats, Floats]:
    """Mean and standard deviation of each column; 1 for a column that never varies, so that nothing is divided by 0."""
    centre, spread = np.mean(values, axis=0), np.std(values, axis=0)
    is_still = np.max(values, axis=0) == np.min(values, axis=0)
    return np.where(is_still, values[0], centre), np.where(is_still | (spread == 0), 1.0, spread)


def _correlations(moments: Floats) -> Floats:
    """… × (p+1) × (p+1) correlations out of … × (p+2) × (p+2) sums; 0 with a column that never varies."""
    count = moments[..., 0, 0][..., None, None]
    mean = moments[..., 0, 1:] / count[..., 0]
    covariance = moments[..., 1:, 1:] / count - mean[..., :, None] * mean[..., None, :]
    variance = np.diagonal(covariance, axis1=-2, axis2=-1)
    inverse = np.where(variance > _NOTHING**1.5, 1.0 / np.sqrt(np.maximum(variance, _NOTHING**1.5)), 0.0)
    result = np.clip(covariance * inverse[..., :, None] * inverse[..., None, :], -1.0, 1.0)
    diagonal = np.arange(result.shape[-1])
    result[..., diagonal, diagonal] = 1.0
    return np.asarray(result)


def _bootstrap(moments: Floats, repeats: int, seed: int) -> Floats:
    """Repeats × q × q sums of as many blocks drawn with replacement."""
    blocks, q = len(moments), moments.shape[-1]
    drawn = np.random.default_rng((seed, 2)).integers(blocks, size=(repeats, blocks))
    drawn += blocks * np.arange(repeats)[:, None]
    times = np.bincount(drawn.ravel(), minlength=repeats * blocks).reshape(repeats, blocks).astype(np.float64)
    return np.asarray((times @ moments.reshape(blocks, q * q)).reshape(repeats, q, q))


def _figures(joint: Floats, method: Callable[[ArrayLike, ArrayLike], Floats]) -> Floats:
    """… × (3p + 1): shares, slopes, correlations and R² of each matrix."""
    inner, outer = joint[..., :-1, :-1], joint[..., :-1, -1]
    shares = method(inner, outer)
    values, vectors = np.linalg.eigh(inner)
    inverse = np.where(values > _NOTHING, 1.0 / np.maximum(values, _NOTHING), 0.0)
    turned = np.swapaxes(vectors, -1, -2) @ outer[..., None]
    slopes = (vectors @ (inverse[..., None] * turned))[..., 0]
    return np.concatenate([shares, slopes, outer, shares.sum(axis=-1, keepdims=True)], axis=-1)


def _bias_corrected(draws: Floats, found: Floats, tail: float) -> Interval:
    """Efron's BC percentiles: shifted by how many draws lie below the estimate, so that a share of R², which chance
    can only raise, is not put too high.
    """
    repeats = len(draws)
    below = (np.sum(draws < found, axis=0) + 0.5 * np.sum(draws == found, axis=0)) / repeats
    ordered = np.sort(draws, axis=0)
    shift = [normal_quantile(min(max(part, 1.0 / repeats), 1.0 - 1.0 / repeats)) for part in below.tolist()]
    z = normal_quantile(tail)
    column = np.arange(draws.shape[1])
    bounds = []
    for side in (z, -z):
        place = [0.5 * math.erfc(-(2.0 * one + side) / math.sqrt(2.0)) * (repeats - 1) for one in shift]
        bounds.append(ordered[np.rint(place).astype(int), column])
    return Interval(np.minimum(bounds[0], found), np.maximum(bounds[1], found))
