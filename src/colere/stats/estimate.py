"""A figure with its interval and the number of observations behind it: what every instrument about effects gives."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from colere.stats.distributions import normal_quantile, t_quantile
from colere.stats.interval import CONFIDENCE, Floats, as_floats, check_confidence


@dataclass(frozen=True, slots=True)
class Estimate:
    """A value with the bounds of its interval: plain numbers, or arrays of one shape for several series at once. NaN:
    there is none. `n` is what was counted (answers, contacts, periods, teams; the instrument says which).
    """

    value: Floats
    low: Floats
    high: Floats
    n: int


def wald(
    value: ArrayLike, error: ArrayLike, *, n: int, df: ArrayLike | None = None, confidence: float = CONFIDENCE
) -> Estimate:
    """The value ± its standard error times Student's multiplier with `df` degrees of freedom (None: the normal's).

    Scalars or arrays of one shape. With less than one degree of freedom there is no interval (NaN).
    """
    middle, spread = as_floats(value), as_floats(error)
    half = multiplier(df, confidence=confidence) * spread
    return Estimate(middle[()], (middle - half)[()], (middle + half)[()], n)


def multiplier(df: ArrayLike | None, *, confidence: float = CONFIDENCE) -> Floats:
    """How many standard errors an interval reaches to each side: normal for None, else Student's t (NaN for df < 1)."""
    upper = 1.0 - check_confidence(confidence)
    if df is None:
        return as_floats(normal_quantile(upper))
    freedom = as_floats(df)
    known = {d: t_quantile(upper, float(d)) if d >= 1.0 else np.nan for d in np.unique(freedom)}
    return as_floats([known[d] for d in freedom.ravel()]).reshape(freedom.shape)


def exponential(estimate: Estimate) -> Estimate:
    """The same estimate of a logarithm, as a ratio."""
    with np.errstate(over="ignore"):
        return Estimate(np.exp(estimate.value), np.exp(estimate.low), np.exp(estimate.high), estimate.n)
