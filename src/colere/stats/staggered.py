"""A change that reaches teams on different days: each team's way against that of teams that do not have it yet.

Callaway & Sant'Anna (2021), Journal of Econometrics 225(2): for the teams g that start in one period and each period
t from then on, the effect is how much further they moved from their time before than teams that had not started by t
moved in the same time; those effects are averaged by the number of teams behind them. Teams that have the change
already are never a comparison, so effects that grow do not turn the sign, as they can in a plain two-way regression.
The interval is the jackknife over teams.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from colere.stats.before_after import Verdict
from colere.stats.estimate import Estimate, wald
from colere.stats.interval import CONFIDENCE, Floats, as_floats

LEAST_TEAMS = 4  # with a start that can be compared, and as many to compare with at some time


@dataclass(frozen=True, slots=True)
class Staggered:
    """The effect of a change on teams that started on different days, in the unit of the outcome.

    `n` of the estimate is the number of teams. `by_time` has one entry for each period since the start, 0 first.
    """

    verdict: Verdict
    effect: Estimate
    by_time: Estimate
    before: Estimate  # placebo: the last period before the start against the earlier ones; should hold 0
    started: int  # teams whose start could be compared
    cells: int  # team-periods behind the effect


@dataclass(slots=True)
class _Sums:
    """Numerators and denominators of averages, of all teams (row 0) and without each of them (rows 1 …)."""

    effect: Floats  # (teams + 1, periods since the start)
    weight: Floats
    placebo: Floats  # (teams + 1,)
    placebo_weight: Floats


def staggered_change(outcome: ArrayLike, starts: ArrayLike, *, confidence: float = CONFIDENCE) -> Staggered:
    """The average effect on the teams that started, from their start on.

    `outcome`: teams × periods (NaN: none, counted as missing in that cell only); `starts`: each team's first period
    with the change (from 0), infinite or NaN for never. Teams that start in the first two periods have no past and
    are left out. Too few: under 4 teams with a comparable start, or under 4 others. Work grows with teams × periods ×
    distinct starts. Raises `ValueError` for shapes that do not match or infinite outcomes.
    """
    y, first = as_floats(outcome), as_floats(starts)
    if y.ndim != 2 or first.shape != y.shape[:1] or np.isinf(y).any():
        raise ValueError("A staggered change needs finite outcomes of teams by periods, and a start for each team.")
    first = np.where(np.isnan(first), np.inf, np.floor(first))
    kept = first >= 2
    y, first = y[kept], first[kept]
    sums = _collect(y, first)
    started = int(np.count_nonzero(first < y.shape[1]))
    whole = _ratio(sums.effect.sum(axis=1), sums.weight.sum(axis=1))
    each = _ratio(sums.effect, sums.weight)
    placebo = _ratio(sums.placebo, sums.placebo_weight)
    n = int(first.size)
    groups = int(np.unique(first).size)
    effect, before = (_jackknife(rows, n, groups, confidence) for rows in (whole, placebo))
    enough = started >= LEAST_TEAMS and n >= 2 * LEAST_TEAMS and bool(np.isfinite([effect.low, effect.high]).all())
    return Staggered(
        verdict=_verdict(effect) if enough else Verdict.TOO_FEW,
        effect=effect,
        by_time=_jackknife(each, n, groups, confidence),
        before=before,
        started=started,
        cells=int(sums.weight[0].sum()),
    )


def _verdict(effect: Estimate) -> Verdict:
    if effect.high < 0:
        return Verdict.FELL
    return Verdict.ROSE if effect.low > 0 else Verdict.NO_SIGN


def _ratio(total: Floats, weight: Floats) -> Floats:
    return as_floats(np.divide(total, weight, out=np.full(total.shape, np.nan), where=weight > 0))


def _jackknife(rows: Floats, n: int, groups: int, confidence: float) -> Estimate:
    """The first row with the interval from the others, each without one team: variance (n−1)/n Σ(θ₋ᵢ − θ)².

    Each group of one start has a mean of its own, so n − groups degrees of freedom are left.
    """
    deviation = rows[1:] - rows[0]
    error = np.sqrt((n - 1) / max(n, 1) * (deviation**2).sum(axis=0))
    return wald(rows[0], error, n=n, df=np.full(rows[0].shape, n - groups), confidence=confidence)


def _collect(y: Floats, first: Floats) -> _Sums:
    teams, periods = y.shape
    sums = _Sums(*(np.zeros((teams + 1, periods)) for _ in range(2)), *(np.zeros(teams + 1) for _ in range(2)))
    for start in np.unique(first[first < periods]).astype(int):
        moved = y - _past_mean(y[:, :start])[:, None]
        theirs = first == start
        gain, weight = _contrasts(moved[:, start:], theirs, first[:, None] > np.arange(start, periods))
        sums.effect[:, : periods - start] += gain
        sums.weight[:, : periods - start] += weight
        if start >= 3:
            last = (y[:, start - 1] - _past_mean(y[:, : start - 1]))[:, None]
            gain, weight = _contrasts(last, theirs, (first > start)[:, None])
            sums.placebo += gain[:, 0]
            sums.placebo_weight += weight[:, 0]
    return sums


def _past_mean(past: Floats) -> Floats:
    seen = ~np.isnan(past)
    return _ratio(np.where(seen, past, 0.0).sum(axis=1), seen.sum(axis=1).astype(np.float64))


def _contrasts(moved: Floats, theirs: NDArray[np.bool_], waiting: NDArray[np.bool_]) -> tuple[Floats, Floats]:
    """Sum of (their move − the mean move of those who wait) over their teams, and how many teams, by period.

    Row 0 with all teams, row i without team i: each team's part is taken away from the sums instead of summing anew.
    """
    seen = ~np.isnan(moved)
    value = np.where(seen, moved, 0.0)
    ours, others = seen & theirs[:, None], seen & waiting

    def less_each(part: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        rows, count = np.where(part, value, 0.0), part.astype(np.float64)
        total, number = rows.sum(axis=0), count.sum(axis=0)
        return np.vstack([total, total - rows]), np.vstack([number, number - count])

    treated, n_treated = less_each(ours)
    control, n_control = less_each(others)
    weight = np.where(n_control > 0, n_treated, 0.0)
    gain = treated - n_treated * np.nan_to_num(_ratio(control, n_control))
    return np.where(weight > 0, gain, 0.0), weight
