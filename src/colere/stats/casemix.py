"""Shares of groups that met different cases, made comparable: indirect and direct standardisation, and logistic
regression with case terms.

Tables are groups × strata: how many answers (`n`) and how many of them good (`yes`). Direct: what would each group
reach on the company's cases? Indirect: what would the company have reached on the group's cases? The first needs
answers of each group in each stratum, the second does not. For many people in one model see `people`.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from colere.stats import regression
from colere.stats.distributions import normal_quantile
from colere.stats.estimate import Estimate, wald
from colere.stats.interval import CONFIDENCE, Floats, as_floats, check_confidence
from colere.stats.regression import Family


@dataclass(frozen=True, slots=True)
class Indirect:
    """By group: `ratio` of observed to expected with its interval, and `share` = ratio × the company's share."""

    n: Floats
    observed: Floats
    expected: Floats
    ratio: Floats
    low: Floats
    high: Floats
    share: Floats


@dataclass(frozen=True, slots=True)
class Direct:
    """By group: the share on the standard's cases with its interval; NaN where a stratum of the standard is empty."""

    n: Floats
    share: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True, slots=True)
class Adjusted:
    """Log odds of each group but the last against the last, in the same stratum; the model's deviance and its degrees
    of freedom (great against them: groups differ otherwise in one stratum than in another).
    """

    effects: tuple[Estimate, ...]
    standard_errors: Floats
    deviance: float
    df: int


def indirect(yes: ArrayLike, n: ArrayLike, *, confidence: float = CONFIDENCE) -> Indirect:
    """Observed ÷ expected for each group; expected are the company's shares by stratum times the group's answers.

    The interval is the score interval for a common ratio r of the shares, the expectation taken as known: all r with
    (O − rE)² ≤ z² (rE − r² Σ n p²); with one stratum it is Wilson's. Groups without answers: NaN. Raises `ValueError`
    for impossible counts.
    """
    k, total = _tables(yes, n)
    z2 = normal_quantile(1.0 - check_confidence(confidence)) ** 2
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(total.sum(axis=0) > 0, k.sum(axis=0) / total.sum(axis=0), 0.0)
        observed, expected, squares = k.sum(axis=1), total @ shares, total @ shares**2
        a, b = expected**2 + z2 * squares, 2 * observed * expected + z2 * expected
        root = np.sqrt(np.maximum(b * b - 4 * a * observed**2, 0.0))
        ratio = observed / expected
        low, high = (b - root) / (2 * a), (b + root) / (2 * a)
        overall = k.sum() / total.sum()
    low = np.where(observed == 0, np.where(expected > 0, 0.0, np.nan), np.minimum(low, ratio))
    return Indirect(total.sum(axis=1), observed, expected, ratio, low, np.maximum(high, ratio), ratio * overall)


def direct(
    yes: ArrayLike, n: ArrayLike, *, standard: ArrayLike | None = None, confidence: float = CONFIDENCE
) -> Direct:
    """Each group's share on the standard's cases: Σ w·p over strata, w the standard's shares (None: all answers').

    The interval is Wilson's on the effective n = p(1−p) / Σ w² p(1−p)/n (after Korn & Graubard 1998), where the shares
    in the strata have half an answer added on each side so that 0 of 3 is not taken for certainty. Raises
    `ValueError` for impossible counts, or a standard that has not one weight ≥ 0 for each stratum.
    """
    k, total = _tables(yes, n)
    weights = total.sum(axis=0) if standard is None else as_floats(standard)
    if weights.shape != total.shape[1:] or not (weights >= 0).all() or not 0 < weights.sum() < np.inf:
        raise ValueError("The standard needs one weight of at least 0 for each stratum, and not all 0.")
    w = weights / weights.sum()
    used = w > 0
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (k[:, used] / total[:, used]) @ w[used]
        careful = (k[:, used] + 0.5) / (total[:, used] + 1)
        middle = careful @ w[used]
        size = middle * (1 - middle) / ((careful * (1 - careful) / total[:, used]) @ w[used] ** 2)
    low, high = _wilson(share, size, confidence)
    return Direct(total.sum(axis=1), share, low, high)


def logistic(yes: ArrayLike, n: ArrayLike, *, confidence: float = CONFIDENCE) -> Adjusted:
    """The groups' log odds against the last group, with a term for each stratum (logistic regression).

    Cells and strata without answers are left out. Raises `ValueError` for fewer than two groups, or where groups never
    met in a stratum.
    """
    k, total = _tables(yes, n)
    groups = total.shape[0]
    if groups < 2 or not (total.sum(axis=1) > 0).all():
        raise ValueError("A comparison needs at least two groups with answers.")
    k, total = k[:, total.sum(axis=0) > 0], total[:, total.sum(axis=0) > 0]
    group, stratum = np.nonzero(total > 0)
    design = np.hstack([np.eye(groups)[group][:, :-1], np.eye(total.shape[1])[stratum]])
    trials, good = total[group, stratum], k[group, stratum]
    found = regression.fit(good / trials, design, family=Family.BINOMIAL, weights=trials, dispersion=1.0)
    errors = regression.standard_errors(found)[: groups - 1]
    effects = tuple(
        wald(found.coefficients[g], errors[g], n=int(total[[g, -1]].sum()), confidence=confidence)
        for g in range(groups - 1)
    )
    return Adjusted(effects, errors, _deviance(good, trials, found.fitted), int(found.df))


def _deviance(good: Floats, trials: Floats, chance: Floats) -> float:
    """2 Σ observed · log(observed ÷ expected), over good and bad answers."""
    observed = np.concatenate([good, trials - good])
    expected = np.concatenate([trials * chance, trials * (1 - chance)])
    there = observed > 0
    return float(2 * (observed[there] @ np.log(observed[there] / expected[there])))


def _tables(yes: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats]:
    k, total = as_floats(yes), as_floats(n)
    if (
        k.ndim != 2
        or k.shape != total.shape
        or not (np.all(k >= 0) and np.all(k <= total) and np.isfinite(total).all())
    ):
        raise ValueError("A comparison needs tables of groups × strata with 0 ≤ yes ≤ n.")
    return k, total


def _wilson(share: Floats, size: Floats, confidence: float) -> tuple[Floats, Floats]:
    from colere.stats.shares import wilson

    known = np.isfinite(share) & (size > 0)
    low, high = np.full(share.shape, np.nan), np.full(share.shape, np.nan)
    low[known], high[known] = wilson(np.clip(share * size, 0.0, size)[known], size[known], confidence=confidence)
    return low, high
