"""Customers who come back without a contract: who is still there, how often they will buy, and what that is worth.

BG/NBD (Fader, Hardie & Lee 2005, "Counting your customers the easy way", Marketing Science 24(2)): while a customer is
there, purchases come at a steady rate of their own (gamma across customers: r, α); after each purchase they may leave
for good with a probability of their own (beta: a, b). Gamma-gamma (Fader & Hardie 2013) adds what a purchase is worth.
Own code: the package of this trade takes seconds where this takes milliseconds, and gives no intervals.

A customer is told by three figures: how many purchases after the first (`repeats`), when the last of them was
(`last`) and how long ago the first was (`age`), both counted from the first purchase in one unit of time.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from colere.stats import enough
from colere.stats.distributions import normal_quantile
from colere.stats.interval import CONFIDENCE, Floats, as_floats, check_confidence

_FAR = 15.0  # how far the logarithm of a parameter may go from its start


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

    Equal customers are counted together, the likelihood has its analytic gradient, and L-BFGS climbs it on the log
    scale. Raises `ValueError` for customers that cannot be (a last purchase after today) and where nobody has come
    back: then nothing tells a slow customer from one who left.
    """
    x, when, total = _customers(repeats, last, age)
    if not x.any():
        raise ValueError("Nobody has bought twice yet, so how often customers come back cannot be told.")
    likelihood = _purchase_likelihood(x, when, total)
    mean_age = float(total.mean())
    start = np.log([1.0, mean_age * x.size / float(x.sum()) + mean_age * 0.1, 1.0, 3.0])
    return _climb(likelihood, start, int(x.size), confidence)


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


Likelihood = Callable[[Floats], tuple[float, Floats]]


def _purchase_likelihood(x: Floats, when: Floats, total: Floats) -> Likelihood:
    """Minus the log-likelihood and its gradient, both by the logarithms of r, α, a, b."""
    from scipy.special import gammaln, psi

    rows, times = _counted(x, when, total)
    x, when, total = rows[:, 0], rows[:, 1], rows[:, 2]
    counts, of_count = np.unique(x, return_inverse=True)
    per_count = np.bincount(of_count, weights=times)
    n, came_back = float(times.sum()), x > 0
    back, back_when, back_total = counts[of_count][came_back], when[came_back], total[came_back]
    weights = times[came_back]
    single, single_weights = total[~came_back], times[~came_back]

    def minus(logs: Floats) -> tuple[float, Floats]:
        r, alpha, a, b = np.exp(logs)
        above, ratio = psi(r + counts), psi(a + b + counts)
        by_count = gammaln(r + counts) + gammaln(b + counts) - gammaln(a + b + counts)
        fixed = r * math.log(alpha) - gammaln(r) + gammaln(a + b) - gammaln(b)
        stays, grown = np.log(alpha + back_total), r + back
        since = stays - np.log(alpha + back_when)
        odds = a / (b + back - 1.0) * np.exp(np.minimum(grown * since, 700.0))
        pulled = weights * (odds / (1.0 + odds))
        never = np.log(alpha + single)
        value = n * fixed + per_count @ by_count - weights @ (grown * stays) + weights @ np.log1p(odds)
        value -= r * (single_weights @ never)
        rates = 1.0 / (alpha + back_total)
        d_r = n * (math.log(alpha) - psi(r)) + per_count @ above - weights @ stays + pulled @ since
        d_r -= single_weights @ never
        d_alpha = n * r / alpha - weights @ (grown * rates) - r * (single_weights @ (1.0 / (alpha + single)))
        d_alpha += pulled @ (grown * (rates - 1.0 / (alpha + back_when)))
        both = n * psi(a + b) - per_count @ ratio
        d_a = both + pulled.sum() / a
        d_b = both - n * psi(b) + per_count @ psi(b + counts) - pulled @ (1.0 / (b + back - 1.0))
        return -float(value), -np.array([d_r * r, d_alpha * alpha, d_a * a, d_b * b])

    return minus


def _spending_likelihood(x: Floats, mean: Floats) -> Likelihood:
    """Minus the gamma-gamma log-likelihood and its gradient, by the logarithms of p, q, γ."""
    from scipy.special import gammaln, psi

    counts, of_count = np.unique(x, return_inverse=True)
    per_count = np.bincount(of_count).astype(np.float64)
    n, spent = float(x.size), x * mean
    log_mean, log_spent = np.log(mean).sum(), np.log(spent)

    def minus(logs: Floats) -> tuple[float, Floats]:
        p, q, scale = np.exp(logs)
        inner, outer = gammaln(p * counts + q) - gammaln(p * counts), np.log(scale + spent)
        value = per_count @ inner + n * (q * logs[2] - gammaln(q)) - log_mean
        value += (p * x) @ log_spent - (p * x + q) @ outer
        joined = psi(p * counts + q)
        d_p = per_count @ (counts * (joined - psi(p * counts))) + x @ (log_spent - outer)
        d_q = per_count @ joined + n * (logs[2] - psi(q)) - outer.sum()
        d_scale = n * q / scale - ((p * x + q) / (scale + spent)).sum()
        return -float(value), -np.array([d_p * p, d_q * q, d_scale * scale])

    return minus


def _counted(x: Floats, when: Floats, total: Floats) -> tuple[Floats, Floats]:
    """The distinct customers and how many there are of each."""
    order = np.lexsort((total, when, x))
    rows = np.column_stack([x, when, total])[order]
    first = np.concatenate([[True], np.any(rows[1:] != rows[:-1], axis=1)])
    places = np.flatnonzero(first)
    return rows[places], np.diff(np.append(places, len(rows))).astype(np.float64)


def _climb(likelihood: Likelihood, start: Floats, n: int, confidence: float) -> Fitted:
    """The maximum, its curvature and the intervals."""
    from scipy.optimize import minimize

    z = _multiplier(confidence)
    at_start = likelihood(start)[0]
    scale = max(1.0, abs(at_start) / n) * n
    found = minimize(
        lambda logs: tuple(part / scale for part in likelihood(logs)),
        start,
        jac=True,
        method="L-BFGS-B",
        bounds=[(one - _FAR, one + _FAR) for one in start],
        options={"ftol": 1e-10, "gtol": 1e-6, "maxiter": 500},
    )
    logs = as_floats(found.x)
    covariance = _inverse_curvature(lambda at: likelihood(at)[1], logs)
    if np.isfinite(covariance).all():  # one step by the curvature brings the last digits
        logs = logs - covariance @ likelihood(logs)[1]
    half = z * np.sqrt(np.diag(covariance))
    with np.errstate(over="ignore"):
        low, high = np.exp(logs - half), np.exp(logs + half)
    return Fitted(n, enough.of_answers(n), np.exp(logs), low, high, covariance, -likelihood(logs)[0])


def _inverse_curvature(gradient: Callable[[Floats], Floats], at: Floats) -> Floats:
    """The inverse of the second derivatives, by central differences of the gradient; NaN where it is no maximum."""
    step = 1e-4
    moves = np.eye(at.size) * step
    hessian = np.array([(gradient(at + move) - gradient(at - move)) / (2.0 * step) for move in moves])
    hessian = (hessian + hessian.T) / 2.0
    if not np.isfinite(hessian).all():
        return np.full(hessian.shape, np.nan)
    values = np.linalg.eigvalsh(hessian)
    if values[0] <= 1e-9 * values[-1]:
        return np.full(hessian.shape, np.nan)
    return np.asarray(np.linalg.inv(hessian))


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
