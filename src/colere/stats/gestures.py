"""Does making good pay back? What customers did later, with a gesture and without one, made comparable.

Gestures are not given at random: who was hurt most gets most. So each customer's probability of a gesture (propensity)
and outcome with and without it are told from what was known before, and joined so that the estimate holds if either of
the two is right: augmented inverse probability weighting (Robins, Rotnitzky & Zhao 1994; Glynn & Quinn 2010). What was
not known stays unadjusted: the E-value (VanderWeele & Ding 2017) says how strong it would have to be.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from colere.stats.estimate import Estimate, exponential, wald
from colere.stats.interval import CONFIDENCE, Floats, as_floats
from colere.stats.mixed import distinct
from colere.stats.regression import Family, fit

LEAST_OF_EACH = 20  # customers with and without a gesture
LEAST_EVENTS = 5  # of a yes-or-no outcome, and as many of its opposite, on each side
ROWS_PER_COLUMN = 5
EDGE = 0.025  # propensities beyond say that nobody like this was treated the other way (Crump et al. 2009 keep .1)
LEAST_OVERLAP = 0.9  # share of customers within


class Verdict(StrEnum):
    """What may be said of gestures."""

    PAYS_BACK = "pays_back"
    COSTS = "costs"  # customers with a gesture did less of it
    NO_SIGN = "no_sign"
    NO_OVERLAP = "no_overlap"
    TOO_FEW = "too_few"


class Assumption(StrEnum):
    """What has to be true for the figure to be an effect; said wherever the figure stands."""

    ALL_REASONS_KNOWN = "all_reasons_known"  # nothing else decided both over the gesture and over what came later
    KNOWN_BEFORE = "known_before"  # what was adjusted for was there before the gesture
    BOTH_POSSIBLE = "both_possible"  # anyone could have got a gesture, or none
    ONE_BY_ONE = "one_by_one"  # one customer's gesture does not move another one's outcome


@dataclass(frozen=True, slots=True)
class GestureEffect:
    """The effect of a gesture on a later outcome; `n` of the estimates is the number of customers within the overlap.

    `difference` is in the unit of the outcome (a share for yes or no). `ratio` and the E-values are NaN for an outcome
    that is not yes or no. `raw` is the difference without adjustment, to be shown beside it.
    """

    verdict: Verdict
    difference: Estimate
    ratio: Estimate
    with_gesture: float
    without_gesture: float
    raw: Estimate
    e_value: float  # risk ratio that an unknown reason needs, with both gesture and outcome, to explain the effect away
    e_value_bound: float  # the same for the end of the interval next to no effect; 1: the interval holds no effect
    overlap: float  # share of all customers with a propensity between the edges
    imbalance_before: float  # greatest standardised difference of a column between the two groups
    imbalance_after: float  # the same, weighted
    n_with: int
    n_without: int
    assumptions: tuple[Assumption, ...]


@dataclass(slots=True)
class _Rows:
    y: Floats
    given: NDArray[np.bool_]
    x: Floats  # standardised columns, the constant first
    cluster: NDArray[np.int64]


def gesture_effect(
    outcome: ArrayLike,
    given: ArrayLike,
    known: ArrayLike,
    *,
    cluster: ArrayLike | None = None,
    confidence: float = CONFIDENCE,
) -> GestureEffect:
    """The average effect of a gesture on those who could have got one and could have got none.

    `outcome`: one number a row (0 and 1 for yes or no); `given`: whether there was a gesture; `known`: rows × columns
    of what was known before (0/1 for categories), columns that never vary or repeat others are left out; `cluster`:
    whose rows belong together (one customer, several cases). Rows with NaN are left out. The interval is that of the
    influence function, with clusters added up. Too few: under 20 rows or 5 events on a side. Raises `ValueError` for
    rows that do not match or a `given` that is not yes or no.
    """
    rows, total = _complete(outcome, given, known, cluster)
    with_gesture = rows.given
    groups = [int(with_gesture.sum()), int((~with_gesture).sum())]
    binary = bool(np.isin(rows.y, (0.0, 1.0)).all())
    if min(groups) < LEAST_OF_EACH or (binary and _fewest(rows) < LEAST_EVENTS):
        return _nothing(Verdict.TOO_FEW, groups, np.nan)
    propensity = _predict(rows.x, with_gesture.astype(np.float64), rows.x, Family.BINOMIAL)
    within = (propensity > EDGE) & (propensity < 1 - EDGE)
    overlap = float(within.sum() / total)
    kept = _Rows(rows.y[within], with_gesture[within], rows.x[within], rows.cluster[within])
    left = min(int(kept.given.sum()), int((~kept.given).sum()))
    if left < LEAST_OF_EACH or (binary and _fewest(kept) < LEAST_EVENTS):
        return _nothing(Verdict.NO_OVERLAP, groups, overlap)
    return _effect(kept, propensity[within], groups, overlap, binary=binary, confidence=confidence)


def e_value(ratio: ArrayLike) -> Floats:
    """The least risk ratio that an unknown reason must have with both cause and outcome to explain this one away.

    R + √(R(R − 1)) with R = ratio, or 1/ratio below 1; 1 at 1 (VanderWeele & Ding 2017, Annals of Internal Medicine
    167). NaN stays NaN; raises `ValueError` for a ratio that is not more than 0.
    """
    r = as_floats(ratio)
    if (r <= 0).any():
        raise ValueError("A ratio must be more than 0.")
    far = np.maximum(r, 1 / r)
    return as_floats(far + np.sqrt(far * (far - 1)))[()]


def _complete(outcome: ArrayLike, given: ArrayLike, known: ArrayLike, cluster: ArrayLike | None) -> tuple[_Rows, int]:
    y, a, x = as_floats(outcome), as_floats(given), as_floats(known)
    x = x[:, None] if x.ndim == 1 else x
    groups = np.arange(y.size) if cluster is None else _numbered(np.asarray(cluster))
    if not (y.ndim == 1 and x.ndim == 2 and y.shape == a.shape == x.shape[:1] == groups.shape):
        raise ValueError("Outcome, gesture and what was known must have the same rows.")
    if np.isinf(y).any() or np.isinf(x).any() or not np.isin(a[~np.isnan(a)], (0.0, 1.0)).all():
        raise ValueError("A gesture was given or not (1 or 0), and outcomes must be finite.")
    seen = ~(np.isnan(y) | np.isnan(a) | np.isnan(x).any(axis=1))
    return _Rows(y[seen], a[seen] == 1, _columns(x[seen]), groups[seen].astype(np.int64)), max(int(seen.sum()), 1)


def _numbered(labels: NDArray[np.generic]) -> NDArray[np.int64]:
    """The number of each row's cluster; without sorting where these are numbers already."""
    if labels.size and labels.dtype.kind == "i":
        least, most = int(labels.min()), int(labels.max())
        return distinct(labels.astype(np.int64) - least, most - least + 1)[1]
    return np.asarray(np.unique(labels, return_inverse=True)[1], dtype=np.int64)


def _columns(x: Floats) -> Floats:
    """The constant and the columns, standardised, without those that the ones before them say already."""
    constant = np.ones((x.shape[0], 1))
    if not x.size:
        return constant
    spread = x.std(axis=0)
    varied = spread > 1e-9 * np.maximum(np.abs(x).max(axis=0), 1e-300)
    z = (x[:, varied] - x[:, varied].mean(axis=0)) / spread[varied]
    gram = z.T @ z / max(x.shape[0], 1)
    kept: list[int] = []
    for j in range(gram.shape[0]):
        block = gram[np.ix_(kept, kept)]
        explained = gram[j, kept] @ np.linalg.solve(block, gram[kept, j]) if kept else 0.0
        if 1.0 - explained > 1e-6:
            kept.append(j)
    return np.column_stack([constant, z[:, kept]])


def _fewest(rows: _Rows) -> int:
    sides = [rows.y[rows.given], rows.y[~rows.given]]
    return int(min(min(side.sum(), (1 - side).sum()) for side in sides))


def _predict(x: Floats, y: Floats, everywhere: Floats, family: Family) -> Floats:
    """The regression's means of `everywhere`; with Jeffreys' prior where a column decides the outcome alone."""
    used = _columns_that_vary(x)
    fitted = fit(y, x[:, used], family=family)
    if not fitted.converged:
        fitted = fit(y, x[:, used], family=family, firth=True)
    eta = everywhere[:, used] @ fitted.coefficients
    return eta if family is Family.NORMAL else 1 / (1 + np.exp(-np.clip(eta, -30, 30)))


def _columns_that_vary(x: Floats) -> NDArray[np.int64]:
    """The columns that say something of their own among these rows, and no more than the rows can bear."""
    kept = [0]
    gram = x.T @ x / x.shape[0]
    for j in range(1, x.shape[1]):
        block = gram[np.ix_(kept, kept)]
        rest = gram[j, j] - gram[j, kept] @ np.linalg.solve(block, gram[kept, j])
        if rest > 1e-6 and (len(kept) + 1) * ROWS_PER_COLUMN <= x.shape[0]:
            kept.append(j)
    return np.asarray(kept)


def _effect(
    rows: _Rows, propensity: Floats, groups: list[int], overlap: float, *, binary: bool, confidence: float
) -> GestureEffect:
    family = Family.BINOMIAL if binary else Family.NORMAL
    a = rows.given
    n = rows.y.size
    side = [_predict(rows.x[who], rows.y[who], rows.x, family) for who in (a, ~a)]
    one = side[0] + np.where(a, (rows.y - side[0]) / propensity, 0.0)
    none = side[1] + np.where(a, 0.0, (rows.y - side[1]) / (1 - propensity))
    means = float(one.mean()), float(none.mean())
    error, df = _clustered(one - none - (means[0] - means[1]), rows)
    difference = wald(means[0] - means[1], error, n=n, df=df, confidence=confidence)
    ratio = _not_known(n)
    if binary and min(means) > 0:
        log_error, _ = _clustered((one - means[0]) / means[0] - (none - means[1]) / means[1], rows)
        ratio = exponential(wald(np.log(means[0] / means[1]), log_error, n=n, df=df, confidence=confidence))
    weights = np.where(a, 1 / propensity, 1 / (1 - propensity))
    return GestureEffect(
        verdict=_verdict(difference, overlap),
        difference=difference,
        ratio=ratio,
        with_gesture=means[0],
        without_gesture=means[1],
        raw=_raw(rows, confidence),
        e_value=float(e_value(ratio.value)),
        e_value_bound=_bound(ratio),
        overlap=overlap,
        imbalance_before=_imbalance(rows, np.ones(n)),
        imbalance_after=_imbalance(rows, weights),
        n_with=groups[0],
        n_without=groups[1],
        assumptions=tuple(Assumption),
    )


def _clustered(influence: Floats, rows: _Rows) -> tuple[float, float]:
    """The standard error of a mean from each row's influence, clusters added up, and its degrees of freedom.

    The two regressions of the outcome have taken their columns out of the residuals; that is given back.
    """
    sums = np.bincount(rows.cluster, weights=influence)
    g, n = int(np.count_nonzero(np.bincount(rows.cluster))), influence.size
    taken = n / max(n - 2 * rows.x.shape[1], n / ROWS_PER_COLUMN)
    return float(np.sqrt((sums**2).sum() * taken * g / max(g - 1, 1)) / n), float(g - 1)


def _verdict(difference: Estimate, overlap: float) -> Verdict:
    if overlap < LEAST_OVERLAP:
        return Verdict.NO_OVERLAP
    if difference.low > 0:
        return Verdict.PAYS_BACK
    return Verdict.COSTS if difference.high < 0 else Verdict.NO_SIGN


def _bound(ratio: Estimate) -> float:
    if np.isnan(ratio.value):
        return float("nan")
    if ratio.low <= 1 <= ratio.high:
        return 1.0
    return float(e_value(ratio.low if ratio.low > 1 else ratio.high))


def _raw(rows: _Rows, confidence: float) -> Estimate:
    sides = rows.y[rows.given], rows.y[~rows.given]
    variance = sum(float(side.var(ddof=1)) / side.size for side in sides)
    return wald(sides[0].mean() - sides[1].mean(), np.sqrt(variance), n=rows.y.size, confidence=confidence)


def _imbalance(rows: _Rows, weights: Floats) -> float:
    """The greatest difference of weighted means of a column between the groups, in standard deviations of all."""
    x = rows.x[:, 1:]
    if not x.shape[1]:
        return 0.0
    sides = [np.average(x[who], axis=0, weights=weights[who]) for who in (rows.given, ~rows.given)]
    spread = np.maximum(x.std(axis=0), 1e-12)
    return float(np.max(np.abs(sides[0] - sides[1]) / spread))


def _not_known(n: int) -> Estimate:
    none = np.asarray(np.nan)[()]
    return Estimate(none, none, none, n)


def _nothing(verdict: Verdict, groups: list[int], overlap: float) -> GestureEffect:
    none, nan = _not_known(sum(groups)), float("nan")
    return GestureEffect(
        verdict=verdict,
        difference=none,
        ratio=none,
        with_gesture=nan,
        without_gesture=nan,
        raw=none,
        e_value=nan,
        e_value_bound=nan,
        overlap=overlap,
        imbalance_before=nan,
        imbalance_after=nan,
        n_with=groups[0],
        n_without=groups[1],
        assumptions=tuple(Assumption),
    )
