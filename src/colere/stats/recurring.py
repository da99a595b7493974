"""Recurring problems: which themes cost most, which of them come back, and since when.

Cost is contacts × minutes. Contacts are what a rate brought this time (quasi-Poisson), minutes are a mean that was
measured: both are uncertain, and so is the order of themes. A theme that "comes back" has had an episode before.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from colere.stats.distributions import normal_quantile, normal_tails
from colere.stats.episodes import History, find_episodes
from colere.stats.estimate import Estimate
from colere.stats.interval import CONFIDENCE, Floats, as_floats, check_confidence
from colere.stats.mixed import Ints


@dataclass(frozen=True, slots=True)
class Problem:
    """One theme: what it costs in minutes, where that puts it, and its episodes.

    `n` of the estimates is the number of contacts. `rank` counts from 1; with `best_rank` and `worst_rank` it says how
    far the order can be trusted: themes whose intervals overlap may change places.
    """

    theme: int  # row of what was given
    cost: Estimate  # minutes in all days given
    excess_cost: Estimate  # minutes in its episodes beyond what is usual; 0 without episodes
    per_week: Estimate  # contacts
    rank: int
    best_rank: int
    worst_rank: int
    history: History
    comes_back: bool  # more than one episode
    is_ongoing: bool  # an episode reaches the last day


def recurring_problems(
    counts: ArrayLike,
    minutes: ArrayLike,
    minutes_error: ArrayLike | None = None,
    *,
    exposure: ArrayLike | None = None,
    alarm: float = 0.003,
    confidence: float = CONFIDENCE,
    seed: int = 0,
) -> tuple[Problem, ...]:
    """The themes in order of cost, the dearest first.

    `alarm` is strict because one year tells little of the season, and what a season's waves leave over passes for an
    episode: in simulated companies without any, 3 of 100 have one (200 companies; with .01, 6 of 100).

    `counts`: themes × days; `minutes`: the mean handling time of a contact of each theme, `minutes_error` its standard
    error (none: 0). The rest as `episodes.find_episodes`. Cost by the delta method on the logarithm: variance
    dispersion/contacts + (error/minutes)²; with no contact at all from 0 to the bound of Poisson's zero. Raises
    `ValueError` for minutes that are not known or negative, and as `find_episodes`.
    """
    y = as_floats(counts)
    mean, error = _minutes(minutes, minutes_error, y.shape[:1])
    histories = find_episodes(y, exposure=exposure, alarm=alarm, confidence=confidence, seed=seed)
    contacts = np.nansum(y, axis=1)
    weeks = (~np.isnan(y)).sum(axis=1) / 7
    dispersion = as_floats([h.dispersion for h in histories])
    z = normal_quantile(1 - check_confidence(confidence))
    relative = np.divide(error, mean, out=np.zeros(mean.shape), where=mean > 0)
    many = _product(contacts, dispersion, np.zeros(mean.shape), z)
    low, high = (bound * mean for bound in _product(contacts, dispersion, relative, z))
    cost = contacts * mean
    order = np.argsort(-cost, kind="stable")
    best, worst = _ranks(low, high)
    return tuple(
        Problem(
            theme=int(i),
            cost=Estimate(cost[i], low[i], high[i], int(contacts[i])),
            excess_cost=_excess(histories[i], float(mean[i]), float(error[i]), z),
            per_week=_rate(float(contacts[i]), float(many[0][i]), float(many[1][i]), float(weeks[i])),
            rank=rank,
            best_rank=int(best[i]),
            worst_rank=int(worst[i]),
            history=histories[i],
            comes_back=len(histories[i].episodes) > 1,
            is_ongoing=any(e.is_ongoing for e in histories[i].episodes),
        )
        for rank, i in enumerate(order, start=1)
    )


def _ranks(low: Floats, high: Floats) -> tuple[Ints, Ints]:
    """The best and the worst rank that intervals leave: behind who is surely dearer, before who is surely cheaper."""
    best = 1 + low.size - np.searchsorted(np.sort(low), high, side="right")
    worst = low.size - np.searchsorted(np.sort(high), low, side="left")
    return best, worst


def _minutes(minutes: ArrayLike, minutes_error: ArrayLike | None, shape: tuple[int, ...]) -> tuple[Floats, Floats]:
    mean, error = as_floats(minutes), np.zeros(shape) if minutes_error is None else as_floats(minutes_error)
    if not (mean.shape == error.shape == shape and np.isfinite(mean).all() and np.isfinite(error).all()):
        raise ValueError("Each theme needs its minutes and their error.")
    if (mean < 0).any() or (error < 0).any():
        raise ValueError("Minutes and their errors are not negative.")
    return mean, error


def _product(contacts: Floats, dispersion: Floats, relative: Floats, z: float) -> tuple[Floats, Floats]:
    """Bounds of contacts × a factor of 1 that is known with this relative error."""
    with np.errstate(divide="ignore"):
        spread = np.sqrt(dispersion / contacts + relative**2)
    none = contacts == 0
    zero = -np.log(normal_tails(z) / 2) * dispersion * (1 + z * relative)
    return (
        np.where(none, 0.0, contacts * np.exp(-z * np.where(none, 0.0, spread))),
        np.where(none, zero, contacts * np.exp(z * np.where(none, 0.0, spread))),
    )


def _rate(contacts: float, low: float, high: float, weeks: float) -> Estimate:
    value, least, most = as_floats([contacts, low, high]) * (1.0 / weeks if weeks > 0 else np.nan)
    return Estimate(value, least, most, round(contacts))


def _excess(history: History, minutes: float, error: float, z: float) -> Estimate:
    """Minutes beyond the usual in all episodes: variances of the episodes' excess add up, then minutes' own."""
    excess = sum(float(e.excess.value) for e in history.episodes)
    variance = sum(float((e.excess.high - e.excess.low) / 2 / z) ** 2 for e in history.episodes)
    half = z * np.sqrt(minutes**2 * variance + excess**2 * error**2)
    value, low, high = as_floats([0.0, -half, half]) + excess * minutes
    return Estimate(value, low, high, sum(e.excess.n for e in history.episodes))
