"""A model of answers with case terms and with people whose effects are partly pooled: the engine of `people`.

P(answer ≤ k) = 1 / (1 + exp(η − θₖ)), η = sum of the effects of the answer's case levels, its person and its team: the
cumulative logit (McCullagh 1980); with two levels it is logistic regression. The effects of one factor are drawn from
a normal distribution around 0: a wide one, given beforehand, for case terms ("light ridge"), and one whose spread is
estimated for people and for teams ("partial pooling"). Given the spreads the posterior mode is found by Fisher scoring
and its density by Laplace's approximation (Tierney & Kadane 1986; Breslow & Clayton 1993).

Equal answers are counted once: a cell is one person with one combination of levels. The person's block of the
information matrix is diagonal, so it is eliminated (Schur complement) and a step costs time linear in cells and people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from colere.stats.interval import Floats, as_floats

Ints = NDArray[np.int64]

_STEPS, _HALVINGS = 60, 30
_SETTLED = 1e-9  # change of the penalised log-likelihood, relative, at which the scoring has settled
_TINY = 1e-12  # the least probability that a level is given
_SLOPE_PRECISION = 1.0
_KEY_LIMIT = 2**62


class Factor(NamedTuple):
    """Something that every cell has one level of: the level by cell, and how many levels there are."""

    codes: Ints
    size: int


@dataclass(frozen=True, slots=True)
class Cells:
    """Answers counted by person and case: `counts` is answer levels × cells; `case` is what
    is known beforehand of each cell's log odds (0: nothing). `mix` says how easy each person's cases
    were on average (log odds, 0: as the company's); it has a slope in the model, because who is good may be given the
    hard cases, and an effect that hangs together with the cases would bend the case terms otherwise (Mundlak 1978).
    """

    counts: Floats
    person: Factor
    factors: tuple[Factor, ...]
    mix: Floats
    case: Floats


@dataclass(frozen=True, slots=True)
class Mode:
    """The posterior mode for given spreads, and what is needed for variances.

    `fixed` holds the thresholds (levels − 1), the effects of the factors and the slope of the case mix, in this order;
    `person` are the effects of people beyond that slope. The inverse of the information is kept in parts: `schur`
    (fixed × fixed) after people were eliminated, `cross` (fixed × people) and `diagonal` (people).
    """

    fixed: Floats
    person: Floats
    schur: Floats
    cross: Floats
    diagonal: Floats
    log_evidence: float


def count_cells(outcome: Ints, levels: int, person: Factor, factors: Sequence[Factor]) -> Cells:
    """Count equal answers: codes by row (all of one length) to cells. Time n log n in the rows, once."""
    key, bound = person.codes.astype(np.int64), person.size
    for factor in factors:
        if bound * factor.size >= _KEY_LIMIT:
            kept, key = np.unique(key, return_inverse=True)
            bound = kept.size
        key = key * factor.size + factor.codes
        bound *= factor.size
    first, cell = distinct(key, bound)
    counts = np.bincount(outcome * first.size + cell, minlength=first.size * levels).reshape(levels, first.size)
    return Cells(
        counts.astype(np.float64),
        Factor(person.codes[first], person.size),
        tuple(Factor(factor.codes[first], factor.size) for factor in factors),
        np.zeros(person.size),
        np.zeros(first.size),
    )


def distinct(key: Ints, bound: int) -> tuple[Ints, Ints]:
    """A row of each distinct key, and the number of the key by row; without sorting where the keys are dense."""
    if bound > max(4 * key.size, 1_000_000):
        _, first, cell = np.unique(key, return_index=True, return_inverse=True)
        return first, cell
    row = np.full(bound, -1, dtype=np.int64)
    row[key] = np.arange(key.size)
    present = np.flatnonzero(row >= 0)
    number = np.empty(bound, dtype=np.int64)
    number[present] = np.arange(present.size)
    return row[present], number[key]


def fit(cells: Cells, person_precision: float, precisions: Sequence[float], start: Mode | None = None) -> Mode:
    """The posterior mode for a precision (1/variance) of people and of each factor; `start` is a mode near by.

    Raises `ValueError` where the scoring does not settle, which a concave likelihood with these priors does not do
    for finite counts.
    """
    prior = _Prior.of(cells, person_precision, precisions)
    fixed, person = (start.fixed, start.person) if start else (_first_guess(cells), np.zeros(cells.person.size))
    value = _objective(cells, fixed, person, prior)
    for _ in range(_STEPS):
        step = _scoring_step(cells, fixed, person, prior)
        size, following = 1.0, value
        for _ in range(_HALVINGS):
            candidate = fixed + size * step.fixed, person + size * step.person
            following = _objective(cells, *candidate, prior)
            if following >= value:
                break
            size /= 2
        gain = following - value
        if gain >= 0:
            (fixed, person), value = candidate, following
        if gain <= _SETTLED * (1.0 + abs(value)):
            return _mode(cells, fixed, person, prior, value)
    raise ValueError("The model of people and cases did not settle.")


class _Prior(NamedTuple):
    fixed: Floats  # precision by fixed parameter, 0 for thresholds
    person: float
    log_density: float  # half the log of the precisions of all effects

    @classmethod
    def of(cls, cells: Cells, person: float, precisions: Sequence[float]) -> "_Prior":
        sizes = [factor.size for factor in cells.factors]
        fixed = np.concatenate(
            [np.zeros(len(cells.counts) - 1), np.repeat(np.asarray(precisions, float), sizes), [_SLOPE_PRECISION]]
        )
        logs = np.log(fixed[fixed > 0]).sum() + cells.person.size * np.log(person)
        return cls(fixed, person, float(logs) / 2)


class _Step(NamedTuple):
    fixed: Floats
    person: Floats


class _Information(NamedTuple):
    fixed: Floats
    cross: Floats
    person: Floats


def _first_guess(cells: Cells) -> Floats:
    below = np.cumsum(cells.counts.sum(axis=1))
    share = below[:-1] / below[-1]
    return np.concatenate([np.log(share / (1 - share)), np.zeros(1 + sum(factor.size for factor in cells.factors))])


def predictor(cells: Cells, fixed: Floats, person: Floats) -> Floats:
    """η by cell."""
    of_person = (person + fixed[-1] * cells.mix)[cells.person.codes]
    return np.asarray(cells.case + of_person + case_effects(cells, fixed, len(cells.factors)))


def case_effects(cells: Cells, fixed: Floats, factors: int) -> Floats:
    """The sum of the effects of the first so many factors, by cell."""
    eta, at = np.zeros(cells.person.codes.size), len(cells.counts) - 1
    for factor in cells.factors[:factors]:
        eta += fixed[at : at + factor.size][factor.codes]
        at += factor.size
    return eta


def _below(cells: Cells, fixed: Floats, person: Floats) -> Floats:
    """P(answer ≤ k), without the last level: levels − 1 × cells."""
    thresholds = fixed[: len(cells.counts) - 1]
    z = thresholds[:, None] - predictor(cells, fixed, person)
    return np.asarray(0.5 * (1.0 + np.tanh(z / 2)))


def _chances(below: Floats) -> Floats:
    chances = np.empty((len(below) + 1, below.shape[1]))
    chances[0] = below[0]
    np.subtract(below[1:], below[:-1], out=chances[1:-1])
    np.subtract(1.0, below[-1], out=chances[-1])
    return np.maximum(chances, _TINY, out=chances)


def _objective(cells: Cells, fixed: Floats, person: Floats, prior: _Prior) -> float:
    """The log-likelihood minus the penalties; −∞ where the thresholds are out of order."""
    if np.any(np.diff(fixed[: len(cells.counts) - 1]) <= 0):
        return -np.inf
    likelihood = np.vdot(cells.counts, np.log(_chances(_below(cells, fixed, person))))
    return float(likelihood - (prior.fixed @ fixed**2 + prior.person * (person @ person)) / 2)


def _scoring_step(cells: Cells, fixed: Floats, person: Floats, prior: _Prior) -> _Step:
    below = _below(cells, fixed, person)
    slope = below * (1 - below)
    weight = cells.counts / _chances(below)
    score = slope * (weight[:-1] - weight[1:])
    by_cell = -score.sum(axis=0)
    by_person = _sums(cells.person, by_cell)
    parts = [score.sum(axis=1)]
    parts += [_sums(factor, by_cell) for factor in cells.factors]
    to_fixed = np.concatenate([*parts, [by_person @ cells.mix]]) - prior.fixed * fixed
    to_person = by_person - prior.person * person
    information = _information(cells, below, prior)
    schur = _eliminate(information)
    step = as_floats(np.linalg.solve(schur, to_fixed - information.cross @ (to_person / information.person)))
    return _Step(step, (to_person - step @ information.cross) / information.person)


def _information(cells: Cells, below: Floats, prior: _Prior) -> _Information:
    """The expected information of thresholds, factors and people (McCullagh & Nelder 1989, §5.4)."""
    own, beside = _threshold_information(cells, below)
    sums = own.copy()
    sums[:-1] += beside
    sums[1:] += beside
    total, cuts = sums.sum(axis=0), len(below)
    size = prior.fixed.size
    fixed, cross = np.zeros((size, size)), np.zeros((size, cells.person.size))
    fixed[:cuts, :cuts] = _three_diagonals(own.sum(axis=1), beside.sum(axis=1))
    cross[:cuts] = -_sums_by(cells.person, sums)
    places = np.cumsum([cuts, *(factor.size for factor in cells.factors)])
    for i, a in enumerate(cells.factors):
        rows = slice(places[i], places[i + 1])
        fixed[rows, :cuts] = -_sums_by(a, sums).T
        fixed[:cuts, rows] = fixed[rows, :cuts].T
        cross[rows] = _paired(a, cells.person, total)
        for j, b in enumerate(cells.factors[: i + 1]):
            columns = slice(places[j], places[j + 1])
            fixed[rows, columns] = _paired(a, b, total)
            fixed[columns, rows] = fixed[rows, columns].T
    by_person = _sums(cells.person, total)
    cross[-1] = cells.mix * by_person
    fixed[-1] = fixed[:, -1] = cross @ cells.mix
    return _Information(fixed + np.diag(prior.fixed), cross, by_person + prior.person)


def _threshold_information(cells: Cells, below: Floats) -> tuple[Floats, Floats]:
    """By cell, the information of each threshold and of each with its neighbour above."""
    inverse, slope = cells.counts.sum(axis=0) / _chances(below), below * (1 - below)
    own = slope * slope * (inverse[:-1] + inverse[1:])
    return own, -slope[:-1] * slope[1:] * inverse[1:-1]


def _three_diagonals(own: Floats, beside: Floats) -> Floats:
    return np.asarray(np.diag(own) + np.diag(beside, 1) + np.diag(beside, -1))


def _sums(factor: Factor, values: Floats) -> Floats:
    return as_floats(np.bincount(factor.codes, values, factor.size))


def _sums_by(factor: Factor, values: Floats) -> Floats:
    return np.stack([_sums(factor, row) for row in values])


def _paired(a: Factor, b: Factor, weight: Floats) -> Floats:
    return _sums(Factor(a.codes * b.size + b.codes, a.size * b.size), weight).reshape(a.size, b.size)


def _eliminate(information: _Information) -> Floats:
    return np.asarray(information.fixed - (information.cross / information.person) @ information.cross.T)


def _mode(cells: Cells, fixed: Floats, person: Floats, prior: _Prior, value: float) -> Mode:
    information = _information(cells, _below(cells, fixed, person), prior)
    schur = _eliminate(information)
    log_determinant = np.linalg.slogdet(schur)[1] + np.log(information.person).sum()
    evidence = value + prior.log_density - float(log_determinant) / 2
    return Mode(fixed, person, schur, information.cross, information.person, evidence)
