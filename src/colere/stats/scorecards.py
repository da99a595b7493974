"""The health of a quality sheet: which of its lines go with what customers felt, and which run against it.

All lines stand in one linear regression of what the customer felt, with terms for the cases, for the reviewer (some
are strict) and for the person reviewed (good people pass more lines and have happier customers, without the one
making the other): so a line is judged by what differs when the same person keeps it and when not. A line that was
not applicable counts as its average and has a term of its own. Errors of one person hang together: the covariance is
the jackknife over people (CR3; Bell & McCaffrey 2002; MacKinnon, Nielsen & Webb 2023), with Student's t on people − 1
degrees of freedom.

It is an association: what the same person did in a case that also went better otherwise looks like its cause.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import ArrayLike, NDArray

from colere.stats import enough, false_discovery
from colere.stats.case_terms import coded, level_of, one_hot
from colere.stats.distributions import t_quantile
from colere.stats.interval import CONFIDENCE, Floats, as_floats, check_confidence
from colere.stats.mixed import Factor, Ints

_LEAST_PEOPLE = 5
_ROWS_PER_LINE = 3  # fewer reviews than this for each line say nothing about lines apart
_RIDGE = (
    1e-6  # of the nuisance terms, in units of a row: keeps levels that a left-out person alone had from dividing by 0
)


class Verdict(StrEnum):
    """What a line does."""

    HELPS = "helps"
    HARMS = "harms"
    NO_SIGN = "no_sign"
    TOO_FEW = "too_few"
    CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class Health:
    """One place for each line. `association` is the difference in what was felt between the line's best and worst
    value, from `low` to `high`; `n` reviews where it was applicable, `missed` of them below its best value. NaN where a
    line was not judged.
    """

    line: tuple[str, ...]
    n: Ints
    missed: Ints
    association: Floats
    low: Floats
    high: Floats
    q_value: Floats
    verdict: NDArray[np.object_]
    people: int


def health(
    lines: ArrayLike,
    felt: ArrayLike,
    *,
    person: ArrayLike,
    names: Sequence[str] | None = None,
    reviewer: ArrayLike | None = None,
    cases: Mapping[str, ArrayLike] | None = None,
    confidence: float = CONFIDENCE,
    discovery: float = false_discovery.RATE,
) -> Health:
    """The health of each line of a sheet.

    `lines` is reviews × lines (0/1 or points; NaN: not applicable), `felt` what the customer of each reviewed case
    answered (0/1 or points; NaN: no answer, left out), the others labels by review. TOO_FEW: fewer than 5 reviews with
    either side of the line, fewer than 5 people, or fewer than 3 reviews for each line. CONSTANT: one value only. Where
    all customers felt the same, no line gives a sign. Of the lines said to help or harm at most `discovery` are so by
    chance (Benjamini & Hochberg). Raises `ValueError` for columns of other lengths or infinite values.
    """
    sheet, outcome = as_floats(lines), as_floats(felt)
    if sheet.ndim != 2 or outcome.shape != sheet.shape[:1] or np.isinf(sheet).any() or np.isinf(outcome).any():
        raise ValueError("A sheet needs reviews × lines, and one answer for each review, all finite.")
    check_confidence(confidence)
    rows = outcome.size
    who = level_of(person, rows, "person")[1]
    columns = {**(cases or {}), **({} if reviewer is None else {"reviewer": reviewer})}
    answered = ~np.isnan(outcome)
    coded_columns = [coded(column, rows, name) for name, column in columns.items()]
    nuisance = [Factor(codes[answered], size) for codes, size in coded_columns]
    titles = tuple(names) if names is not None else tuple(str(i + 1) for i in range(sheet.shape[1]))
    if len(titles) != sheet.shape[1]:
        raise ValueError("A sheet needs one name for each line.")
    sheet, outcome = sheet[answered], outcome[answered]
    people, who = np.unique(who[answered], return_inverse=True)
    state = _State.of(sheet, people.size)
    return _judged(titles, state, _Rows(outcome, who, people.size, nuisance), confidence, discovery)


@dataclass(frozen=True, slots=True)
class _State:
    """The lines scaled to 0 … 1 (NaN: not applicable), and which of them can be judged."""

    scaled: Floats
    n: Ints
    missed: Ints
    is_constant: NDArray[np.bool_]
    is_enough: NDArray[np.bool_]

    @classmethod
    def of(cls, sheet: Floats, people: int) -> "_State":
        there = ~np.isnan(sheet)
        n = there.sum(axis=0)
        worst = np.where(there, sheet, np.inf).min(axis=0, initial=np.inf)
        best = np.where(there, sheet, -np.inf).max(axis=0, initial=-np.inf)
        varies = best > worst
        with np.errstate(invalid="ignore"):
            scaled = (sheet - worst) / np.where(varies, best - worst, 1.0)
        missed, above_worst = (scaled < 1).sum(axis=0), (scaled > 0).sum(axis=0)
        fits = people >= _LEAST_PEOPLE and len(sheet) >= people + _ROWS_PER_LINE * int(varies.sum())
        both = np.minimum(missed, above_worst) >= enough.ANSWERS
        return cls(scaled, n, np.where(varies, missed, 0), ~varies & (n > 0), varies & both & fits)


@dataclass(frozen=True, slots=True)
class _Rows:
    outcome: Floats
    who: Ints
    people: int
    nuisance: list[Factor]


def _judged(titles: tuple[str, ...], state: _State, rows: _Rows, confidence: float, discovery: float) -> Health:
    size = len(titles)
    value, error = np.full(size, np.nan), np.full(size, np.nan)
    judged = np.flatnonzero(state.is_enough)
    if judged.size:
        value[judged], error[judged] = _regression(state.scaled[:, judged], rows)
    q, half = np.full(size, np.nan), np.full(size, np.nan)
    says_something = bool(np.ptp(rows.outcome) > 0) if rows.outcome.size else True
    known = np.isfinite(value) & (error > 0) & says_something
    if known.any():
        from scipy.special import stdtr

        q[known] = false_discovery.q_values(2 * stdtr(rows.people - 1, -np.abs(value[known] / error[known])))
        half = t_quantile(1 - check_confidence(confidence), rows.people - 1) * error
    verdict = np.full(size, Verdict.NO_SIGN, dtype=object)
    with np.errstate(invalid="ignore"):
        verdict[(q <= discovery) & (value > 0)] = Verdict.HELPS
        verdict[(q <= discovery) & (value < 0)] = Verdict.HARMS
    verdict[~known & (says_something | ~state.is_enough)] = Verdict.TOO_FEW
    verdict[state.is_constant] = Verdict.CONSTANT
    value[~known] = half[~known] = np.nan
    return Health(titles, state.n, state.missed, value, value - half, value + half, q, verdict, rows.people)


def _regression(lines: Floats, rows: _Rows) -> tuple[Floats, Floats]:
    """The coefficients of the lines within people, and their standard errors by the jackknife; NaN for a line that
    others say too.
    """
    count = lines.shape[1]
    grams, rights = _products(lines, rows)
    gram, right = grams.sum(axis=0), rights.sum(axis=0)
    ridge = np.diag(np.full(right.size, _RIDGE))
    same = _said_by_others(gram, count)
    full = np.linalg.solve(gram + ridge, right)
    without = np.linalg.solve(gram - grams + ridge, (right - rights)[..., None])[:, :count, 0]
    spread = (rows.people - 1) / rows.people * ((without - full[:count]) ** 2).sum(axis=0)
    return np.where(same, np.nan, full[:count]), np.where(same, np.nan, np.sqrt(spread))


def _products(lines: Floats, rows: _Rows) -> tuple[Floats, Floats]:
    """X'X and X'y of each person. The columns are made for one person at a time: for all of them together they would be
    many times the sheets.
    """
    usual = np.array([np.nanmean(line) for line in lines.T])
    gaps = np.array([np.isnan(line).any() for line in lines.T])
    order = np.argsort(rows.who, kind="stable")
    starts = np.searchsorted(rows.who, np.arange(rows.people + 1), sorter=order)
    found = []
    for first, last in pairwise(starts):
        part = order[first:last]
        design = _design(lines[part], usual, gaps, [Factor(one.codes[part], one.size) for one in rows.nuisance])
        outcome = rows.outcome[part]
        found.append((design.T @ design, design.T @ (outcome - outcome.mean())))
    return np.stack([gram for gram, _ in found]), np.stack([right for _, right in found])


def _design(lines: Floats, usual: Floats, gaps: NDArray[np.bool_], nuisance: list[Factor]) -> Floats:
    """One person's lines, then what was not applicable, cases and reviewers, all as differences from their average."""
    absent = np.isnan(lines)
    columns = [np.where(absent, usual, lines), absent[:, gaps].astype(np.float64), *map(one_hot, nuisance)]
    table = np.hstack(columns)
    return np.asarray(table - table.mean(axis=0))


def _said_by_others(gram: Floats, count: int) -> NDArray[np.bool_]:
    """Lines of which hardly anything is left beside the other columns: their coefficient has no meaning."""
    size = np.diag(gram).copy()
    scale = np.sqrt(np.maximum(size, 1e-300))
    inverse = np.linalg.inv(gram / scale / scale[:, None] + np.eye(size.size) * 1e-9)
    return np.asarray((np.diag(inverse)[:count] > 1e6) | (size[:count] < 1e-9))
