"""Before and after a change: did it fall, did it rise, is there no sign, or is there too little to say?

One series: the segmented regression of `interrupted`, for counts, shares or means. With a comparison series that the
change did not touch, what both share (trend, season, a bank holiday) cancels out: counts become the share of the two
that is ours, shares and means their difference, and the same regression is asked (difference in differences). Teams
that start on different days are in `staggered`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from colere.stats.enough import ANSWERS
from colere.stats.estimate import Estimate
from colere.stats.interrupted import Interrupted, Supposed, segmented
from colere.stats.interval import CONFIDENCE, Floats, as_floats
from colere.stats.regression import Family

LEAST_PERIODS = 4  # on each side: fewer do not show how much a period varies
LEAST_FREEDOM = 3  # periods beyond the columns of the regression
LEAST_FOR_ECHO = 20  # periods, below which autocorrelation cannot be told from chance
GREATEST_ECHO = 1.6  # both lags together: beyond, a series wanders, and no number of periods makes up for it


class Verdict(StrEnum):
    """What may be said of a change."""

    FELL = "fell"
    ROSE = "rose"
    NO_SIGN = "no_sign"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Change:
    """The change of a series with what may be said of it.

    `effect` is a ratio of rates for counts, a ratio of odds for shares (`neutral` 1), a difference for means and for
    shares with a comparison (`neutral` 0); NaN where there is too little; its `n` is the number of periods. `n_before`
    and `n_after` are the events or answers of each side. `echo` is how much of a period's surprise the next two
    repeat (0: nothing that shows); the interval allows for it. `expected` and `without` are by period, with and
    without the change, in counts, shares or means; with a comparison on the scale of what was compared.
    """

    verdict: Verdict
    effect: Estimate
    neutral: float
    n_before: int
    n_after: int
    dispersion: float
    echo: float
    expected: Floats
    without: Floats


@dataclass(frozen=True, slots=True)
class _Question:
    start: int
    family: Family
    trend: bool
    seasons: Sequence[tuple[float, int]]
    confidence: float
    supposed: Supposed | None = None


def change_in_counts(
    counts: ArrayLike,
    start: int,
    *,
    exposure: ArrayLike | None = None,
    comparison: ArrayLike | None = None,
    comparison_exposure: ArrayLike | None = None,
    trend: bool = True,
    seasons: Sequence[tuple[float, int]] = (),
    supposed: Supposed | None = None,
    confidence: float = CONFIDENCE,
) -> Change:
    """The ratio by which the rate of events changed in period `start` (from 0), by quasi-Poisson regression.

    `counts` is one row of periods (NaN: not observed); `exposure` what each could have come from. `comparison` is a
    series of counts of the same periods that the change did not touch: given both, each event is ours with odds in
    the ratio of the rates, so the change is that of a logistic regression (conditional Poisson), free of all that the
    two share. `seasons` as in `interrupted.segmented`; `supposed` says how far trend and seasons may go, where the
    periods are too few to tell them from a change: the interval then holds the truth as often as it says over all
    series of which that is so. Too few: under 5 events in all, 4 periods on a side, or 3 periods more than columns.
    Raises `ValueError` for rows of different lengths or a start outside.
    """
    y = _series(counts, start)
    if comparison is None:
        asked = _Question(start, Family.POISSON, trend, seasons, confidence, supposed)
        return _judge(asked, y, y, None, exposure, least=0)
    other = _like(comparison, y)
    both = y + other
    share = np.divide(y, both, out=np.full(y.shape, np.nan), where=both > 0)
    ours, theirs = (np.ones(y.shape) if e is None else _like(e, y) for e in (exposure, comparison_exposure))
    asked = _Question(start, Family.BINOMIAL, trend, seasons, confidence, supposed)
    return _judge(asked, share, both, np.nan_to_num(both), ours / theirs, least=0)


def change_in_shares(
    yes: ArrayLike,
    n: ArrayLike,
    start: int,
    *,
    comparison: tuple[ArrayLike, ArrayLike] | None = None,
    trend: bool = True,
    seasons: Sequence[tuple[float, int]] = (),
    confidence: float = CONFIDENCE,
) -> Change:
    """The change of a share in period `start` (from 0): `yes` of `n` answers in each period (n 0: none).

    Alone: the ratio of odds by quasi-binomial regression. With the (yes, n) of a `comparison`: the difference of the
    two shares, period by period, by weighted regression. Too few: under 5 answers on a side, and as
    `change_in_counts`. Raises `ValueError` where not 0 ≤ yes ≤ n.
    """
    share, total = _share(yes, n, start)
    if comparison is None:
        asked = _Question(start, Family.BINOMIAL, trend, seasons, confidence)
        return _judge(asked, share, total, total, None, least=ANSWERS)
    asked = _Question(start, Family.NORMAL, trend, seasons, confidence)
    return _difference(asked, share, total, _share(*comparison, start))


def change_in_means(
    means: ArrayLike,
    n: ArrayLike,
    start: int,
    *,
    comparison: tuple[ArrayLike, ArrayLike] | None = None,
    trend: bool = True,
    seasons: Sequence[tuple[float, int]] = (),
    confidence: float = CONFIDENCE,
) -> Change:
    """The change of a mean in period `start` (from 0), in the unit of the mean: `means` of `n` answers each.

    Weighted regression, alone or of the difference to the (means, n) of a `comparison`. NaN, or n 0: no answer. Too
    few: under 5 answers on a side, and as `change_in_counts`.
    """
    mean, total = _mean(means, n, start)
    asked = _Question(start, Family.NORMAL, trend, seasons, confidence)
    if comparison is None:
        return _judge(asked, mean, total, total, None, least=ANSWERS)
    return _difference(asked, mean, total, _mean(*comparison, start))


def _difference(asked: _Question, row: Floats, total: Floats, comparison: tuple[Floats, Floats]) -> Change:
    """The change of the distance to a comparison: what both share is not in it."""
    other, other_total = comparison
    return _judge(asked, row - _like(other, row), total, _joint(total, other_total), None, least=ANSWERS)


def _series(values: ArrayLike, start: int) -> Floats:
    y = as_floats(values)
    if y.ndim != 1 or not 0 < start < y.size:
        raise ValueError("A change needs one row of periods, with at least one on each side of its start.")
    return _finite(y)


def _like(values: ArrayLike, other: Floats) -> Floats:
    row = as_floats(values)
    if row.shape != other.shape:
        raise ValueError("All rows must have the same periods.")
    return _finite(row)


def _finite(row: Floats) -> Floats:
    if np.isinf(row).any():
        raise ValueError("A period must have a finite figure, or none.")
    return row


def _share(yes: ArrayLike, n: ArrayLike, start: int) -> tuple[Floats, Floats]:
    k = _series(yes, start)
    total = _like(n, k)
    if not (np.all(k >= 0) and np.all(k <= total)):
        raise ValueError("A share needs 0 ≤ yes ≤ n.")
    return np.divide(k, total, out=np.full(k.shape, np.nan), where=total > 0), total


def _mean(means: ArrayLike, n: ArrayLike, start: int) -> tuple[Floats, Floats]:
    mean = _series(means, start)
    total = np.where(np.isnan(mean), 0.0, _like(n, mean))
    return np.where(total > 0, mean, np.nan), total


def _joint(n: Floats, other: Floats) -> Floats:
    """The weight of a difference of two means: 1 ÷ (1/n + 1/m), 0 where one of them has no answer."""
    return np.divide(n * other, n + other, out=np.zeros(n.shape), where=(n > 0) & (other > 0))


def _judge(
    asked: _Question, y: Floats, counted: Floats, weights: Floats | None, exposure: ArrayLike | None, *, least: int
) -> Change:
    before, after = (int(np.nansum(part)) for part in (counted[: asked.start], counted[asked.start :]))
    seen = ~np.isnan(y) if weights is None else ~np.isnan(y) & (weights > 0)
    periods = [int(part.sum()) for part in (seen[: asked.start], seen[asked.start :])]
    columns = 2 + asked.trend + sum(min(2 * pairs, int(period) - 1) for period, pairs in asked.seasons)
    neutral = 0.0 if asked.family is Family.NORMAL else 1.0
    enough = min(periods) >= LEAST_PERIODS and sum(periods) >= columns + LEAST_FREEDOM
    if not (enough and min(before, after) >= least and before + after >= ANSWERS):
        return _too_few(neutral, sum(periods), before, after)
    found = segmented(
        y,
        asked.start,
        family=asked.family,
        exposure=exposure,
        weights=weights,
        trend=asked.trend,
        seasons=asked.seasons,
        supposed=asked.supposed,
        confidence=asked.confidence,
    )
    echo = _echo(asked, found, seen, weights)
    floor = 1.0 if asked.family is Family.NORMAL else max(1.0, 1.0 / max(float(found.dispersion), 1e-300))
    effect = _widened(found.step, np.sqrt(floor * (1 + 2 * echo)), asked.family)
    rounding = 1e-9 * max(float(np.nanmax(np.abs(y))), 1.0)
    return Change(
        verdict=Verdict.NO_SIGN if abs(effect.value - neutral) <= rounding else _verdict(effect, neutral),
        effect=effect,
        neutral=neutral,
        n_before=before,
        n_after=after,
        dispersion=float(found.dispersion),
        echo=echo,
        expected=found.expected,
        without=found.without,
    )


def _verdict(effect: Estimate, neutral: float) -> Verdict:
    if not np.isfinite([effect.low, effect.high]).all():
        return Verdict.TOO_FEW
    if effect.high < neutral:
        return Verdict.FELL
    return Verdict.ROSE if effect.low > neutral else Verdict.NO_SIGN


def _echo(asked: _Question, found: Interrupted, seen: NDArray[np.bool_], weights: Floats | None) -> float:
    """How much of a surprise comes again in the next two periods: r₁ + r₂ of the residuals, where it is more than 0.

    The slow columns that were fitted (level, step, trend) make each r too small by about their number ÷ n, which is
    given back. A step is a slow column itself, so its variance is larger by 1 + 2(r₁ + r₂ + …) (Bartlett 1935).
    """
    residuals = np.where(seen, found.residuals * (1.0 if weights is None else np.sqrt(weights)), 0.0)
    n = int(seen.sum())
    total = float(residuals @ residuals)
    if n < LEAST_FOR_ECHO or not total > 0:
        return 0.0
    repeated = [float(residuals[lag:] @ residuals[:-lag]) / total for lag in (1, 2)]
    return float(np.clip(sum(repeated) + 2 * (2 + asked.trend) / n, 0.0, GREATEST_ECHO))


def _widened(step: Estimate, factor: float, family: Family) -> Estimate:
    """The interval made wider, on the scale of the link. Counts and shares never vary less than chance alone says."""
    if factor == 1.0:
        return step
    if family is Family.NORMAL:
        half = (step.high - step.low) / 2 * factor
        return Estimate(step.value, step.value - half, step.value + half, step.n)
    half = np.exp(np.log(step.high / step.low) / 2 * factor)
    return Estimate(step.value, step.value / half, step.value * half, step.n)


def _too_few(neutral: float, periods: int, before: int, after: int) -> Change:
    none = np.asarray(np.nan)[()]
    return Change(
        verdict=Verdict.TOO_FEW,
        effect=Estimate(none, none, none, periods),
        neutral=neutral,
        n_before=before,
        n_after=after,
        dispersion=float("nan"),
        echo=0.0,
        expected=np.empty(0),
        without=np.empty(0),
    )
