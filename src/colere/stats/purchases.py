"""Customers who come back without a contract: who is still there, how often they will buy, and what that is worth.

BG/NBD (Fader, Hardie & Lee 2005, "Counting your customers the easy way", Marketing Science 24(2)): while a customer is
there, purchases come at a steady rate of their own (gamma across customers: r, α); after each purchase they may leave
for good with a probability of their own (beta: a, b). Gamma-gamma (Fader & Hardie 2013) adds what a purchase is worth.
Own code: the package of this trade, `lifetimes`, takes some thirty times as long (`bench/purchases.py`) and gives no
intervals of what it expects.

A customer is told by three figures: how many purchases after the first (`repeats`), when the last of them was
(`last`) and how long ago the first was (`age`), both counted from the first purchase in one unit of time.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from colere.stats import enough
from colere.stats.distributions import normal_quantile
from colere.stats.interval import CONFIDENCE, Floats, as_floats, check_confidence

_FAR = 15.0  # how far the logarithm of a parameter may go from its start
_STEPS = 200
_ENOUGH = 1e-7  # the gain in log-likelihood that a last step promises


@dataclass(frozen=True, slots=True)
class Fitted:
    """Parameters found by maximum likelihood; they are positive, so errors and intervals live on the log scale.

    `covariance` is that of the logarithms of `parameters` (NaN where the likelihood is flat: the data do not tell).
    """

    n: int
    state: enough.State
    parameters: Floats
    low: Floats
    high: Floats
    covariance: Floats
    log_likelihood: float


@dataclass(frozen=True, slots=True)
class Estimates:
    """One estimate for each customer; the interval tells how well its expectation is known, not what chance adds."""

    n: int
    value: Floats
    low: Floats
    high: Floats


def fit_purchases(repeats: ArrayLike, last: ArrayLike, age: ArrayLike, *, confidence: float = CONFIDENCE) -> Fitted:
    """The BG/NBD parameters r, α, a, b of n customers (three arrays of length n; α has the unit of `age`).

    Equal customers are counted together, and Newton's method climbs the likelihood by its analytic slopes and
    curvature in a handful of steps. Raises `ValueError` for customers that cannot be (a last purchase after today) and
    where nobody has come back: then nothing tells a slow customer from one who left.
    """
    x, when, total = _customers(repeats, last, age)
    if not x.any():
        raise ValueError("Nobody has bought twice yet, so how often customers come back cannot be told.")
    unit = float(total.mean())  # climbed in mean ages, so that days and weeks take the very same steps
    start = np.log([1.0, x.size / float(x.sum()) + 0.1, 1.0, 3.0])
    found = _climb(_purchase_likelihood(x, when / unit, total / unit), start, int(x.size), confidence)
    scale = np.array([1.0, unit, 1.0, 1.0])
    return replace(
        found,
        parameters=found.parameters * scale,
        low=found.low * scale,
        high=found.high * scale,
        log_likelihood=found.log_likelihood - float(x.sum()) * math.log(unit),
    )


def fit_spending(repeats: ArrayLike, mean_value: ArrayLike, *, confidence: float = CONFIDENCE) -> Fitted:
    """The gamma-gamma parameters p, q, γ from the mean value of the repeat purchases of those who have any.

    Customers without a repeat purchase are left out; `n` counts the others. Raises `ValueError` for a mean value of a
    repeat buyer that is not above 0, or when all buyers spend the very same.
    """
    x, mean = _spenders(repeats, mean_value)
    is_known = x > 0
    x, mean = x[is_known], mean[is_known]
    if x.size < 2 or mean.min() == mean.max():
        raise ValueError("Spending needs at least two repeat buyers whose purchases differ in value.")
    start = np.log([2.0, 3.0, float(np.median(mean))])
    return _climb(_spending_likelihood(x, mean), start, int(x.size), confidence)


def chance_alive(
    fitted: Fitted, repeats: ArrayLike, last: ArrayLike, age: ArrayLike, *, confidence: float = CONFIDENCE
) -> Estimates:
    """The probability that each customer is still a customer.

    1 / (1 + a/(b+x−1) · ((α+T)/(α+t))^(r+x)). In this model nobody leaves before the first repeat purchase, so it is 1
    for x = 0: read it only for those who came back. Intervals by the delta method on the logit scale.
    """
    x, when, total = _customers(repeats, last, age)

    def odds_of_having_left(logs: Floats) -> Floats:
        return _log_odds_of_having_left(np.exp(logs), x, when, total)

    logit, error = _delta(odds_of_having_left, fitted)
    half = _multiplier(confidence) * error
    with np.errstate(over="ignore"):
        low, high = 1.0 / (1.0 + np.exp(logit + half)), 1.0 / (1.0 + np.exp(logit - half))
        value = 1.0 / (1.0 + np.exp(logit))
    certain = x == 0
    return Estimates(int(x.size), value, np.where(certain, 1.0, low), np.where(certain, 1.0, high))


def expected_purchases(
    fitted: Fitted,
    repeats: ArrayLike,
    last: ArrayLike,
    age: ArrayLike,
    *,
    horizon: float,
    confidence: float = CONFIDENCE,
) -> Estimates:
    """How many purchases to expect of each customer within `horizon` from now, in the unit of `age`.

    Equation 10 of Fader, Hardie & Lee, with Euler's transformation of its hypergeometric function, which keeps all
    digits for customers with hundreds of purchases. Intervals by the delta method on the log scale.
    """
    x, when, total = _customers(repeats, last, age)
    if not (math.isfinite(horizon) and horizon > 0):
        raise ValueError("Purchases are expected within a time above 0.")

    def log_expected(logs: Floats) -> Floats:
        return np.log(np.maximum(_expected(np.exp(logs), x, when, total, horizon), 1e-300))

    return _on_log_scale(*_delta(log_expected, fitted), confidence)


def expected_spending(
    fitted: Fitted, repeats: ArrayLike, mean_value: ArrayLike, *, confidence: float = CONFIDENCE
) -> Estimates:
    """What a future purchase of each customer is worth: between their own mean and everybody's.

    p(γ + m·x)/(p·x + q − 1); without a repeat purchase everybody's mean pγ/(q − 1), NaN where q ≤ 1 (no finite mean).
    """
    x, mean = _spenders(repeats, mean_value)

    def log_spending(logs: Floats) -> Floats:
        p, q, scale = np.exp(logs)
        shape = p * x + q - 1.0
        with np.errstate(invalid="ignore", divide="ignore"):
            return np.where(shape > 0, np.log(p * (scale + mean * x)) - np.log(shape), np.nan)

    return _on_log_scale(*_delta(log_spending, fitted), confidence)


def customer_value(
    purchases: Estimates, spending: Estimates, *, margin: float = 1.0, confidence: float = CONFIDENCE
) -> Estimates:
    """What each customer will be worth: expected purchases × expected value of one × `margin`.

    Both models take how often and how much as independent (look at their correlation first), so the errors add on the
    log scale. Raises `ValueError` when the estimates are of different customers or the margin is not above 0.
    """
    if purchases.n != spending.n:
        raise ValueError("Purchases and spending must be of the same customers.")
    if not (math.isfinite(margin) and margin > 0):
        raise ValueError("The margin must be above 0.")
    with np.errstate(divide="ignore", invalid="ignore"):
        parts = [np.log(one.high / one.low) / (2.0 * _multiplier(confidence)) for one in (purchases, spending)]
    value = purchases.value * spending.value * margin
    return _on_log_scale(np.log(np.maximum(value, 1e-300)), np.hypot(parts[0], parts[1]), confidence)


def _customers(repeats: ArrayLike, last: ArrayLike, age: ArrayLike) -> tuple[Floats, Floats, Floats]:
    x, when, total = np.broadcast_arrays(*map(np.atleast_1d, map(as_floats, (repeats, last, age))))
    if x.ndim != 1 or not x.size:
        raise ValueError("Purchases need at least one customer.")
    if not (np.isfinite(x).all() and np.isfinite(total).all() and np.all((x >= 0) & (total >= 0) & (x == np.floor(x)))):
        raise ValueError("Purchases need whole counts of at least 0 and finite ages of at least 0.")
    if not np.all((when >= 0) & (when <= total) & ((x > 0) | (when == 0))):
        raise ValueError("The last purchase must lie between the first and today, and at 0 where there was no other.")
    return x, when, total


def _spenders(repeats: ArrayLike, mean_value: ArrayLike) -> tuple[Floats, Floats]:
    x, mean = np.broadcast_arrays(*map(np.atleast_1d, map(as_floats, (repeats, mean_value))))
    if x.ndim != 1 or not np.all((x >= 0) & np.isfinite(x)):
        raise ValueError("Spending needs counts of at least 0.")
    mean = np.where(x > 0, mean, 0.0)
    if not np.all((x == 0) | ((mean > 0) & np.isfinite(mean))):
        raise ValueError("Spending needs a mean value above 0 for everyone who came back.")
    return x, mean


# The log-likelihood, its gradient and its second derivatives at given parameters.
Likelihood = Callable[[Floats], tuple[float, Floats, Floats]]


def _purchase_likelihood(x: Floats, when: Floats, total: Floats) -> Likelihood:
    """Equation 6 of Fader, Hardie & Lee by r, α, a, b. What depends on the count alone is summed over distinct counts;
    a customer who came back adds log(1 + odds of having left).
    """
    from scipy.special import gammaln, psi, zeta

    rows, times = _counted(x, when, total)
    counts, of_row = np.unique(rows[:, 0], return_inverse=True)
    per_count, n = np.bincount(of_row, weights=times), float(times.sum())
    came_back = rows[:, 0] > 0
    back, last, _ = rows[came_back].T
    weights = times[came_back]

    def likelihood(parameters: Floats) -> tuple[float, Floats, Floats]:
        r, alpha, a, b = (float(one) for one in parameters)
        rate, grown, grown_back = 1.0 / (alpha + rows[:, 2]), r + rows[:, 0], r + back
        waited, later, earlier = -np.log(rate), rate[came_back], 1.0 / (alpha + last)
        since = waited[came_back] + np.log(earlier)
        odds = a / (b + back - 1.0) * np.exp(np.minimum(grown_back * since, 700.0))
        left = odds / (1.0 + odds)
        pull = np.array([since, grown_back * (later - earlier), np.full(back.size, 1.0 / a), -1.0 / (b + back - 1.0)])
        by_count = gammaln(r + counts) + gammaln(b + counts) - gammaln(a + b + counts)
        fixed = r * math.log(alpha) - gammaln(r) + gammaln(a + b) - gammaln(b)
        value = n * fixed + per_count @ by_count - times @ (grown * waited) + weights @ np.log1p(odds)
        gradient = pull @ (weights * left)
        leaving = n * psi(a + b) - per_count @ psi(a + b + counts)
        gradient[0] += n * (math.log(alpha) - psi(r)) + per_count @ psi(r + counts) - times @ waited
        gradient[1] += n * r / alpha - times @ (grown * rate)
        gradient[2:] += leaving + np.array([0.0, per_count @ psi(b + counts) - n * psi(b)])
        second = (pull * (weights * left * (1.0 - left))) @ pull.T
        pulled = weights * left
        second[0, 0] += per_count @ zeta(2, r + counts) - n * zeta(2, r)
        second[0, 1] = second[1, 0] = second[0, 1] + n / alpha - times @ rate + pulled @ (later - earlier)
        second[1, 1] += times @ (grown * rate**2) - n * r / alpha**2 + pulled @ (grown_back * (earlier**2 - later**2))
        second[2:, 2:] += n * zeta(2, a + b) - per_count @ zeta(2, a + b + counts)
        second[2, 2] -= pulled.sum() / a**2
        second[3, 3] += pulled @ pull[3] ** 2 + per_count @ zeta(2, b + counts) - n * zeta(2, b)
        return float(value), gradient, second

    return likelihood


def _spending_likelihood(x: Floats, mean: Floats) -> Likelihood:
    """Equation 1a of Fader & Hardie (2013) by p, q, γ."""
    from scipy.special import gammaln, psi, zeta

    counts, of_count = np.unique(x, return_inverse=True)
    per_count, n = np.bincount(of_count).astype(np.float64), float(x.size)
    spent = x * mean
    log_mean, log_spent = np.log(mean).sum(), x @ np.log(spent)

    def likelihood(parameters: Floats) -> tuple[float, Floats, Floats]:
        p, q, scale = (float(one) for one in parameters)
        rate, log_scale = 1.0 / (scale + spent), math.log(scale)
        both, alone, grown = p * counts + q, p * counts, p * x + q
        value = per_count @ (gammaln(both) - gammaln(alone)) + n * (q * log_scale - gammaln(q)) - log_mean
        value += p * log_spent + grown @ np.log(rate)
        by_p = counts * (psi(both) - psi(alone))
        gradient = np.array([per_count @ by_p + log_spent + x @ np.log(rate), 0.0, n * q / scale - grown @ rate])
        gradient[1] = per_count @ psi(both) + n * (log_scale - psi(q)) + np.log(rate).sum()
        bend = zeta(2, both)
        second = np.empty((3, 3))
        second[0, 0] = per_count @ (counts**2 * (bend - zeta(2, alone)))
        second[1, 1] = per_count @ bend - n * zeta(2, q)
        second[2, 2] = grown @ rate**2 - n * q / scale**2
        second[0, 1] = second[1, 0] = per_count @ (counts * bend)
        second[0, 2] = second[2, 0] = -(x @ rate)
        second[1, 2] = second[2, 1] = n / scale - rate.sum()
        return float(value), gradient, second

    return likelihood


def _counted(x: Floats, when: Floats, total: Floats) -> tuple[Floats, Floats]:
    """The distinct customers and how many there are of each."""
    order = np.lexsort((total, when, x))
    rows = np.column_stack([x, when, total])[order]
    first = np.concatenate([[True], np.any(rows[1:] != rows[:-1], axis=1)])
    places = np.flatnonzero(first)
    return rows[places], np.diff(np.append(places, len(rows))).astype(np.float64)


def _climb(likelihood: Likelihood, start: Floats, n: int, confidence: float) -> Fitted:
    """The maximum, its curvature and the intervals: Newton's method on the log scale, where no parameter can become
    negative. Where the surface curves upwards the step follows the slope; no step is longer than a factor of e.
    """
    z, logs = _multiplier(confidence), start
    value, slope, bend = _by_logs(likelihood, logs)
    for _ in range(_STEPS):
        sizes, ways = np.linalg.eigh(-bend)
        sizes = np.maximum(np.abs(sizes), 1e-9 * np.abs(sizes).max())
        step = ways @ ((ways.T @ slope) / sizes)
        gain = float(slope @ step)
        step /= max(1.0, float(np.abs(step).max()))
        following = _by_logs(likelihood, logs + step)
        while not following[0] >= value - 1e-9 * abs(value) and np.abs(step).max() > 1e-9:
            step = step / 2.0
            following = _by_logs(likelihood, logs + step)
        logs = logs + step
        value, slope, bend = following
        if gain < _ENOUGH or np.abs(logs - start).max() > _FAR:
            break
    covariance = _inverse(-bend)
    half = z * np.sqrt(np.diag(covariance))
    with np.errstate(over="ignore"):
        low, high = np.exp(logs - half), np.exp(logs + half)
    return Fitted(n, enough.of_answers(n), np.exp(logs), low, high, covariance, value)


def _by_logs(likelihood: Likelihood, logs: Floats) -> tuple[float, Floats, Floats]:
    parameters = np.exp(logs)
    value, gradient, second = likelihood(parameters)
    slope = gradient * parameters
    return value, slope, second * np.outer(parameters, parameters) + np.diag(slope)


def _inverse(curvature: Floats) -> Floats:
    """The inverse of the curvature at a maximum; NaN where it is none, or too flat to tell."""
    if not np.isfinite(curvature).all() or np.linalg.eigvalsh(curvature)[0] <= 1e-9 * np.abs(curvature).max():
        return np.full(curvature.shape, np.nan)
    return np.asarray(np.linalg.inv(curvature))


def _log_odds_of_having_left(parameters: Floats, x: Floats, when: Floats, total: Floats) -> Floats:
    r, alpha, a, b = parameters
    with np.errstate(divide="ignore"):
        odds = math.log(a) - np.log(np.maximum(b + x - 1.0, 1e-300))
    grown = (r + x) * (np.log(alpha + total) - np.log(alpha + when))
    return np.where(x > 0, odds + grown, -np.inf)


def _expected(parameters: Floats, x: Floats, when: Floats, total: Floats, horizon: float) -> Floats:
    from scipy.special import hyp2f1

    r, alpha, a, b = (float(one) for one in parameters)
    if abs(a - 1.0) < 1e-5:  # the formula is 0 ÷ 0 at a = 1 and smooth around it
        a = 1.0 + math.copysign(1e-5, a - 1.0)
    z = horizon / (alpha + total + horizon)
    bought = hyp2f1(a - 1.0, a + b - 1.0 - r, a + b + x - 1.0, z) * np.exp((a - 1.0) * np.log1p(-z))
    with np.errstate(over="ignore"):
        left = np.exp(_log_odds_of_having_left(parameters, x, when, total))
    return np.asarray((a + b + x - 1.0) / (a - 1.0) * (1.0 - bought) / (1.0 + left))


def _delta(figure: Callable[[Floats], Floats], fitted: Fitted) -> tuple[Floats, Floats]:
    """The figure at the parameters found, and its standard error by the delta method."""
    logs, step = np.log(fitted.parameters), 1e-4
    moves: NDArray[np.float64] = np.eye(logs.size) * step
    with np.errstate(invalid="ignore"):
        slopes = np.array([(figure(logs + move) - figure(logs - move)) / (2.0 * step) for move in moves])
        spread = np.einsum("in,ij,jn->n", slopes, fitted.covariance, slopes)
    return figure(logs), np.sqrt(np.maximum(spread, 0.0))


def _on_log_scale(log_value: Floats, error: Floats, confidence: float) -> Estimates:
    half = _multiplier(confidence) * error
    with np.errstate(over="ignore"):
        value, low, high = np.exp(log_value), np.exp(log_value - half), np.exp(log_value + half)
    return Estimates(int(value.size), value, low, high)


def _multiplier(confidence: float) -> float:
    return normal_quantile(1.0 - check_confidence(confidence))
