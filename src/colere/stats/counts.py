"""Counts by period: the quasi-Poisson regression, and the columns that a calendar needs."""

import numpy as np
from numpy.typing import ArrayLike

from colere.stats.interval import Floats, as_floats
from colere.stats.regression import Family, Fit, fit


def fit_counts(
    y: ArrayLike,
    design: ArrayLike,
    *,
    exposure: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    dispersion: float | None = None,
    lags: int | None = None,
) -> Fit:
    """The quasi-Poisson regression of the counts `y` (n, or m × n for m series) on the columns of `design` (n × p).

    E y = exposure · exp(Xb), Var y = dispersion · E y, with the dispersion by Pearson's χ² ÷ (n − p), or as given (1 is
    the Poisson model). `exposure` is what the count could have come from (customers, hours, all contacts), more than 0.
    `lags`: Newey and West's covariance instead. NaN in `y`: not observed. Where the counts are 0 throughout, or their
    zeros leave a coefficient without bound, the fit says `converged` false. Raises `ValueError` as `regression.fit`.
    """
    return fit(
        y,
        design,
        family=Family.POISSON,
        offset=log_exposure(exposure),
        weights=weights,
        dispersion=dispersion,
        lags=lags,
    )


def log_exposure(exposure: ArrayLike | None) -> Floats | None:
    """The logarithm of what the counts could have come from; raises `ValueError` where that is not more than 0."""
    if exposure is None:
        return None
    e = as_floats(exposure)
    if not (np.isfinite(e).all() and (e > 0).all()):
        raise ValueError("What is counted from must be more than nothing in each period.")
    return np.log(e)


def harmonics(n: int, period: float, pairs: int, *, first: float = 1.0) -> Floats:
    """Sines and cosines of a season for n periods in a row: n × 2·pairs, or fewer where the period has no more.

    Columns sin(2πkt/period) and cos(2πkt/period), k = 1 … pairs, t counted from `first`. A whole period of length P
    has P − 1 columns at most: a week of days with 3 pairs is the same as a level for each day. Raises `ValueError` for
    a period of less than 2 or no pair.
    """
    if not (period >= 2 and pairs >= 1 and n >= 0):
        raise ValueError("A season needs a period of at least 2 and at least one pair of waves.")
    t = first + np.arange(n, dtype=np.float64)
    waves = [2 * np.pi * k * t / period for k in range(1, min(pairs, int(period // 2)) + 1)]
    columns: list[Floats] = []
    for k, wave in enumerate(waves, start=1):
        if 2 * k < period:
            columns.append(np.sin(wave))
        columns.append(np.cos(wave))
    return np.stack(columns, axis=1)


def dispersion_by_weeks(y: ArrayLike, *, exposure: ArrayLike = 1.0, period: int = 7) -> Floats:
    """How much counts by day vary beyond Poisson, whatever their level: at least 1.

    Σ (yₜ − yₜ₋₇)² ÷ Σ (yₜ + yₜ₋₇) where each day could bring up as much; with `exposure` u the differences are of
    y/u, weighted by uₜuₜ₋₇ ÷ (uₜ + uₜ₋₇), against (yₜ + yₜ₋₇) ÷ (uₜ + uₜ₋₇). Neighbouring weeks share level and
    weekday, so a change of level weighs on a few differences only. (n,) or (m, n); NaN and days with exposure 0 are
    left out; 1 where there is nothing to compare.
    """
    x = as_floats(y)
    if not period >= 1:
        raise ValueError("The period must be at least 1.")
    u = np.broadcast_to(as_floats(exposure), x.shape)
    seen = ~np.isnan(x) & (u > 0)
    rate = np.divide(x, u, out=np.zeros(x.shape), where=seen)
    u, both = np.where(seen, u, 0.0), seen[..., period:] & seen[..., :-period]
    joint = u[..., period:] + u[..., :-period]
    weight = np.divide(u[..., period:] * u[..., :-period], joint, out=np.zeros(both.shape), where=both)
    level = np.divide(
        np.where(seen, x, 0.0)[..., period:] + np.where(seen, x, 0.0)[..., :-period],
        joint,
        out=np.zeros(both.shape),
        where=both,
    ).sum(axis=-1)
    squares = (weight * (rate[..., period:] - rate[..., :-period]) ** 2).sum(axis=-1)
    found = np.divide(squares, level, out=np.ones(level.shape), where=level > 0)
    return as_floats(np.maximum(found, 1.0))[()]
