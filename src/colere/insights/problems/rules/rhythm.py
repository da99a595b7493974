"""The year's rhythm of a topic: what comes every year is no problem that comes back.

Two waves a year are fitted to each topic's share of all contacts (Poisson regression). Stretches that stand out from
them are set aside and the waves fitted again without them, so that a cause of two months does not bend the season
towards itself. A stretch stands out by Rao's score test for one more level on its days beside the waves, divided by the
dispersion. Nothing is decided here: `stats.recurring` judges on what is left, with its own bound for false alarms.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]
    Ints = NDArray[np.int64]

YEAR = 365.25
WAVES = 2  # a year; with three, an episode of two months looks like a season
LEAST_DAYS = 300  # below, a season cannot be told from a problem
SHORTEST, LONGEST = 5, 100  # days of what is set aside; what lasts longer is taken for a season
STANDS_OUT = 26.0  # χ² with one degree; some 1,500 stretches of a topic are tried
AT_MOST = 4  # stretches of a topic
RIDGE = 8.0  # holds the waves of rare topics near nothing: as if their height were known to ± 1/√8
STEPS = 30


def yearly_rhythm(counts: Floats, exposure: Floats) -> Floats:
    """How much more or less than on average over the year each topic is expected on each day, beside `exposure`.

    `counts`: topics × days; `exposure`: all contacts of each day. All 1 for fewer than 300 days, and for topics without
    any contact. Work grows with topics × days.
    """
    import numpy as np

    if counts.shape[1] < LEAST_DAYS or not exposure.any():
        return np.ones(counts.shape)
    return np.stack([_of_topic(row, exposure) if row.any() else np.ones(row.size) for row in counts])


def _of_topic(y: Floats, exposure: Floats) -> Floats:
    import numpy as np

    from colere.stats.counts import harmonics

    waves = np.column_stack([np.ones(y.size), harmonics(y.size, YEAR, WAVES)])
    aside = exposure <= 0
    level = np.zeros(waves.shape[1])
    for turn in range(AT_MOST + 1):
        level, information = _fit(waves[~aside], y[~aside], exposure[~aside])
        found = _standing_out(y, exposure * np.exp(waves @ level), waves, aside, information)
        if found is None or turn == AT_MOST:
            break
        aside = aside.copy()
        aside[found[0] : found[1]] = True
    rhythm: Floats = np.exp(waves[:, 1:] @ level[1:])
    return rhythm


def _fit(waves: Floats, y: Floats, exposure: Floats) -> tuple[Floats, Floats]:
    """Coefficients of the logarithm of the rate, and their information, by Newton's steps."""
    import numpy as np

    penalty = np.diag([0.0] + [RIDGE] * (waves.shape[1] - 1))
    level = np.zeros(waves.shape[1])
    level[0] = np.log((y.sum() + 0.5) / exposure.sum())
    information = penalty
    for _ in range(STEPS):
        mean = exposure * np.exp(np.clip(waves @ level, -30, 30))
        information = (waves * mean[:, None]).T @ waves + penalty
        step = np.linalg.solve(information, waves.T @ (y - mean) - penalty @ level)
        step *= min(1.0, 1.0 / max(float(np.abs(step).max()), 1e-12))
        level = level + step
        if np.abs(step).max() < 1e-6:
            break
    return level, information


def _standing_out(
    y: Floats, mean: Floats, waves: Floats, aside: NDArray[np.bool_], information: Floats
) -> tuple[int, int] | None:
    """The first day, and the day after the last, of the stretch that stands out most; None where none does."""
    import numpy as np

    mean = np.where(aside, 0.0, mean)
    above = np.where(aside, 0.0, y) - mean
    first, end = _stretches(y.size)
    contacts = _between(above, first, end)
    share = np.stack([_between(column * mean, first, end) for column in waves.T], axis=1)
    known = np.einsum("ij,ij->i", share @ np.linalg.inv(information), share)
    variance = _between(mean, first, end) - known
    days = max(1, int((~aside).sum()) - waves.shape[1])
    dispersion = max(1.0, float((above**2 / np.maximum(mean, 1e-9))[~aside].sum()) / days)
    fair = (contacts > 0) & (variance > 1e-9) & (_between(aside.astype(np.float64), first, end) == 0)
    score = np.where(fair, contacts**2 / np.maximum(variance, 1e-9), 0.0) / dispersion
    best = int(score.argmax())
    return (int(first[best]), int(end[best])) if score[best] >= STANDS_OUT else None


@lru_cache(maxsize=16)
def _stretches(days: int) -> tuple[Ints, Ints]:
    """First days, and days after the last, of all stretches that are tried: lengths and places in steps of a fifth."""
    import numpy as np

    first, end = [], []
    length = float(SHORTEST)
    while length <= min(LONGEST, days):
        size = round(length)
        starts = np.union1d(np.arange(0, days - size + 1, max(1, size // 5)), [days - size])
        first.append(starts)
        end.append(starts + size)
        length *= 1.25
    return np.concatenate(first), np.concatenate(end)


def _between(values: Floats, first: Ints, end: Ints) -> Floats:
    import numpy as np

    total = np.concatenate([[0.0], np.cumsum(values)])
    found: Floats = total[end] - total[first]
    return found
