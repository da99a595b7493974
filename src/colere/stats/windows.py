"""Windows of days, how much likelier counts are with a higher rate inside, and how great that gets by chance.

The windows are those of seeded binary segmentation (Kovács, Li, Bühlmann & Munk 2023, Biometrika 110(1)): lengths grow
by a third, so there are about n log n of them instead of n².
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from colere.stats.counts import dispersion_by_weeks
from colere.stats.interval import Floats, as_floats
from colere.stats.seasons import gain_of_windows, season_of, waves_of

WEEK = 7
SHORTEST = 3  # days; a single bad day is a signal on a chart, not an episode
LONGEST_SHARE = 0.75  # of all that was to be expected: what is there most of the time is how things are
SIMULATIONS = 400
_EULER = 0.5772156649015329


def usual_days(y: Floats, exposure: Floats) -> Floats:
    """Each day's share of what is usual: exposure × the weekday's factor. (The level cancels out of the ratios.)

    A weekday's factor is its contacts against those of the weeks around its days, so that a change of level does not
    look like a weekday; one contact is added to both, so that a weekday without any stays above 0.
    """
    m, n = y.shape
    around = _weekly_mean(np.nan_to_num(y)) / np.maximum(_weekly_mean(np.where(np.isnan(y), 0.0, exposure)), 1e-300)
    expected = np.where(np.isnan(y), 0.0, around * exposure)
    pad = -n % WEEK
    by_day = np.stack([np.pad(np.nan_to_num(y), ((0, 0), (0, pad))), np.pad(expected, ((0, 0), (0, pad)))])
    seen, hoped = by_day.reshape(2, m, (n + pad) // WEEK, WEEK).sum(axis=2)
    factor = (seen + 1.0) / (hoped + 1.0)
    return as_floats(exposure * np.tile(factor, (1, n // WEEK + 1))[:, :n])


def _weekly_mean(y: Floats) -> Floats:
    """The sum of the seven days around each day, of what there is of them."""
    total = np.cumsum(np.pad(y, ((0, 0), (1, 0))), axis=1)
    n = y.shape[1]
    day = np.arange(n)
    low, high = np.clip(day - WEEK // 2, 0, n), np.clip(day + WEEK // 2 + 1, 0, n)
    return total[:, high] - total[:, low]


@lru_cache(maxsize=16)
def all_windows(n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First days and days after the last of all windows in n days."""
    first, end = [], []
    length = float(SHORTEST)
    while length < LONGEST_SHARE * n + 1:
        size = round(length)
        starts = np.arange(0, n - size + 1, max(1, size // 4))
        starts = np.union1d(starts, [n - size])  # what goes on until today must not fall between two steps
        first.append(starts)
        end.append(starts + size)
        length *= 4 / 3
    return np.concatenate(first), np.concatenate(end)


def likelihood_ratio(inside: Floats, share: Floats, total: Floats, everything: Floats) -> Floats:
    """Twice Poisson's log likelihood ratio of a higher rate inside; 0 where it is lower, or the rest is too little."""
    outside, rest = total - inside, everything - share
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = 2 * (
            inside * np.log(np.maximum(inside, 1e-300) / share)
            + outside * np.log(np.maximum(outside, 1e-300) / rest)
            - total * np.log(np.maximum(total, 1e-300) / everything)
        )
    fair = (share > 0) & (share <= LONGEST_SHARE * everything) & (inside * rest > outside * share)
    return np.where(fair, gain, 0.0)


def cumulated(rows: Floats) -> Floats:
    """Sums up to before each day, and of all days: rows × (days + 1)."""
    return np.cumsum(np.pad(rows, ((0, 0), (1, 0))), axis=1)


def greatest_ratio(
    y: Floats, usual: Floats, aside: NDArray[np.bool_], gain: Floats
) -> tuple[Floats, NDArray[np.int64]]:
    """The greatest ratio of each row and the number of its window, with days that were put aside left out.

    `gain` (by window, or row and window) makes up for what the season has taken out of a window; 0: not to be told.
    """
    first, end = all_windows(y.shape[1])
    counted, expected = (cumulated(np.where(aside, 0.0, part)) for part in (y, usual))
    blocked = cumulated(aside.astype(np.float64))
    ratio = likelihood_ratio(
        counted[:, end] - counted[:, first],
        expected[:, end] - expected[:, first],
        counted[:, -1:],
        expected[:, -1:],
    )
    ratio[(blocked[:, end] - blocked[:, first]) > 0] = 0.0
    ratio *= gain
    best = ratio.argmax(axis=1)
    return ratio[np.arange(y.shape[0]), best], best


@lru_cache(maxsize=512)
def gumbel(n: int, level: float, dispersion: float, seed: int) -> tuple[float, float]:
    """Gumbel's place and scale of the greatest ratio in n stable days of so many contacts (on a coarse grid)."""
    rng = np.random.default_rng([seed, n, round(1000 * level), round(1000 * dispersion)])
    shape = (SIMULATIONS, n)
    if dispersion > 1.0:
        y = rng.poisson(rng.gamma(level / (dispersion - 1.0), dispersion - 1.0, shape)).astype(np.float64)
    else:
        y = rng.poisson(level, shape).astype(np.float64)
    usual, waves, nothing = usual_days(y, np.ones(shape)), waves_of(n), np.zeros(shape, dtype=np.bool_)
    greatest, _ = greatest_ratio(
        y, season_of(y, usual, nothing, waves), nothing, gain_of_windows(np.full(n, level), waves, *all_windows(n))
    )
    greatest /= dispersion_by_weeks(y, exposure=usual)
    scale = max(float(greatest.std()) * np.sqrt(6.0) / np.pi, 1e-6)
    # Place and scale have errors of their own, and one on the wrong side would be a false alarm each week.
    cautious = 4.0 * float(greatest.std()) / np.sqrt(SIMULATIONS)
    return float(greatest.mean()) + cautious - _EULER * scale, scale
