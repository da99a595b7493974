"""Who is about to end a contract: the chance within the next periods, how sure that is, and what speaks for it.

A discrete-time hazard (Allison 1982; Singer & Willett 1993): one row for each customer and period (`periods_of` makes
them of survival times), and the chance to leave in that period by a ridge logistic regression on the tenure and on
what is known of the customer at its beginning. Customers who came before the watching began, who are still here, and
whose circumstances change all have their place in it. Own code: scikit-learn's regression knows no errors of
its coefficients, and so no interval of a chance.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from colere.stats import enough
from colere.stats.distributions import normal_quantile
from colere.stats.interval import CONFIDENCE, Floats, as_floats, check_confidence
from colere.stats.shares import wilson

Whole = NDArray[np.int64]

_KNOTS = (0.25, 0.5, 0.75)  # where the curve of tenure may bend, as quantiles of log tenure
_ROWS_AT_ONCE = 100_000
_LEAST_VARIANCE = 1e-10


@dataclass(frozen=True, slots=True)
class Hazard:
    """The fitted chance to leave in one period; made by `fit_hazard`, read by the functions below.

    `ratio`, `low` and `high` say by how much the odds to leave in a period multiply when a covariate grows by one
    (NaN for a covariate that never varies). The other fields are the model's own.
    """

    n: int
    leavers: int
    state: enough.State
    ratio: Floats
    low: Floats
    high: Floats
    coefficients: Floats
    covariance: Floats
    centre: Floats
    spread: Floats
    knots: Floats


@dataclass(frozen=True, slots=True)
class Chances:
    """The chance of each customer to leave, with the interval of the model's own uncertainty."""

    n: int
    value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Reasons:
    """What speaks most for leaving, strongest first; customers × places.

    `which` is the place of the reason among those asked for, −1 where nothing further speaks for leaving; `weight` is
    by how much it multiplies the odds to leave, compared with the average customer.
    """

    which: Whole
    weight: Floats


@dataclass(frozen=True, slots=True)
class Ranking:
    """The area under the ROC curve: how often a customer who left had the higher chance than one who stayed."""

    n: int
    area: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was said against what came, in groups of rising chance; `is_kept`: what was said lies in the interval."""

    n: Floats
    expected: Floats
    observed: Floats
    low: Floats
    high: Floats
    is_kept: NDArray[np.bool_]


def periods_of(start: ArrayLike, stop: ArrayLike, has_left: ArrayLike) -> tuple[Whole, Whole, NDArray[np.bool_]]:
    """One row for each period that each customer was watched in: whose it is, the tenure, and whether they left in it.

    Each customer was watched from tenure `start` (0: from the first day) to tenure `stop`, in whole periods, and left
    in the last of them where `has_left`. The periods are start+1 … stop. Raises `ValueError` where stop ≤ start.
    """
    first, last, gone = as_floats(start), as_floats(stop), as_floats(has_left)
    if first.ndim != 1 or first.shape != last.shape or gone.shape != first.shape:
        raise ValueError("Periods need a start, a stop and one sign of having left for each customer.")
    if not np.all((first >= 0) & (first < last) & (last < 1e6) & (first == np.floor(first)) & (last == np.floor(last))):
        raise ValueError("A customer is watched over whole periods from 0 on, at least one of them.")
    length = (last - first).astype(np.int64)
    whose = np.repeat(np.arange(first.size), length)
    ends = np.cumsum(length)
    tenure = np.arange(1, whose.size + 1) - np.repeat(ends - length, length) + first.astype(np.int64)[whose]
    has_ended = np.zeros(whose.size, dtype=np.bool_)
    has_ended[ends - 1] = gone != 0
    return whose, tenure, has_ended


def fit_hazard(
    tenure: ArrayLike,
    covariates: ArrayLike,
    has_left: ArrayLike,
    *,
    ridge: float = 1.0,
    confidence: float = CONFIDENCE,
) -> Hazard:
    """The chance to leave in a period, from n customer-periods.

    `tenure` counts whole periods since the contract began, `covariates` is n × p (yes and no as 1 and 0, a kind of m
    values as m − 1 such columns), `has_left` says who left in that period. `ridge` is the penalty on the squared
    coefficients of the standardised covariates; the intercept goes free. Newton's method, about seven passes over the
    rows. Raises `ValueError` for values missing or infinite, or when nobody left or nobody stayed.
    """
    z = normal_quantile(1.0 - check_confidence(confidence))
    months, table, gone = _checked(tenure, covariates, has_left)
    leavers = int(gone.sum())
    if not 0 < leavers < gone.size:
        raise ValueError("The chance to leave needs both customers who left and customers who stayed.")
    if not (math.isfinite(ridge) and ridge > 0):
        raise ValueError("The ridge must be above 0.")
    logs = np.log1p(months)
    knots = np.unique(np.quantile(logs, _KNOTS))
    design = np.column_stack([_tenure_columns(months, knots), table])
    centre, spread, is_still = _standard(design)
    coefficients, covariance = _newton((design - centre) / spread, gone, ridge)
    own = design.shape[1] - table.shape[1]  # after the intercept and the tenure
    slope = coefficients[1 + own :] / spread[own:]
    half = z * np.sqrt(np.diag(covariance)[1 + own :]) / spread[own:]
    hidden = np.where(is_still[own:], np.nan, 1.0)
    return Hazard(
        n=int(gone.size),
        leavers=leavers,
        state=enough.of_answers(min(leavers, gone.size - leavers)),
        ratio=np.exp(slope) * hidden,
        low=np.exp(slope - half) * hidden,
        high=np.exp(slope + half) * hidden,
        coefficients=coefficients,
        covariance=covariance,
        centre=centre,
        spread=spread,
        knots=knots,
    )


def chance_to_leave(
    found: Hazard, tenure: ArrayLike, covariates: ArrayLike, *, periods: int = 1, confidence: float = CONFIDENCE
) -> Chances:
    """The chance of each customer to leave within the next `periods`, when nothing but the tenure changes.

    `tenure` is that of the first of these periods. 1 − Π (1 − h(k)); the interval by the delta method on the
    log(−log) scale of the share that stays.
    """
    z = normal_quantile(1.0 - check_confidence(confidence))
    months, table, _ = _checked(tenure, covariates, None)
    if periods < 1:
        raise ValueError("The chance to leave needs at least one period.")
    _same_width(found, table)
    parts = []
    for first in range(0, max(months.size, 1), _ROWS_AT_ONCE):
        rows = slice(first, first + _ROWS_AT_ONCE)
        parts.append(_staying(found, months[rows], table[rows], periods))
    hazard, variance = (np.concatenate(one) for one in zip(*parts, strict=True))
    spread = z * np.sqrt(variance) / np.maximum(hazard, 1e-300)
    with np.errstate(over="ignore"):
        low, high = -np.expm1(-hazard * np.exp(-spread)), -np.expm1(-hazard * np.exp(spread))
    return Chances(int(months.size), -np.expm1(-hazard), low, high)


def reasons_to_leave(
    found: Hazard, covariates: ArrayLike, *, reason_of: ArrayLike | None = None, top: int = 3
) -> Reasons:
    """What speaks most for each customer's leaving: the covariates' contributions to the log odds, against the mean.

    `reason_of` gives for each covariate the number of the reason it belongs to (the columns of one kind together);
    without it each covariate is one. Tenure is no reason: nobody can change it.
    """
    table = as_floats(covariates)
    table = table.reshape(len(table), -1)
    _same_width(found, table)
    p = table.shape[1]
    groups = np.arange(p) if reason_of is None else np.asarray(reason_of, dtype=np.int64)
    if groups.shape != (p,) or top < 1 or (p and groups.min() < 0):
        raise ValueError("Reasons need one number from 0 on for each covariate, and at least one place.")
    count = int(groups.max()) + 1 if p else 0
    belongs = (groups[:, None] == np.arange(count)).astype(np.float64)
    first = found.centre.size - p
    slope = found.coefficients[1 + first :] / found.spread[first:]
    pushes = ((table - found.centre[first:]) * slope) @ belongs
    which = np.argsort(-pushes, axis=1, kind="stable")[:, :top]
    weight = np.take_along_axis(pushes, which, axis=1)
    speaks = weight > 0
    return Reasons(np.where(speaks, which, -1), np.where(speaks, np.exp(weight), 1.0))


def ranking(chance: ArrayLike, has_left: ArrayLike, *, confidence: float = CONFIDENCE) -> Ranking:
    """The area under the ROC curve with DeLong's interval on the logit scale.

    Variance from the ranks (DeLong, DeLong & Clarke-Pearson 1988; Sun & Xu 2014), ties count half. NaN when nobody
    left or nobody stayed; NaN bounds when the two do not overlap at all.
    """
    z = normal_quantile(1.0 - check_confidence(confidence))
    score, gone = as_floats(chance), as_floats(has_left) != 0
    if score.ndim != 1 or score.shape != gone.shape or not np.isfinite(score).all():
        raise ValueError("A ranking needs a finite chance and one sign of having left for each customer.")
    left, stayed = np.sort(score[gone]), np.sort(score[~gone])
    m, k = left.size, stayed.size
    if not m or not k:
        return Ranking(int(score.size), math.nan, math.nan, math.nan)
    beaten = _share_below(stayed, left)
    by_stayer = 1.0 - _share_below(left, stayed)
    area = float(beaten.mean())
    if not 0.0 < area < 1.0 or min(m, k) < 2:
        return Ranking(int(score.size), area, math.nan, math.nan)
    variance = float(beaten.var(ddof=1)) / m + float(by_stayer.var(ddof=1)) / k
    half = z * math.sqrt(variance) / (area * (1.0 - area))
    logit = math.log(area / (1.0 - area))
    low, high = (1.0 / (1.0 + math.exp(-(logit + side))) for side in (-half, half))
    return Ranking(int(score.size), area, low, high)


def calibration(
    chance: ArrayLike, has_left: ArrayLike, *, groups: int = 10, confidence: float = CONFIDENCE
) -> Calibration:
    """Whether of those with a chance of 20 % one in five leaves: groups of equal size by rising chance, Wilson's
    interval of the share that left in each.

    Fewer groups where there are fewer than 5 customers for each; arrays of length 0 for no customers.
    """
    said, gone = as_floats(chance), as_floats(has_left)
    if said.ndim != 1 or said.shape != gone.shape or not np.all((said >= 0) & (said <= 1)):
        raise ValueError("A calibration needs a chance from 0 to 1 and one sign of having left for each customer.")
    count = max(1, min(groups, said.size // enough.ANSWERS)) if said.size else 0
    order = np.argsort(said, kind="stable")
    edges = np.linspace(0, said.size, count + 1).astype(np.int64)
    n = np.diff(edges).astype(np.float64)
    expected, left = (np.diff(np.append(0.0, np.cumsum(one[order]))[edges]) for one in (said, gone))
    low, high = wilson(left, n, confidence=confidence)
    expected = expected / n
    return Calibration(n, expected, left / n, low, high, (low <= expected) & (expected <= high))


def _checked(tenure: ArrayLike, covariates: ArrayLike, has_left: ArrayLike | None) -> tuple[Floats, Floats, Floats]:
    months, table = as_floats(tenure), as_floats(covariates)
    if months.ndim != 1 or table.ndim != 2 or len(table) != months.size:
        raise ValueError("The chance to leave needs one tenure and one row of covariates for each customer.")
    if not (np.isfinite(months).all() and np.isfinite(table).all() and np.all(months >= 0)):
        raise ValueError("The chance to leave needs finite covariates and tenures of at least 0.")
    gone = np.zeros(months.size) if has_left is None else as_floats(has_left)
    if gone.shape != months.shape or not np.all((gone == 0) | (gone == 1)):
        raise ValueError("Whether a customer has left is true or false, once for each row.")
    return months, table, gone


def _same_width(found: Hazard, table: Floats) -> None:
    if table.shape[1] != found.ratio.size:
        raise ValueError(f"The model knows {found.ratio.size} covariates, not {table.shape[1]}.")


def _tenure_columns(months: Floats, knots: Floats) -> Floats:
    """Log tenure, and what of it lies above each knot: a line that may bend there, and goes on straight after."""
    logs = np.log1p(months)
    return np.column_stack([logs, *(np.maximum(logs - knot, 0.0) for knot in knots)])


def _standard(design: Floats) -> tuple[Floats, Floats, NDArray[np.bool_]]:
    """Mean and spread of each column, and which never vary: these have an infinite spread, and count for nothing."""
    centre, spread = design.mean(axis=0), design.std(axis=0)
    is_still = design.max(axis=0) == design.min(axis=0)
    return centre, np.where(is_still | (spread == 0), np.inf, spread), is_still


def _newton(standard: Floats, gone: Floats, ridge: float) -> tuple[Floats, Floats]:
    """The penalised maximum with the intercept first, and the inverse of the curvature there."""
    p = standard.shape[1]
    penalty = np.diag([0.0] + [ridge] * p)
    at = np.zeros(p + 1)
    at[0] = math.log(gone.mean() / (1.0 - gone.mean()))
    height = -math.inf
    step = np.zeros(p + 1)
    for _ in range(60):
        log_likelihood, gradient, curvature = _slopes(standard, gone, at)
        value = log_likelihood - 0.5 * float(at @ penalty @ at)
        if value < height - 1e-9 * abs(height):  # overshot: go back half of the way
            step = step / 2.0
            at = at - step
            continue
        height = value
        step = np.linalg.solve(curvature + penalty, gradient - penalty @ at)
        at = at + step
        if np.abs(step).max() < 1e-9:
            break
    return at, np.asarray(np.linalg.inv(_slopes(standard, gone, at)[2] + penalty))


def _slopes(standard: Floats, gone: Floats, at: Floats) -> tuple[float, Floats, Floats]:
    """The log-likelihood, its gradient and minus its second derivatives, some rows at a time."""
    q = at.size
    value = 0.0
    gradient, curvature = np.zeros(q), np.zeros((q, q))
    for first in range(0, gone.size, _ROWS_AT_ONCE):
        rows, left = standard[first : first + _ROWS_AT_ONCE], gone[first : first + _ROWS_AT_ONCE]
        design = np.column_stack([np.ones(len(rows)), rows])
        logit = design @ at
        chance = 0.5 * (1.0 + np.tanh(0.5 * logit))
        value += float(left @ logit - np.logaddexp(0.0, logit).sum())
        gradient += design.T @ (left - chance)
        curvature += (design * np.maximum(chance * (1.0 - chance), _LEAST_VARIANCE)[:, None]).T @ design
    return value, gradient, curvature


def _staying(found: Hazard, months: Floats, table: Floats, periods: int) -> tuple[Floats, Floats]:
    """−log of the share that stays through the periods, and its variance."""
    q = found.coefficients.size
    total, slopes = np.zeros(months.size), np.zeros((months.size, q))
    for ahead in range(periods):
        raw = np.column_stack([_tenure_columns(months + ahead, found.knots), table])
        design = np.column_stack([np.ones(months.size), (raw - found.centre) / found.spread])
        logit = design @ found.coefficients
        total += np.logaddexp(0.0, logit)
        slopes += design * (0.5 * (1.0 + np.tanh(0.5 * logit)))[:, None]
    return total, np.maximum(np.einsum("ni,ij,nj->n", slopes, found.covariance, slopes, optimize=True), 0.0)


def _share_below(others: Floats, values: Floats) -> Floats:
    """For each value the share of the others below it, ties half; both in order, or ten millions take minutes."""
    below = np.searchsorted(others, values, side="left") + np.searchsorted(others, values, side="right")
    return below / (2.0 * others.size)
