"""How much people and teams differ, found from the answers, and averages over what is plausible of it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from colere.stats.interval import Floats, as_floats
from colere.stats.mixed import Cells, Factor, Mode, case_effects, distinct, fit

CASE_SPREAD = 2.5  # standard deviation (log odds) of the wide prior of case levels (Gelman et al. 2008)
SPREAD_SCALE = 0.5  # of the priors of the spreads: few people differ by more than 1 (log odds) from their colleagues
_PERSON_POWER = 0.5  # of the spread in its prior: see `_Search`
_START = np.log(0.3)
_LEAST, _MOST = np.log(1e-3), np.log(10.0)
_NEAR = 0.04  # how near the mode of the logarithm is found
_STEP = 0.4  # of the logarithm, for the curvature at the mode
_WIDEST = 1.2
_MANY, _CASE_PARTS = 20_000, 16
_NODES = np.sqrt(3.0) * np.array([-1.0, 0.0, 1.0])
_NODE_WEIGHTS = np.array([1.0, 4.0, 1.0]) / 6.0


@dataclass(frozen=True, slots=True)
class Pooled:
    """Posterior modes for plausible spreads, with weights that sum to 1; `spreads` are the most plausible ones: of
    people, and of teams where there are.
    """

    modes: tuple[Mode, ...]
    weights: Floats
    spreads: Floats

    def average(self, means: Sequence[Floats], variances: Sequence[Floats]) -> tuple[Floats, Floats]:
        """Mean and standard deviation of a mixture, from those of each mode."""
        at, around = np.stack(means), np.stack(variances)
        mean = self.weights @ at
        variance = self.weights @ (around + (at - mean) ** 2)
        return mean, np.sqrt(np.maximum(variance, 0.0))


def with_case_mix(cells: Cells, case_factors: int) -> Cells:
    """The cells with each person's average case, as judged with people's effects left nearly free, so that it is the
    difference between cases of the same person that counts.
    """
    free = CASE_SPREAD**-2
    mode = fit(cells, free, [free] * len(cells.factors))
    n, codes, people = cells.counts.sum(axis=0), cells.person.codes, cells.person.size
    effects = case_effects(cells, mode.fixed, case_factors)
    mix = np.bincount(codes, n * effects, people) / np.bincount(codes, n, people)
    return replace(cells, mix=mix - (n @ effects) / n.sum())


def pooled(cells: Cells, *, has_teams: bool) -> Pooled:
    """Fit the model at the most plausible spreads and around them; the last factor is the team if `has_teams`.

    From 20,000 cells on the search for the spreads takes the case terms as known and puts near cases of a person
    together: their error is far below what the spreads can feel, and the search costs a tenth.
    """
    search = _Search(cells, has_teams=has_teams)
    rough = (
        search if cells.counts.shape[1] < _MANY else _Search(_coarse(cells, has_teams=has_teams), has_teams=has_teams)
    )
    peak = _peak(rough, 1 + has_teams)
    height = rough(peak)
    reach = np.array([_reach(rough, peak, axis, height) for axis in range(peak.size)])
    search(peak)
    top = search.last
    steps = np.stack(np.meshgrid(*[_NODES] * peak.size, indexing="ij"), axis=-1).reshape(-1, peak.size)
    plain = np.prod(np.stack(np.meshgrid(*[_NODE_WEIGHTS] * peak.size, indexing="ij"), axis=-1), axis=-1).ravel()
    modes, logs = [], []
    for step in steps:
        search.last = top
        logs.append(search(peak + reach * step) + float(step @ step) / 2)
        modes.append(search.last)
    weights = plain * np.exp(np.array(logs) - max(logs))
    return Pooled(tuple(mode for mode in modes if mode), weights / weights.sum(), np.exp(peak))


def _coarse(cells: Cells, *, has_teams: bool) -> Cells:
    """The cells with case terms fixed at what they are with people's effects left nearly free."""
    terms = len(cells.factors) - has_teams
    free = CASE_SPREAD**-2
    case = case_effects(cells, fit(cells, free, [free] * len(cells.factors)).fixed, terms)
    lowest = case.min()
    part = ((case - lowest) * ((_CASE_PARTS - 1) / max(case.max() - lowest, 1e-12))).astype(np.int64)
    key, bound = cells.person.codes * _CASE_PARTS + part, cells.person.size * _CASE_PARTS
    for team in cells.factors[terms:]:
        key, bound = key * team.size + team.codes, bound * team.size
    first, cell = distinct(key, bound)
    counts = as_floats([np.bincount(cell, level, first.size) for level in cells.counts])
    return Cells(
        counts,
        Factor(cells.person.codes[first], cells.person.size),
        tuple(Factor(team.codes[first], team.size) for team in cells.factors[terms:]),
        cells.mix,
        np.bincount(cell, cells.counts.sum(axis=0) * case, first.size) / counts.sum(axis=0),
    )


class _Search:
    """The log posterior density of the logarithms of the spreads; keeps the last mode to start the next from.

    The prior of the spread of teams is half-normal, that of people √spread × the same: between flat in the spread, with
    which companies whose people happen to look alike have intervals that are too narrow, and flat in its square, with
    which all have too wide ones (Morris & Tang 2011, Statistical Science 26; Chung et al. 2013, Psychometrika 78).
    """

    def __init__(self, cells: Cells, *, has_teams: bool) -> None:
        self.cells, self.has_teams = cells, has_teams
        self.last: Mode | None = None

    def __call__(self, logs: Floats) -> float:
        logs = np.clip(logs, _LEAST, _MOST)
        precision = np.exp(-2 * logs)
        factors = [CASE_SPREAD**-2] * len(self.cells.factors)
        if self.has_teams:
            factors[-1] = float(precision[1])
        self.last = fit(self.cells, float(precision[0]), factors, self.last)
        spread = np.exp(logs)
        prior = _PERSON_POWER * logs[0] - (spread @ spread) / (2 * SPREAD_SCALE**2)
        return float(self.last.log_evidence + logs.sum() + prior)


def _peak(search: _Search, axes: int) -> Floats:
    """Compass search: a step along an axis where that helps, half as far where none does (Kolda et al. 2003)."""
    at = np.full(axes, _START)
    height, step = search(at), 0.8
    while step > _NEAR:
        for move in step * np.vstack([np.eye(axes), -np.eye(axes)]):
            candidate = np.clip(at + move, _LEAST, _MOST)
            if (value := search(candidate)) > height:
                at, height = candidate, value
                break
        else:
            step /= 2
    return at


def _reach(search: _Search, peak: Floats, axis: int, height: float) -> float:
    """One standard deviation of the logarithm along an axis, by the curvature at the peak."""
    step = np.zeros(peak.size)
    step[axis] = _STEP
    drop = 2 * height - search(peak + step) - search(peak - step)
    return float(min(_STEP / np.sqrt(max(drop, 1e-9)), _WIDEST))
