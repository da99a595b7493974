"""Quantiles of the normal and Student's t distribution and the ranks of the binomial, to double precision without
SciPy.

SciPy takes 0.3 s and 60 MB to import; these are all that a web page needs of it. The tests compare them with
SciPy.
"""

import math
from functools import lru_cache
from statistics import NormalDist

import numpy as np

from colere.stats.interval import Floats

_NORMAL = NormalDist()
_WINDOW = 12.0  # standard deviations around the mean outside of which the binomial weighs less than 1e-30
_LARGE = 1_000.0  # degrees of freedom from which the expansion of t around the normal is exact to 1e-16


@lru_cache(maxsize=256)
def normal_quantile(probability: float) -> float:
    """The z below which a standard normal value lies with this probability (Wichura 1988, AS 241).

    Raises `ValueError` outside (0, 1).
    """
    if not 0.0 < probability < 1.0:
        raise ValueError(f"A probability must lie between 0 and 1, not {probability}.")
    return _NORMAL.inv_cdf(probability)


def normal_tails(z: float) -> float:
    """The probability that a standard normal value lies at least as far from 0 as `z`, on either side."""
    return math.erfc(abs(z) / math.sqrt(2.0))


@lru_cache(maxsize=4096)
def t_quantile(probability: float, df: float) -> float:
    """The t below which a value of Student's distribution with `df` ≥ 1 degrees of freedom lies with this probability.

    Up to 1,000 degrees the distribution function is integrated in the angle u = atan(t/√df), where its density is
    cos(u)^(df−1) / B(½, df/2), by Gauss–Legendre with 96 nodes, and inverted by Newton's method. Beyond, the expansion
    around the normal quantile (Abramowitz & Stegun 26.7.5). Raises `ValueError` outside (0, 1) or for df < 1.
    """
    if not df >= 1.0:
        raise ValueError(f"Student's t needs at least one degree of freedom, not {df}.")
    z = normal_quantile(probability)
    if probability == 0.5:
        return 0.0
    if df >= _LARGE:
        return _t_expansion(z, df)
    start = min(max(_t_expansion(abs(z), df), abs(z)), 1e8)
    return math.copysign(_invert_t(abs(probability - 0.5), df, math.atan(start / math.sqrt(df))), z)


def t_tails(t: float, df: float) -> float:
    """The probability that a value of Student's distribution lies at least as far from 0 as `t`, on either side (to
    1e-14, so that smaller ones are 0). Raises `ValueError` for df < 1.
    """
    if not df >= 1.0:
        raise ValueError(f"Student's t needs at least one degree of freedom, not {df}.")
    angle = math.atan(abs(t) / math.sqrt(df))
    return max(0.0, 1.0 - 2.0 * _inverse_beta_half(df) * _cosine_power_integral(angle, df - 1.0))


def _t_expansion(z: float, df: float) -> float:
    """Cornish and Fisher's series in 1/df around the normal quantile."""
    s = z * z
    g1 = z * (s + 1) / 4
    g2 = z * ((5 * s + 16) * s + 3) / 96
    g3 = z * (((3 * s + 19) * s + 17) * s - 15) / 384
    g4 = z * ((((79 * s + 776) * s + 1482) * s - 1920) * s - 945) / 92160
    return z + (g1 + (g2 + (g3 + g4 / df) / df) / df) / df


def _invert_t(area: float, df: float, angle: float) -> float:
    """The t with P(0 ≤ T ≤ t) = area: Newton in the angle, kept inside a bracket."""
    scale = _inverse_beta_half(df)
    low, high = 0.0, math.pi / 2
    for _ in range(200):
        excess = scale * _cosine_power_integral(angle, df - 1.0) - area
        low, high = (low, angle) if excess > 0 else (angle, high)
        slope = scale * math.cos(angle) ** (df - 1.0)
        step = angle - excess / slope if slope > 0 else low
        following = step if low < step < high else (low + high) / 2
        if abs(following - angle) <= 1e-16 * (1.0 + angle):
            break
        angle = following
    return math.sqrt(df) * math.tan(angle)


@lru_cache(maxsize=1)
def _legendre() -> tuple[Floats, Floats]:
    nodes, weights = np.polynomial.legendre.leggauss(96)
    return (nodes + 1.0) / 2.0, weights / 2.0


def _cosine_power_integral(angle: float, power: float) -> float:
    nodes, weights = _legendre()
    return float(angle * np.dot(weights, np.cos(nodes * angle) ** power))


def _inverse_beta_half(df: float) -> float:
    """1 / B(½, df/2) = Γ(a + ½) / (Γ(a) √π) with a = df/2; by its asymptotic series where the gamma function loses
    digits.
    """
    a = df / 2.0
    if a < 20.0:
        return math.gamma(a + 0.5) / math.gamma(a) / math.sqrt(math.pi)
    q = 1.0 / (a * a)
    series = (-1 / 8 + q * (1 / 192 + q * (-1 / 640 + q * (17 / 14336 - q * 31 / 18432)))) / a
    return math.sqrt(a / math.pi) * math.exp(series)


def binomial_window(n: int, p: float) -> tuple[int, Floats]:
    """The first outcome k and the probabilities P(B ≤ k), P(B ≤ k+1), … of a binomial count around its mean.

    Only outcomes within 12 standard deviations are given: what is left out weighs less than 1e-30. The weights are
    built from the mode outwards by exact ratios, so nothing under- or overflows for any n.
    """
    if n < 0 or not 0.0 < p < 1.0:
        raise ValueError(f"A binomial count needs n ≥ 0 and a probability between 0 and 1, not {n} and {p}.")
    mode = min(n, math.floor((n + 1) * p))
    reach = math.ceil(_WINDOW * math.sqrt(n * p * (1 - p)) + 40)
    first, last = max(0, mode - reach), min(n, mode + reach)
    odds = p / (1 - p)
    up = np.arange(mode, last, dtype=np.float64)
    down = np.arange(mode, first, -1, dtype=np.float64)
    above = np.cumprod((n - up) / (up + 1) * odds)
    below = np.cumprod(down / ((n - down + 1) * odds))
    weights = np.concatenate([below[::-1], [1.0], above])
    return first, np.cumsum(weights / weights.sum())
