"""A theme's own season: slow waves in the year, and what they leave to be told of a window of days.

One year of days cannot tell its season from everything else that lasts for months; it can tell it from what begins and
ends within days. So the waves move freely beside every window (a score test with nuisance parameters; Cox & Hinkley
1974, §9.3), and what looks like a step must beat a season with more waves.
"""

import numpy as np
from numpy.typing import NDArray

from colere.stats.counts import harmonics
from colere.stats.interval import Floats, as_floats
from colere.stats.mixed import Ints

SEASON_DAYS = 330  # from so many days on a season is told from the days themselves; before, nobody can know it
YEAR = 365.25
PAIRS = 2  # of waves in the year: a year and half a year
MORE_PAIRS = 4
LEAST_LEFT = 0.12  # share of a window's information that the season must leave, or the two cannot be told apart
_STEPS, _FAR = 8, 8.0


def waves_of(n: int, pairs: int = PAIRS) -> Floats:
    """The season's columns for n days in a row: n × 2·pairs; none (n × 0) where there are too few days."""
    return harmonics(n, YEAR, pairs) if n >= SEASON_DAYS else np.zeros((n, 0))


def season_of(y: Floats, usual: Floats, aside: NDArray[np.bool_], waves: Floats) -> Floats:
    """What is to be expected on each day, with level and season told from the days that were not put aside.

    All but `waves` (days × columns) are themes × days: counts, each day's share of what is usual, and which days do
    not count. Poisson regression by Fisher scoring, with a wide prior (standard deviation 1 on the log scale) for
    stretches that were put aside.
    """
    seen, counted = np.where(aside, 0.0, usual), np.where(aside, 0.0, y)
    level = counted.sum(axis=1, keepdims=True) / np.maximum(seen.sum(axis=1, keepdims=True), 1e-300)
    if not waves.shape[1]:
        return as_floats(usual * level)
    design = np.column_stack([np.ones(len(waves)), waves])
    prior = np.diag([1e-9] + [1.0] * waves.shape[1])
    columns = design.shape[1]
    products = (design[:, :, None] * design[:, None, :]).reshape(len(design), -1)  # so all curves are one product
    at = np.zeros((len(y), columns))
    for _ in range(_STEPS):
        mean = seen * level * np.exp(np.clip(at @ design.T, -_FAR, _FAR))
        slope = (counted - mean) @ design - at @ prior
        curve = (mean @ products).reshape(-1, columns, columns) + prior
        at = at + np.clip(np.linalg.solve(curve, slope[..., None])[..., 0], -1.0, 1.0)
    return as_floats(usual * level * np.exp(np.clip(at @ design.T, -_FAR, _FAR)))


def gain_of_windows(expected: Floats, waves: Floats, first: Ints, end: Ints) -> Floats:
    """By window (first day, day after the last): its information about a step ÷ what is left of that when the season
    may move too; 0 where that is too little.

    `expected` is one theme's days, 0 where they do not count.
    """
    if not waves.shape[1]:
        return np.ones(first.size)
    design = np.column_stack([np.ones(len(waves)), waves])
    curve = (design.T * expected) @ design + 1e-9 * np.eye(design.shape[1])
    sums = np.cumsum(np.pad(design * expected[:, None], ((1, 0), (0, 0))), axis=0).T
    inside = sums[:, end] - sums[:, first]
    own = inside[0]
    alone = own - own**2 / max(float(expected.sum()), 1e-300)
    left = own - np.einsum("pw,pw->w", inside, np.linalg.solve(curve, inside))
    share = np.divide(left, alone, out=np.zeros(own.shape), where=alone > 0)
    return as_floats(np.divide(1.0, share, out=np.zeros(own.shape), where=share >= LEAST_LEFT))


def step_over_waves(
    y: Floats, usual: Floats, aside: NDArray[np.bool_], first: int, end: int, *, pairs: int = MORE_PAIRS
) -> float:
    """By how much log-likelihood a season with a step from `first` until before `end` explains one theme's days better
    than a season of so many `pairs` of waves without it.
    """
    with_step = _log_likelihood(y, usual, aside, np.column_stack([waves_of(y.size), _step(y.size, first, end)]))
    return with_step - _log_likelihood(y, usual, aside, waves_of(y.size, pairs))


def step_beside_waves(
    y: Floats, usual: Floats, aside: NDArray[np.bool_], first: int, end: int, *, pairs: int = MORE_PAIRS
) -> float:
    """By how much log-likelihood a step up on these days explains one theme better beside a season of so many `pairs`
    of waves than that season alone; below 0 for a step down.
    """
    waves = waves_of(y.size, pairs)
    expected = season_of(y[None], usual[None], aside[None], waves)[0]
    inside = ~aside[first:end]
    is_up = y[first:end][inside].sum() >= expected[first:end][inside].sum()
    with_step = _log_likelihood(y, usual, aside, np.column_stack([waves, _step(y.size, first, end)]))
    gain = max(with_step - _log_likelihood(y, usual, aside, waves), 0.0)
    return gain if is_up else -gain


def _step(days: int, first: int, end: int) -> Floats:
    step = np.zeros(days)
    step[first:end] = 1.0
    return step


def _log_likelihood(y: Floats, usual: Floats, aside: NDArray[np.bool_], columns: Floats) -> float:
    """Of one theme's days with these columns, without its constant."""
    mean = np.maximum(season_of(y[None], usual[None], aside[None], columns)[0], 1e-300)
    return float(np.where(aside, 0.0, y * np.log(mean) - mean).sum())
