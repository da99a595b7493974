"""How long customers stay: the share that is left after each time, as it was and as it will go on.

Kaplan-Meier shows what was seen, with those who are still here counted for as long as they were watched. The shifted
beta geometric curve (Fader & Hardie 2007, "How to project customer retention", Journal of Interactive Marketing 21(1))
goes on from there: each customer ends a contract at each renewal with a probability of their own.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from colere.stats import enough
from colere.stats.distributions import normal_quantile
from colere.stats.interval import CONFIDENCE, Floats, Interval, as_floats, check_confidence

_LONGEST = 12.0  # parameters stay within e^±12: beyond, all customers are alike and the curve no longer changes


@dataclass(frozen=True, slots=True)
class Survival:
    """The share still here after each time at which somebody left; arrays of one length, times ascending.

    `median` is the first time by which at most half are left (NaN: more than half stayed throughout).
    """

    n: int
    state: enough.State
    times: Floats
    at_risk: Floats
    left: Floats
    survival: Floats
    low: Floats
    high: Floats
    median: float
    median_low: float
    median_high: float


@dataclass(frozen=True, slots=True)
class Retention:
    """The shifted beta geometric curve: its two parameters, their intervals, and how well it fits.

    Small α and β: customers differ much, the loyal remain. `covariance` is that of their logarithms (NaN where the
    likelihood is flat).
    """

    n: int
    state: enough.State
    alpha: float
    beta: float
    low: Floats
    high: Floats
    covariance: Floats
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class Projection:
    """The share still here after 1, 2, … periods, with the interval of the curve (chance in few customers adds)."""

    survival: Floats
    low: Floats
    high: Floats


def kaplan_meier(times: ArrayLike, has_left: ArrayLike, *, confidence: float = CONFIDENCE) -> Survival:
    """The share still here after each time, of n customers watched for `times` who have left (true) or not yet.

    S(t) = Π (1 − d/n) over the times up to t (Kaplan & Meier 1958), Greenwood's variance, and the interval on the
    log(−log S) scale, which stays within 0 and 1 (Kalbfleisch & Prentice). Who leaves and who is last seen at the same
    time: the leaving comes first. A bound is NaN where everybody has left. Raises `ValueError` for times that are
    negative or not finite.
    """
    z = normal_quantile(1.0 - check_confidence(confidence))
    time, gone = as_floats(times).ravel(), as_floats(has_left).ravel()
    if time.shape != gone.shape or not (np.isfinite(time).all() and np.all(time >= 0)):
        raise ValueError("Survival needs a finite time of at least 0 and one sign of having left for each customer.")
    if not np.all((gone == 0) | (gone == 1)):
        raise ValueError("Whether a customer has left is true or false.")
    points, places = np.unique(time, return_inverse=True)
    ended = np.bincount(places, minlength=points.size).astype(np.float64)
    goers = np.bincount(places, weights=gone, minlength=points.size)
    kept = goers > 0
    at_risk = as_floats(np.cumsum(ended[::-1])[::-1][kept])
    points, left = points[kept], as_floats(goers[kept])
    survival, variance = _product_limit(left, at_risk)
    low, high = _log_log(survival, variance, z)
    median, median_low, median_high = (_first_at_most_half(points, one) for one in (survival, low, high))
    n = int(time.size)
    return Survival(
        n, enough.of_answers(n), points, at_risk, left, survival, low, high, median, median_low, median_high
    )


def survival_at(found: Survival, times: ArrayLike) -> tuple[Floats, Interval]:
    """The share still here at any times, with its interval; before the first leaving it is 1 (no bounds: NaN)."""
    place = np.searchsorted(found.times, as_floats(times), side="right")
    value = np.concatenate([[1.0], found.survival])[place]
    low, high = (np.concatenate([[np.nan], bound])[place] for bound in (found.low, found.high))
    return value, Interval(low, high)


def cohort(survivors: ArrayLike) -> tuple[Floats, Floats]:
    """Who left at each renewal and who was still there at the last, from the sizes of one cohort: start, after 1, ….

    [1000, 869, 743] gives left [131, 126] and stayed [0, 743], as `fit_retention` takes them.
    """
    sizes = as_floats(survivors)
    if sizes.ndim != 1 or sizes.size < 2 or not np.isfinite(sizes).all() or np.any(np.diff(sizes) > 0):
        raise ValueError("A cohort needs its size at the start and after each period, never growing.")
    if sizes[-1] < 0:
        raise ValueError("A cohort cannot have fewer than 0 customers.")
    left = -np.diff(sizes)
    stayed = np.zeros(left.size)
    stayed[-1] = sizes[-1]
    return left, stayed


def fit_retention(left: ArrayLike, stayed: ArrayLike, *, confidence: float = CONFIDENCE) -> Retention:
    """The shifted beta geometric parameters α and β by maximum likelihood.

    Place k−1 of `left` counts the customers who left at their k-th renewal, of `stayed` those who were still there
    after it and are not watched further; cohorts of different age are simply added. P(leave at k) =
    B(α+1, β+k−1)/B(α, β), S(k) = B(α, β+k)/B(α, β). By L-BFGS on the log scale. Raises `ValueError` when nobody
    left or there are fewer than two renewals to look at: the curve then has no shape.
    """
    gone, kept = as_floats(left), as_floats(stayed)
    if gone.ndim != 1 or gone.shape != kept.shape or not np.all(np.isfinite(gone + kept) & (gone >= 0) & (kept >= 0)):
        raise ValueError("Retention needs two counts of at least 0 for each renewal.")
    if not gone.any() or np.count_nonzero(gone + kept) < 2 or gone.size < 2:
        raise ValueError("Retention needs at least two renewals and somebody who left.")
    z = normal_quantile(1.0 - check_confidence(confidence))
    logs, hessian, value = _climb(gone, kept)
    covariance = _inverse(hessian)
    half = z * np.sqrt(np.diag(covariance))
    n = round(float((gone + kept).sum()))
    with np.errstate(over="ignore"):
        low, high = np.exp(logs - half), np.exp(logs + half)
    alpha, beta = np.exp(logs)
    return Retention(n, enough.of_answers(n), float(alpha), float(beta), low, high, covariance, value)


def project(found: Retention, periods: int, *, confidence: float = CONFIDENCE) -> Projection:
    """The share of a new cohort still here after 1 … `periods` renewals; intervals by the delta method, log(−log S)."""
    if periods < 1:
        raise ValueError("A projection needs at least one period.")
    z = normal_quantile(1.0 - check_confidence(confidence))
    k = np.arange(1.0, periods + 1.0)
    log_survival, slopes = _log_survival(np.log([found.alpha, found.beta]), k)
    survival = np.exp(log_survival)
    variance = np.einsum("ik,ij,jk->k", slopes, found.covariance, slopes)
    low, high = _log_log(survival, np.maximum(variance, 0.0), z)
    return Projection(survival, low, high)


def remaining_periods(found: Retention, after: int, *, discount: float) -> float:
    """How many further renewals to expect of a customer who has renewed `after` times, later ones worth less by
    `discount` each period (0.1: a tenth).

    Discounted expected residual lifetime, Σ S(after+k | after)/(1+d)^k (Fader & Hardie 2010); summed until what is
    left cannot change the ninth digit. Raises `ValueError` for a discount that is not above 0.
    """
    if after < 0 or not (math.isfinite(discount) and discount > 0):
        raise ValueError("The remaining periods need a discount above 0 and at least 0 renewals so far.")
    length = max(1, math.ceil(math.log(1e-10 * discount) / -math.log1p(discount)))
    k = np.arange(1.0, min(length, 1_000_000) + 1.0)
    with np.errstate(divide="ignore"):
        ratio = np.log(found.beta + after + k - 1.0) - np.log(found.alpha + found.beta + after + k - 1.0)
    return float(np.exp(np.cumsum(ratio) - k * math.log1p(discount)).sum())


def _product_limit(left: Floats, at_risk: Floats) -> tuple[Floats, Floats]:
    """S(t) and Greenwood's variance of log S(t)."""
    with np.errstate(divide="ignore"):
        return as_floats(np.cumprod(1.0 - left / at_risk)), as_floats(np.cumsum(left / (at_risk * (at_risk - left))))


def _log_log(survival: Floats, variance: Floats, z: float) -> Interval:
    """S^exp(±z·se) with the standard error of log(−log S); `variance` is that of log S."""
    with np.errstate(divide="ignore", invalid="ignore"):
        spread = z * np.sqrt(variance) / -np.log(survival)
        low, high = survival ** np.exp(spread), survival ** np.exp(-spread)
    inside = (survival > 0) & (survival < 1)
    return Interval(np.where(inside, low, np.nan), np.where(inside, high, np.nan))


def _first_at_most_half(times: Floats, survival: Floats) -> float:
    found = np.flatnonzero(survival <= 0.5)
    return float(times[found[0]]) if found.size else math.nan


def _log_survival(logs: Floats, k: Floats) -> tuple[Floats, Floats]:
    """log S(k) and its two slopes by log α and log β."""
    from scipy.special import betaln, psi

    alpha, beta = np.exp(logs)
    value = betaln(alpha, beta + k) - betaln(alpha, beta)
    both = psi(alpha + beta) - psi(alpha + beta + k)
    return np.asarray(value), np.array([alpha * both, beta * (both + psi(beta + k) - psi(beta))])


def _climb(left: Floats, stayed: Floats) -> tuple[Floats, Floats, float]:
    """Where the log-likelihood is highest: log α and log β, the curvature there, and its height."""
    from scipy.optimize import minimize

    k = np.arange(1.0, left.size + 1.0)
    total = float((left + stayed).sum())

    def minus(logs: Floats) -> tuple[float, Floats]:
        alpha, beta = np.exp(logs)
        until, slopes = _log_survival(logs, k)
        before, earlier = np.append(0.0, until[:-1]), np.column_stack([np.zeros(2), slopes[:, :-1]])
        leaving = before + logs[0] - np.log(alpha + beta + k - 1.0)
        by_leaving = earlier - np.array([alpha, beta])[:, None] / (alpha + beta + k - 1.0)
        by_leaving[0] += 1.0
        return -float(left @ leaving + stayed @ until) / total, -(by_leaving @ left + slopes @ stayed) / total

    bounds = [(-_LONGEST, _LONGEST)] * 2
    options = {"ftol": 1e-15, "gtol": 1e-10}
    found = minimize(minus, np.zeros(2), jac=True, method="L-BFGS-B", bounds=bounds, options=options)
    logs, step = as_floats(found.x), 1e-4
    moves = np.eye(2) * step
    hessian = np.array([(minus(logs + one)[1] - minus(logs - one)[1]) / (2 * step) for one in moves]) * total
    hessian = (hessian + hessian.T) / 2.0
    last = _inverse(hessian) @ minus(logs)[1] * total  # Newton's step for the last digits
    logs = logs - np.where(np.isfinite(last), last, 0.0)
    return logs, hessian, -minus(logs)[0] * total


def _inverse(hessian: Floats) -> Floats:
    values = np.linalg.eigvalsh(hessian)
    if values[0] <= 1e-9 * values[-1]:
        return np.full(hessian.shape, np.nan)
    return np.asarray(np.linalg.inv(hessian))
