"""Interrupted time series: did the level change on a known day, beyond trend and season?

Lopez Bernal, Cummins & Gasparrini (2017), International Journal of Epidemiology 46(1): regression of each period on
time, a step from the change on, a change of slope where asked for, and sines and cosines for the season.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from colere.stats.counts import harmonics, log_exposure
from colere.stats.estimate import Estimate, exponential, wald
from colere.stats.interval import CONFIDENCE, Floats, as_floats
from colere.stats.regression import Family, Fit, fit, standard_errors


@dataclass(frozen=True, slots=True)
class Supposed:
    """What is known of a series before it is seen, as standard deviations of normal priors around 0, on the scale of
    the link: of the trend in a period, and of the first wave of each season (of its k-th one k times less).
    """

    trend: float
    wave: float


@dataclass(frozen=True, slots=True)
class Interrupted:
    """The change of a series: ratios for counts, ratios of odds for shares, differences for means.

    `n` of each estimate is the number of periods. For m series at once, arrays have a first axis of length m.
    """

    step: Estimate  # the level from the change on, against what trend and season say
    trend: Estimate | None  # per period
    slope: Estimate | None  # change of the trend per period, from the change on
    dispersion: Floats
    expected: Floats  # fitted, by period
    without: Floats  # what would have been without the change, by period
    residuals: Floats  # Pearson's, by period


def newey_west_lags(n: int) -> int:
    """The usual number of lags for n periods: ⌊4 (n/100)^(2/9)⌋ (Newey & West 1994)."""
    return int(4 * (max(n, 1) / 100) ** (2 / 9))


def segmented(
    y: ArrayLike,
    start: int,
    *,
    family: Family = Family.POISSON,
    exposure: ArrayLike | None = None,
    weights: ArrayLike | None = None,
    trend: bool = True,
    slope: bool = False,
    seasons: Sequence[tuple[float, int]] = (),
    dispersion: float | None = None,
    lags: int | None = None,
    student: bool = True,
    supposed: Supposed | None = None,
    confidence: float = CONFIDENCE,
) -> Interrupted:
    """The change of `y` (n periods in a row, or m × n) from the period `start` on (counted from 0).

    `seasons` are pairs (length in periods, waves), e.g. ((12, 2),) for months or ((7, 3),) for days. `exposure`,
    `weights`, `dispersion` and `lags` as in `regression.fit`; `student` False takes normal instead of Student's
    multipliers. `supposed`: trend and waves have priors; without, they are free. Where nothing at all was counted
    on one side of the change, Firth's prior keeps the step finite. Raises `ValueError` where a side of the change
    has no period, or too few for the columns.
    """
    outcome = as_floats(y)
    n = outcome.shape[-1] if outcome.ndim else 0
    if not 0 < start < n:
        raise ValueError("The change must lie within the series, with at least one period before it.")
    design, after = _design(n, start, trend=trend, slope=slope, seasons=seasons)
    fitted = fit(
        outcome,
        design,
        family=family,
        offset=log_exposure(exposure),
        weights=weights,
        dispersion=dispersion,
        lags=lags,
        firth=_one_sided(outcome, start, family),
        precision=None if supposed is None else _precision(supposed, slope=slope, trend=trend, seasons=seasons),
    )
    return _told(outcome, fitted, design, after, family, trend=trend, student=student, confidence=confidence)


def _design(
    n: int, start: int, *, trend: bool, slope: bool, seasons: Sequence[tuple[float, int]]
) -> tuple[Floats, list[int]]:
    """The columns (constant, step, slope, time, seasons) and which of them belong to the change."""
    time = np.arange(1, n + 1, dtype=np.float64)
    step = (time > start).astype(np.float64)
    columns = [np.ones(n), step]
    if slope:
        columns.append((time - start) * step)
    if trend:
        columns.append(time)
    waves = [harmonics(n, period, pairs) for period, pairs in seasons]
    return np.column_stack([*columns, *waves]), [1, 2] if slope else [1]


def _precision(supposed: Supposed, *, slope: bool, trend: bool, seasons: Sequence[tuple[float, int]]) -> Floats:
    """One over the variance of each column's prior, in the order of `_design`."""
    spreads = [np.inf] * (2 + slope) + [supposed.trend] * trend
    for period, pairs in seasons:
        for k in range(1, min(pairs, int(period // 2)) + 1):
            spreads += [supposed.wave / k] * (2 if 2 * k < period else 1)
    return as_floats(np.asarray(spreads) ** -2.0)


def _one_sided(outcome: Floats, start: int, family: Family) -> NDArray[np.bool_]:
    """Of each series, whether one side of its change knows nothing but zeros (or, of shares, nothing but ones)."""
    series = np.atleast_2d(outcome)
    found = np.zeros(series.shape[0], dtype=np.bool_)
    if family is Family.NORMAL:
        return found
    for side in (series[:, :start], series[:, start:]):
        found |= np.nansum(side, axis=1) == 0
        if family is Family.BINOMIAL:
            found |= np.nansum(1.0 - side, axis=1) == 0
    return found


def _told(
    outcome: Floats,
    fitted: Fit,
    design: Floats,
    after: list[int],
    family: Family,
    *,
    trend: bool,
    student: bool,
    confidence: float,
) -> Interrupted:
    error = standard_errors(fitted)
    df = fitted.df if student else None

    def told(column: int) -> Estimate:
        estimate = wald(fitted.coefficients[..., column], error[..., column], n=fitted.n, df=df, confidence=confidence)
        return estimate if family is Family.NORMAL else exponential(estimate)

    effect = fitted.coefficients[..., after] @ design[:, after].T
    return Interrupted(
        step=told(1),
        trend=told(after[-1] + 1) if trend else None,
        slope=told(2) if len(after) == 2 else None,
        dispersion=fitted.dispersion,
        expected=fitted.fitted,
        without=_undone(fitted.fitted, effect, family),
        residuals=_pearson_residuals(outcome, fitted.fitted, family),
    )


def _undone(mean: Floats, effect: Floats, family: Family) -> Floats:
    """The fitted means with the effect of the change taken away on the scale of the link."""
    if family is Family.NORMAL:
        return mean - effect
    with np.errstate(over="ignore"):
        factor = np.exp(-effect)
    return mean * factor if family is Family.POISSON else mean * factor / (1.0 - mean + mean * factor)


def _pearson_residuals(outcome: Floats, mean: Floats, family: Family) -> Floats:
    variance = {Family.POISSON: mean, Family.BINOMIAL: mean * (1.0 - mean), Family.NORMAL: np.ones_like(mean)}[family]
    return as_floats((outcome - mean) / np.sqrt(np.maximum(variance, 1e-300)))
