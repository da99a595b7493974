"""Causal impact: what a series would have been without a change, told from its own past and from series that the
change did not touch.

Brodersen et al. (2015), Annals of Applied Statistics 9(1): a structural time series (a level that wanders, plus a
regression on comparison series) is fitted to the time before, and goes on after it as the counterfactual. Where they
draw samples, the posterior here is computed: given the ratio q of the level's variance to that of the noise, a Kalman
filter makes the model an ordinary regression with Student's distribution (Harvey 1989, §3.4), and q is averaged over
a grid by its restricted likelihood. No seed, no chains.

What is thought of q beforehand decides what the interval covers, because a past of n periods cannot tell a still level
from one that wanders with n√q below about 12. One in ten is given to a level that is still; otherwise √q is as likely
in every decade from 12/n, where a past begins to show it, to 100, where next to nothing is noise: a prior that is
chosen for its coverage (Müller & Norets 2016, Journal of the American Statistical Association 111). 95 % then cover 93
to 97 % wherever the level can be seen to wander (92 where nothing is noise), and up to 99.5 % where it is still. More
for the still level brings that down, at the cost of levels that wander just too little to be seen: half of the prior
there covers 96 % and 85 % (bench/still.py).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from colere.stats.estimate import Estimate
from colere.stats.interval import CONFIDENCE, Floats, as_floats, check_confidence

STILL = 0.1  # how likely it is beforehand that the level does not wander
_SEEN, _MOST = 12.0, 100.0  # √q: the least is _SEEN ÷ periods before the change
_A_DECADE = 10  # ratios of the grid in a decade of √q
_STEPS = 50


@dataclass(frozen=True, slots=True)
class Impact:
    """The effect of a change on each period after it, and on all of them.

    `n` of each estimate is the number of periods after the change that were observed.
    """

    average: Estimate  # observed − expected, mean of a period
    total: Estimate  # the same, sum of all periods observed
    relative: Estimate  # average ÷ mean expected; NaN where the expected mean is 0
    expected: Floats  # by period after the change, with bounds for a single observation
    low: Floats
    high: Floats
    level_share: float  # how much of the unexplained variance of a period is the level's wandering, 0 to 1


@dataclass(slots=True)
class _Past:
    """The filtered time before the change; first axis: the grid of ratios."""

    ratio: Floats  # (g,) level variance ÷ noise variance
    weight: Floats  # (g,) posterior of each ratio
    beta: Floats  # (g, k)
    inverse: Floats  # (g, k, k)
    scale: Floats  # (g,) noise variance
    level: Floats  # (g, 1 + k) last filtered level of y and of the comparison columns
    level_variance: Floats  # (g,), in units of the noise variance
    df: int


def causal_impact(
    y: ArrayLike,
    start: int,
    comparison: ArrayLike | None = None,
    *,
    trend: bool = False,
    confidence: float = CONFIDENCE,
) -> Impact:
    """The effect of a change in period `start` (from 0) on the series `y` (n periods in a row).

    `comparison`: n × k series that move with `y` and that the change cannot have touched (other teams, other themes,
    sines of a season), known in every period; `trend` adds a straight line in time. NaN in `y`: not observed. Needs at
    least 5 observed periods more than there are columns before the change, and one after it; raises `ValueError`
    otherwise, and for values that are not finite. A past that the columns explain exactly has an interval of width 0.
    """
    series, columns = _checked(y, comparison, start, trend=trend)
    past = _filter_past(series[:start], columns[:start])
    ahead = columns[start:]
    seen = ~np.isnan(series[start:])
    horizon = np.arange(1, seen.size + 1, dtype=np.float64)
    tail = check_confidence(confidence)
    middle, low, high = _mixture(past, ahead, horizon, np.ones(seen.size), tail)
    n = int(seen.sum())
    expected, least, most = _together(past, ahead[seen], horizon[seen], tail)
    observed = float(series[start:][seen].mean())
    effect = as_floats([observed - expected, observed - most, observed - least])
    with np.errstate(divide="ignore", invalid="ignore"):
        relative = np.where(expected != 0, effect / abs(expected), np.nan)
    noise = 1.0 / (1.0 + past.ratio)
    return Impact(
        average=_estimate(effect, n),
        total=_estimate(effect * n, n),
        relative=_estimate(relative, n),
        expected=middle,
        low=low,
        high=high,
        level_share=float(1.0 - past.weight @ noise),
    )


def _together(past: _Past, columns: Floats, steps: Floats, tail: float) -> tuple[float, float, float]:
    """The mean of what is expected so many steps ahead, with its bounds."""
    n = steps.size
    wander = float((steps * (2 * np.arange(n, 0, -1) - 1)).sum()) / n**2  # mean of min(i, j) over all pairs
    found = _mixture(past, columns.mean(axis=0, keepdims=True), as_floats([wander]), as_floats([1 / n]), tail)
    expected, least, most = (float(part[0]) for part in found)
    return expected, least, most


def _estimate(three: Floats, n: int) -> Estimate:
    return Estimate(three[0], three[1], three[2], n)


def _checked(y: ArrayLike, comparison: ArrayLike | None, start: int, *, trend: bool) -> tuple[Floats, Floats]:
    series = as_floats(y)
    if series.ndim != 1 or np.isinf(series).any():
        raise ValueError("An impact needs one series of finite values (NaN where there is none).")
    columns = np.zeros((series.size, 0)) if comparison is None else as_floats(comparison)
    columns = columns[:, None] if columns.ndim == 1 else columns
    if columns.shape[0] != series.size or not np.isfinite(columns).all():
        raise ValueError("The comparison series must be finite and as long as the series itself.")
    if trend:
        columns = np.column_stack([columns, np.arange(series.size, dtype=np.float64)])
    before, after = np.count_nonzero(~np.isnan(series[:start])), np.count_nonzero(~np.isnan(series[start:]))
    if not 0 < start < series.size or before < columns.shape[1] + 6 or after < 1:
        raise ValueError("An impact needs more periods before the change than that, and one after it.")
    centre = columns[:start].mean(axis=0)
    spread = columns[:start].std(axis=0)
    kept = spread > 1e-12 * np.maximum(np.abs(centre), 1.0)
    return series, (columns[:, kept] - centre[kept]) / spread[kept]


def _filter_past(series: Floats, columns: Floats) -> _Past:
    """One pass of the Kalman filter for all ratios, over the series and its comparison columns alike."""
    ratio = _ratios(int(np.count_nonzero(~np.isnan(series))))
    q = ratio[:, None]
    both = np.column_stack([series, columns])
    first = int(np.flatnonzero(~np.isnan(series))[0])
    level = np.repeat(both[[first]], ratio.size, axis=0)
    variance = np.ones((ratio.size, 1))  # after the first value of a diffuse start
    whitened, log_spread = [], np.zeros(ratio.size)
    for row in both[first + 1 :]:
        variance = variance + q
        if np.isnan(row[0]):
            continue
        spread = variance + 1.0
        surprise = row - level
        whitened.append(surprise / np.sqrt(spread))
        log_spread += np.log(spread[:, 0])
        level = level + variance / spread * surprise
        variance = variance / spread
    return _regress(ratio, np.stack(whitened, axis=1), log_spread, level, variance[:, 0])


def _ratios(periods: int) -> Floats:
    """The grid: 0, and from the least ratio that so many periods begin to show."""
    least = np.log10(_SEEN / periods)
    many = max(int(np.ceil((np.log10(_MOST) - least) * _A_DECADE)), 1) + 1
    return np.concatenate([[0.0], np.logspace(least, np.log10(_MOST), many) ** 2])


def _regress(ratio: Floats, whitened: Floats, log_spread: Floats, level: Floats, variance: Floats) -> _Past:
    """The regression of the whitened series on the whitened columns, and the weight of each ratio."""
    y, x = whitened[:, :, 0], whitened[:, :, 1:]
    k = x.shape[2]
    df = y.shape[1] - k
    gram = x.transpose(0, 2, 1) @ x
    inverse = as_floats(np.linalg.pinv(gram, hermitian=True)) if k else gram
    beta = (inverse @ (x.transpose(0, 2, 1) @ y[..., None]))[..., 0]
    squares = ((y - (x @ beta[..., None])[..., 0]) ** 2).sum(axis=1)
    floor = 1e-20 * max(float((y**2).sum(axis=1).max()), 1e-300)
    log_gram = np.linalg.slogdet(gram + 1e-12 * np.eye(k))[1] if k else np.zeros(squares.shape)
    likelihood = -0.5 * (log_spread + log_gram + df * np.log(np.maximum(squares, floor)))
    prior = np.append(STILL, np.full(ratio.size - 1, (1 - STILL) / (ratio.size - 1)))
    weight = prior * np.exp(likelihood - likelihood.max())
    return _Past(ratio, weight / weight.sum(), beta, inverse, squares / df, level, variance, df)


def _mixture(past: _Past, columns: Floats, wander: Floats, noise: Floats, tail: float) -> tuple[Floats, Floats, Floats]:
    """Mean and bounds of r forecasts (columns r × k): Student's distributions mixed over the ratios.

    `wander` and `noise` say how much of the level's variance per period and of the noise is in each.
    """
    away = columns[:, None, :] - past.level[:, 1:]
    centre = past.level[:, 0] + (away * past.beta).sum(axis=2)
    certain = np.einsum("rgk,gkl,rgl->rg", away, past.inverse, away)
    parts = past.level_variance + past.ratio * wander[:, None] + noise[:, None] + certain
    deviation = np.sqrt(past.scale * parts)
    low, high = (_quantile(past, centre, deviation, share) for share in (tail, 1.0 - tail))
    return centre @ past.weight, low, high


def _quantile(past: _Past, centre: Floats, deviation: Floats, share: float) -> Floats:
    """The value below which the mixture lies with this probability: Newton's steps, halving where one leads astray."""
    from scipy.special import gammaln, stdtr, stdtrit

    df = past.df
    ends = centre + float(stdtrit(df, share)) * deviation
    low, high = ends.min(axis=1), ends.max(axis=1)  # the quantile of a mixture lies among those of its parts
    spread = np.maximum(deviation, 1e-300)
    height = past.weight / spread * np.exp(gammaln((df + 1) / 2) - gammaln(df / 2)) / np.sqrt(df * np.pi)
    at = (low + high) / 2
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        for _ in range(_STEPS):
            z = (at[:, None] - centre) / spread
            missing = share - stdtr(df, z) @ past.weight
            low, high = np.where(missing > 0, at, low), np.where(missing > 0, high, at)
            newton = at + missing / (height * (1 + z**2 / df) ** (-(df + 1) / 2)).sum(axis=1)
            before, at = at, np.where((low <= newton) & (newton <= high), newton, (low + high) / 2)
            if np.all(np.abs(at - before) <= 1e-12 * spread.min(axis=1)):
                break
    return as_floats(at)
