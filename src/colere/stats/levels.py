"""The level of a row of days, and where it goes: exponential smoothing with a damped trend, tuned on its own past.

Each day's count is level × its weekday × (holiday or not). The factors are those of all days against the level around
them; the level follows with a half-life, its trend more slowly and damped (Gardner & McKenzie 1985), and both speeds
are those with which the past would have been forecast best: a company with calm seasons gets a slow level, one in the
middle of spring a quick one. How far those forecasts were off, by days ahead, is how far the next ones may be.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from colere.stats.interval import Floats, as_floats

WEEK = 7
HALF_LIVES = (5.0, 10.0, 20.0, 40.0, 80.0)  # days, of the level
TRENDS = (0.0, 0.02, 0.06)  # how much of a change of level is taken for a trend
DAMPING = 0.95  # of the trend, per day ahead
AHEAD = (1, 3, 5, 7, 10, 14)  # days, at which forecasts of the past are tried
FACTORS_LAST = 182.0  # half-life of what is known of weekdays and holidays
TRIALS_LAST = 112.0  # half-life of how forecasts did
_SUPPOSED, _SUPPOSED_DAY, _TRIALS = 0.02, 0.001, 14.0  # squared variation before anything is known, what each day ahead
# adds, and how many trials that is worth: a month of days tells little about how far a forecast may be off
_AROUND = 10  # days that a level reaches to both sides, when factors are told
_ROUNDS = 6
_ONE = 1.0  # a contact added to both sides of a factor


@dataclass(frozen=True, slots=True)
class Factors:
    """What weekdays and holidays do to a day, and the squared relative errors of that."""

    weekday: Floats
    holiday: float
    weekday_error: Floats
    holiday_error: float

    def of(self, weekday: NDArray[np.int64], holiday: NDArray[np.bool_]) -> Floats:
        """The factor of each day."""
        return as_floats(self.weekday[weekday] * np.where(holiday, self.holiday, 1.0))

    def error_of(self, weekday: NDArray[np.int64], holiday: NDArray[np.bool_]) -> Floats:
        """The squared relative error of each day's factor."""
        return as_floats(self.weekday_error[weekday] + np.where(holiday, self.holiday_error, 0.0))


@dataclass(frozen=True, slots=True)
class Ahead:
    """The level of the days ahead, and its squared relative variation (days' own included)."""

    level: Floats
    variation: Floats


def factors(y: Floats, seen: NDArray[np.bool_], weekday: NDArray[np.int64], holiday: NDArray[np.bool_]) -> Factors:
    """The factors of days (`y`, where `seen`), mean 1 over an ordinary week; 0 for weekdays that were never seen."""
    weight = np.where(seen, 0.5 ** (np.arange(y.size)[::-1] / FACTORS_LAST), 0.0)
    counts, known = np.where(seen, y, 0.0), np.bincount(weekday, seen, WEEK) > 0
    by_day, on_holidays = known.astype(np.float64), 1.0
    plain, feast = np.where(holiday, 0.0, weight), np.where(holiday, weight, 0.0)
    for _ in range(_ROUNDS):
        usual = np.where(seen, by_day[weekday] * np.where(holiday, on_holidays, 1.0), 0.0)
        level = _around(counts) / np.maximum(_around(usual), 1e-9)
        ordinary, came = (np.bincount(weekday, plain * part, WEEK) for part in (level, counts))
        by_day = as_floats(np.where(known, (came + _ONE) / (ordinary + _ONE), 0.0))
        by_day /= max(float(np.average(by_day, weights=known)), 1e-9)
        feasts = level * by_day[weekday] * feast
        on_holidays = float(((counts * feast).sum() + _ONE) / (feasts.sum() + _ONE)) if feast.any() else 1.0
    expected = level * by_day[weekday] * np.where(holiday, on_holidays, 1.0)
    spread = _squared_variation(counts, expected, plain)
    told = as_floats(np.bincount(weekday, plain * expected, WEEK))
    each = _squared_errors(told, _shares(weekday, plain), spread)
    those = max(_squared_variation(counts, expected, feast), spread) if feast.any() else 1.0
    again = _squared_errors(np.array([(expected * feast).sum()]), _shares(np.zeros_like(weekday), feast)[:1], those)
    return Factors(by_day, on_holidays, each, float(again[0]) + those - spread if feast.any() else 0.0)


def follow(y: Floats, usual: Floats, ahead: int, *, half_life: float | None = None) -> Ahead:
    """The level of the days ahead of `y`, whose factors are `usual` (0: closed or not observed).

    The speeds are tried on the past; with a `half_life` only the trend's is.
    """
    speeds = np.array([(one, trend) for one in ((half_life,) if half_life else HALF_LIVES) for trend in TRENDS])
    level, trend = _paths(y, usual, speeds)
    errors, squares, weights = _tried(y, usual, level, trend)
    cost = (errors * weights[:, None]).sum(axis=0)
    best = int(cost.argmin())
    days = np.arange(1, ahead + 1)
    told = np.maximum(level[-1, best] + trend[-1, best] * _grown(days), 0.0)
    return Ahead(told, _by_days(squares[:, best], weights, days))


def _around(rows: Floats) -> Floats:
    kernel = np.exp(-np.abs(np.arange(-6 * _AROUND, 6 * _AROUND + 1)) / _AROUND)
    return as_floats(np.convolve(rows, kernel)[6 * _AROUND : 6 * _AROUND + rows.size])


def _shares(group: NDArray[np.int64], weight: Floats) -> Floats:
    """One over the number of days that a group's weights amount to."""
    total, squares = (np.bincount(group, weight**k, WEEK) for k in (1, 2))
    return as_floats(np.divide(squares, total**2, out=np.ones(WEEK), where=total > 0))


def _squared_errors(expected: Floats, share: Floats, spread: float) -> Floats:
    return as_floats(1 / (expected + _ONE) + spread * share)


def _squared_variation(y: Floats, mean: Floats, weight: Floats) -> float:
    """The squared coefficient of variation of the means: Var y = μ + v μ², by moments."""
    base = float((weight * mean**2).sum())
    return max(float((weight * ((y - mean) ** 2 - mean)).sum()) / base, 0.0) if base > 0 else 0.0


def _paths(y: Floats, usual: Floats, speeds: Floats) -> tuple[Floats, Floats]:
    """Level and trend after each day (days × speeds)."""
    half_life, share = speeds.T
    gain = 1.0 - 0.5 ** (usual[:, None] / half_life)
    some = np.flatnonzero(usual > 0)[: 4 * WEEK]
    begin = max(float(y[some].sum() / usual[some].sum()), 1e-9)
    level, trend = np.full(len(speeds), begin), np.zeros(len(speeds))
    levels, trends = np.empty((2, y.size, len(speeds)))
    for day in range(y.size):
        trend = DAMPING * trend
        level = np.maximum(level + trend, 1e-9)
        if usual[day] > 0:
            move = gain[day] * (y[day] / usual[day] - level)
            level, trend = np.maximum(level + move, 1e-9), trend + share * move
        levels[day], trends[day] = level, trend
    return levels, trends


def _grown(days: NDArray[np.int64]) -> Floats:
    return as_floats(DAMPING * (1 - DAMPING**days) / (1 - DAMPING))


def _tried(y: Floats, usual: Floats, level: Floats, trend: Floats) -> tuple[Floats, Floats, Floats]:
    """Of forecasts of the past, by days ahead and speed: squared errors ÷ what was to be expected, and the squared
    relative variation that they tell of; and how much each number of days ahead weighs.
    """
    n = y.size
    begin = 4 * WEEK if n >= 10 * WEEK else min(2 * WEEK, n // 2)
    errors, squares, weights = [], [], []
    for ahead in AHEAD:
        now = np.arange(begin, n - ahead)
        then = now + ahead
        weight = np.where(usual[then] > 0, 0.5 ** ((n - then) / TRIALS_LAST), 0.0)[:, None]
        told = np.maximum(level[now] + trend[now] * _grown(np.array([ahead])), 1e-9) * usual[then][:, None]
        off = (y[then][:, None] - told) ** 2
        scale = np.maximum(told.mean(axis=1, keepdims=True), 0.5)
        total = max(float(weight.sum()), 1e-300)
        errors.append((weight * off / scale).sum(axis=0) / total)
        mean_square = np.maximum((weight * told**2).sum(axis=0) / total, 1e-300)
        seen = np.maximum((weight * (off - told)).sum(axis=0) / total / mean_square, 0.0)
        supposed = _SUPPOSED + _SUPPOSED_DAY * ahead
        squares.append((total * seen + _TRIALS * supposed) / (total + _TRIALS))
        weights.append(total)
    return np.stack(errors), np.stack(squares), as_floats(weights)


def _by_days(squares: Floats, weights: Floats, days: NDArray[np.int64]) -> Floats:
    """The squared variation at each number of days ahead: a straight line through those tried that does not fall."""
    ahead = as_floats(AHEAD)
    middle, mean = (float(np.average(part, weights=weights)) for part in (ahead, squares))
    spread = float((weights * (ahead - middle) ** 2).sum())
    slope = max(float((weights * (ahead - middle) * squares).sum()) / spread, 0.0)
    return as_floats(np.maximum(mean + slope * (days - middle), min(mean, float(squares.min()))))
