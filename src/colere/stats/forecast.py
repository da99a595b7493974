"""How many contacts will come, by interval of the day, for shifts.

A day is level × its weekday × (holiday or not), an interval its weekday's share of the day, drawn to the profile of all
days where a weekday knows little. The level follows its own past (`levels.py`), as quickly as would have told that past
best. Counts are Poisson around a mean that varies itself (gamma), so their quantiles are those of the negative
binomial; how much it varies is told by how far forecasts of days already known were off, as many days ahead.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from colere.stats.interval import CONFIDENCE, Floats, as_floats, check_confidence
from colere.stats.levels import WEEK, factors, follow

PROFILE_LASTS = 112.0  # half-life of what is known of the hours of a weekday, in days
LEAST_DAYS = 4 * WEEK
DRAWN = 1.0  # contacts an interval must have on a weekday to weigh as much as the profile of all days


@dataclass(frozen=True, slots=True)
class Forecast:
    """Contacts of the days ahead: arrays of days × intervals, and of days for `day_…`; 0 on closed days."""

    mean: Floats
    low: Floats
    high: Floats
    day_mean: Floats
    day_low: Floats
    day_high: Floats
    n: int  # days behind it


@dataclass(frozen=True, slots=True)
class Backtest:
    """How forecasts of days already known did, against those of the same weekday a week before.

    Ratios of absolute errors below 1: better than that. `coverage` is the share of intervals within the bounds.
    """

    wape: float  # absolute error ÷ contacts
    ratio: float  # ours ÷ seasonal naive, by interval
    day_ratio: float  # the same, by day
    coverage: float
    day_coverage: float
    days: int


@dataclass(slots=True)
class _Past:
    total: Floats  # contacts of each day, 0 where not seen
    counts: Floats  # days × intervals
    seen: NDArray[np.bool_]  # observed, and open
    weekday: NDArray[np.int64]
    holiday: NDArray[np.bool_]


def forecast_contacts(
    counts: ArrayLike,
    ahead: int,
    *,
    first_weekday: int = 0,
    closed: ArrayLike | None = None,
    holidays: ArrayLike | None = None,
    half_life: float | None = None,
    confidence: float = CONFIDENCE,
) -> Forecast:
    """The contacts of the next `ahead` days.

    `counts`: days × intervals in a row (NaN: not observed), day 0 being weekday `first_weekday`. `closed` and
    `holidays` are flags of all days, past and ahead: closed days have no contacts, holidays a factor of their own,
    known as soon as there was one. `half_life`: in how many days the level forgets half; without it, what would have
    forecast the past best. Bounds hold for the count of one interval (or day) at a time, the narrowest that hold it as
    often as `confidence` where nothing at all may come. Needs 4 weeks of open days; raises `ValueError` otherwise, and
    for negative counts or flags of another length.
    """
    y = _counts(counts)
    days = y.shape[0] + ahead
    shut, feast = _flags(closed, days), _flags(holidays, days)
    weekday = (first_weekday + np.arange(days)) % WEEK
    past = _past(y, weekday[: y.shape[0]], shut[: y.shape[0]], feast[: y.shape[0]])
    mean, variation = _days(past, weekday[y.shape[0] :], feast[y.shape[0] :], half_life)
    mean = np.where(shut[y.shape[0] :], 0.0, mean)
    profile = _profile(past)
    cells = mean[:, None] * profile[weekday[y.shape[0] :]]
    tail = check_confidence(confidence)
    low, high = _quantiles(cells, variation[:, None] + _variation(past, profile), tail)
    day_low, day_high = _quantiles(mean, variation, tail)
    return Forecast(cells, low, high, mean, day_low, day_high, int(past.seen.sum()))


def backtest(
    counts: ArrayLike,
    *,
    weeks: int = 4,
    first_weekday: int = 0,
    closed: ArrayLike | None = None,
    holidays: ArrayLike | None = None,
    half_life: float | None = None,
    confidence: float = CONFIDENCE,
) -> Backtest:
    """How well the last `weeks` weeks would have been forecast, each from the days before it.

    Flags are those of the days given. Raises `ValueError` as `forecast_contacts`, for what is left before.
    """
    y = _counts(counts)
    shut, feast = _flags(closed, y.shape[0]), _flags(holidays, y.shape[0])
    if not (weeks >= 1 and y.shape[0] >= LEAST_DAYS + weeks * WEEK):
        raise ValueError("A backtest needs the weeks to be tested and four weeks before them.")
    parts = []
    for end in range(y.shape[0] - weeks * WEEK, y.shape[0], WEEK):
        told = forecast_contacts(
            y[:end],
            WEEK,
            first_weekday=first_weekday,
            closed=shut[: end + WEEK],
            holidays=feast[: end + WEEK],
            half_life=half_life,
            confidence=confidence,
        )
        parts.append((told, y[end : end + WEEK], y[end - WEEK : end], ~shut[end : end + WEEK]))
    return _scored(parts)


def _counts(counts: ArrayLike) -> Floats:
    y = as_floats(counts)
    if y.ndim != 2 or not y.shape[1] or np.isinf(y).any() or (y < 0).any():
        raise ValueError("A forecast needs finite counts of days by intervals, none of them negative.")
    return y


def _flags(flags: ArrayLike | None, days: int) -> NDArray[np.bool_]:
    told = np.zeros(days, dtype=np.bool_) if flags is None else np.asarray(flags, dtype=np.bool_)
    if told.shape != (days,):
        raise ValueError("Closed days and holidays need a flag for each day, past and ahead.")
    return told


def _past(y: Floats, weekday: NDArray[np.int64], shut: NDArray[np.bool_], feast: NDArray[np.bool_]) -> _Past:
    seen = ~np.isnan(y).any(axis=1) & ~shut
    if seen.sum() < LEAST_DAYS:
        raise ValueError("A forecast needs four weeks of days that were open.")
    counts = np.where(seen[:, None], y, 0.0)
    return _Past(counts.sum(axis=1), counts, seen, weekday, feast)


def _days(
    past: _Past, weekday: NDArray[np.int64], feast: NDArray[np.bool_], half_life: float | None
) -> tuple[Floats, Floats]:
    """Mean of each day ahead, and the squared variation of what will come around it."""
    if half_life is not None and not half_life > 0:
        raise ValueError("The half-life must be more than 0 days.")
    known = factors(past.total, past.seen, past.weekday, past.holiday)
    usual = np.where(past.seen, known.of(past.weekday, past.holiday), 0.0)
    told = follow(past.total, usual, weekday.size, half_life=half_life)
    return told.level * known.of(weekday, feast), told.variation + known.error_of(weekday, feast)


def _profile(past: _Past) -> Floats:
    """The share of each interval in the day, by weekday."""
    weighted = past.counts * _weights(past)[:, None]
    whole = weighted.sum(axis=0)
    overall = whole / whole.sum() if whole.sum() > 0 else np.full(whole.shape, 1 / whole.size)
    own = np.stack([weighted[past.weekday == day].sum(axis=0) for day in range(WEEK)])
    drawn = own + DRAWN * overall.size * overall
    share: Floats = drawn / drawn.sum(axis=1, keepdims=True)
    return share


def _weights(past: _Past) -> Floats:
    return np.where(past.seen, 0.5 ** (np.arange(past.total.size)[::-1] / PROFILE_LASTS), 0.0)


def _variation(past: _Past, profile: Floats) -> float:
    """The squared variation of intervals around their share of their own day, all intervals together.

    Of a day's contacts, an interval with the share p has a variance of p (1 − p) each by chance alone.
    """
    share = profile[past.weekday]
    mean, weight = past.total[:, None] * share, _weights(past)[:, None]
    excess = (past.counts - mean) ** 2 - mean * (1 - share)
    base = float((weight * mean**2).sum())
    return max(float((weight * excess).sum()) / base, 0.0) if base > 0 else 0.0


def _quantiles(mean: Floats, variation: ArrayLike, tail: float) -> tuple[Floats, Floats]:
    """Bounds of counts around gamma means: the least counts that are reached with these probabilities.

    Where 0 is within the bounds nothing can be missed below, and all of the error is left to the upper one.
    """
    from scipy import stats

    v = np.maximum(np.broadcast_to(as_floats(variation), mean.shape), 1e-9)
    some = mean > 0
    size, success = 1 / v, 1 / (1 + v * np.maximum(mean, 1e-300))
    low = np.where(some, stats.nbinom.ppf(tail, size, success), 0.0)
    high = np.where(some, stats.nbinom.ppf(np.where(low > 0, 1 - tail, 1 - 2 * tail), size, success), 0.0)
    return low, high


def _scored(parts: list[tuple[Forecast, Floats, Floats, NDArray[np.bool_]]]) -> Backtest:
    error, naive, day_error, day_naive, total, days = 0.0, 0.0, 0.0, 0.0, 0.0, 0
    inside: list[NDArray[np.bool_]] = []
    day_inside: list[NDArray[np.bool_]] = []
    for told, truth, before, is_open in parts:
        use = is_open & ~np.isnan(truth).any(axis=1) & ~np.isnan(before).any(axis=1)
        y, past = truth[use], before[use]
        error += float(np.abs(y - told.mean[use]).sum())
        naive += float(np.abs(y - past).sum())
        day_error += float(np.abs(y.sum(axis=1) - told.day_mean[use]).sum())
        day_naive += float(np.abs(y.sum(axis=1) - past.sum(axis=1)).sum())
        total += float(y.sum())
        days += int(use.sum())
        inside.append(((told.low[use] <= y) & (y <= told.high[use])).ravel())
        day_sum = y.sum(axis=1)
        day_inside.append((told.day_low[use] <= day_sum) & (day_sum <= told.day_high[use]))

    def share(part: float, whole: float) -> float:
        return part / whole if whole > 0 else float("nan")

    return Backtest(
        wape=share(error, total),
        ratio=share(error, naive),
        day_ratio=share(day_error, day_naive),
        coverage=float(np.concatenate(inside).mean()) if days else float("nan"),
        day_coverage=float(np.concatenate(day_inside).mean()) if days else float("nan"),
        days=days,
    )
