"""Control charts: what a series varies by on its own, so that a change is called a change only when it is one."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike

from colere.stats.interval import Floats, as_floats
from colere.stats.lately import strength_in_counts, strength_of
from colere.stats.signals import Rule, Signal, find_signals

D2 = 1.128  # the mean range of two standard normal values
D4 = 3.267  # upper limit of the moving range, in mean ranges


@dataclass(frozen=True, slots=True)
class Chart:
    """A series with its centre and limits, one entry per point; NaN where a point has no value or no limit."""

    kind: str  # "xmr", "p" or "p′"
    values: Floats
    centre: Floats
    low: Floats
    high: Floats
    signals: tuple[Signal, ...]
    range_limit: float = float("nan")  # XmR: the greatest moving range that is still noise


def xmr(values: ArrayLike, *, baseline: int | None = None) -> Chart:
    """The chart of individual values: mean ± 3 · (mean moving range ÷ 1.128).

    Shewhart's individuals chart (NIST/SEMATECH e-Handbook 6.3.2.2; 3/1.128 = 2.66). NaN marks a period without a
    value: it counts for nothing, and no range is taken across it. `baseline` computes the limits from the first so
    many points. With fewer than two neighbouring values there are no limits (NaN) and no signals.
    """
    x = _series(values)
    base = x[:baseline]
    ranges = np.abs(np.diff(base))
    ranges = ranges[~np.isnan(ranges)]
    known = base[~np.isnan(base)]
    middle = float(known.mean()) if known.size else np.nan
    spread = float(ranges.mean()) if ranges.size else np.nan
    sigma = np.full(x.shape, spread / D2)
    return _chart("xmr", x, middle, sigma, clip=None, range_limit=D4 * spread)


def p_chart(yes: ArrayLike, n: ArrayLike, *, baseline: int | None = None) -> Chart:
    """The chart of shares: p̄ ± 3 √(p̄(1−p̄)/nᵢ), within 0 and 1 (NIST/SEMATECH e-Handbook 6.3.3.2)."""
    k, total, share = _shares(yes, n)
    middle, sigma = _binomial(k, total, baseline)
    chart = _chart("p", share, middle, sigma, clip=(0.0, 1.0))
    return replace(chart, signals=tuple(_with_counts(signal, k, total, middle) for signal in chart.signals))


def p_prime(yes: ArrayLike, n: ArrayLike, *, baseline: int | None = None) -> Chart:
    """Laney's p′ chart of shares with large n, where days differ by more than the binomial alone.

    The binomial limits are widened by σ_z, the mean moving range ÷ 1.128 of the standardised shares (Laney 2002,
    Quality Engineering 14(4)). With σ_z = 1 it is the p chart.
    """
    k, total, share = _shares(yes, n)
    middle, sigma = _binomial(k, total, baseline)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = ((share - middle) / sigma)[:baseline]
    ranges = np.abs(np.diff(z))
    ranges = ranges[np.isfinite(ranges)]
    widening = float(ranges.mean()) / D2 if ranges.size else np.nan
    return _chart("p′", share, middle, sigma * widening, clip=(0.0, 1.0))


def _with_counts(signal: Signal, k: Floats, total: Floats, middle: float) -> Signal:
    """The signal with its strength by the binomial; a trend has no counts to be added up."""
    if signal.rule is Rule.TREND:
        return signal
    part = slice(signal.first, signal.last + 1)
    strength = strength_in_counts(float(k[part].sum()), float(total[part].sum()), middle, of=float(total.sum()))
    return replace(signal, strength=strength)


def _series(values: ArrayLike) -> Floats:
    x = as_floats(values)
    if x.ndim != 1 or np.isinf(x).any():
        raise ValueError("A chart needs one row of finite values (NaN where there is none).")
    return x


def _shares(yes: ArrayLike, n: ArrayLike) -> tuple[Floats, Floats, Floats]:
    k, total = _series(yes), _series(n)
    if k.shape != total.shape or not (np.all(k >= 0) and np.all(k <= total)):
        raise ValueError("A chart of shares needs 0 ≤ yes ≤ n for each point.")
    with np.errstate(divide="ignore", invalid="ignore"):
        return k, total, np.where(total > 0, k / total, np.nan)


def _binomial(k: Floats, total: Floats, baseline: int | None) -> tuple[float, Floats]:
    everything = float(total[:baseline].sum())
    middle = float(k[:baseline].sum()) / everything if everything else np.nan
    with np.errstate(divide="ignore", invalid="ignore"):
        return middle, np.where(total > 0, np.sqrt(middle * (1.0 - middle) / total), np.nan)


def _chart(
    kind: str,
    x: Floats,
    middle: float,
    sigma: Floats,
    *,
    clip: tuple[float, float] | None,
    range_limit: float = float("nan"),
) -> Chart:
    centre = np.full(x.shape, middle)
    low, high = centre - 3.0 * sigma, centre + 3.0 * sigma
    offset = x - centre
    found = find_signals(x, centre, sigma)
    signals = tuple(replace(signal, strength=strength_of(signal, offset, sigma)) for signal in found)
    if clip is not None:
        low, high = np.clip(low, *clip), np.clip(high, *clip)
    return Chart(kind, x, centre, low, high, signals, range_limit)
