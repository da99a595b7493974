"""Shares of steps with intervals that know that one customer takes many steps, and which of them stand out."""

from __future__ import annotations

import math
from dataclasses import dataclass

from colere.insights.journey.rules.found import Bounded
from colere.insights.journey.rules.steps import KINDS

LEAST_GAP = 0.02  # what cannot be shown to be two points above the usual is not worth a sentence
FALSE_ALARM = 0.05  # of all kinds together: each gets its part of it (Bonferroni)


@dataclass(frozen=True, slots=True)
class Counted:
    """Steps that ended one way: `n` known steps, `yes` of them; sums over customers of what each contributes.

    For customer c with m steps of which y ended so and u were to be expected: `m_m` = Σ m², `y_y` = Σ y²,
    `y_m` = Σ y·m, `usual` = Σ u, `off` = Σ (y − u)².
    """

    n: float
    yes: float
    m_m: float
    y_y: float
    y_m: float
    usual: float
    off: float


def share_of(counted: Counted) -> Bounded:
    """The share with Wilson's interval for as many independent steps as these are worth.

    The variance of a ratio over clusters, Σ (y − p·m)² / n², against p(1 − p) / n gives how much less a step tells
    because one customer took several (Kish's design effect); it is never taken for less than 1.
    """
    from colere.stats.shares import wilson

    p = counted.yes / counted.n
    spread = counted.y_y - 2 * p * counted.y_m + p * p * counted.m_m
    plain = counted.n * p * (1 - p)
    effect = max(1.0, spread / plain) if plain > 0 else max(1.0, counted.m_m / counted.n)
    low, high = wilson(counted.yes / effect, counted.n / effect)
    return Bounded(p, float(low), float(high), round(counted.n))


def more_than_usual(counted: Counted) -> Bounded:
    """By how much the share is above what was to be expected, with an interval over customers."""
    from colere.stats.distributions import normal_quantile

    half = float(normal_quantile(0.975)) * math.sqrt(counted.off) / counted.n
    more = (counted.yes - counted.usual) / counted.n
    return Bounded(more, more - half, more + half, round(counted.n))


def is_apart(counted: Counted) -> bool:
    """Whether the share is above the usual by more than two points, beyond what chance does among all kinds."""
    from colere.stats.distributions import normal_quantile

    half = float(normal_quantile(1 - FALSE_ALARM / 2 / len(KINDS))) * math.sqrt(counted.off) / counted.n
    return (counted.yes - counted.usual) / counted.n - half > LEAST_GAP


def mean_of(mean: float, spread: float, n: int) -> Bounded:
    """A mean with Student's interval."""
    from colere.stats.estimate import wald

    estimate = wald(mean, spread / math.sqrt(n), n=n, df=n - 1)
    return Bounded(float(estimate.value), float(estimate.low), float(estimate.high), n)
