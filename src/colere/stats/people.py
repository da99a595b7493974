"""Scores of people and teams that are fair: adjusted for the cases that each got, and shrunk by how little is known.

One model for all (see `mixed`): case terms, a person effect and, where teams are given, a team effect, both partly
pooled. Its spreads are not plugged in but averaged over (a small grid around the posterior mode of their logarithms;
Rue, Martino & Chopin 2009), with priors on the scale of half a unit of log odds (`pooling`): so that with few people
the intervals do not pretend to know how much people differ.

What an interval promises holds over the people of such companies together, as with all partial pooling: it covers 95 %
of them (93 to 96 % in simulated companies of 12 to 150 people with 20 to 400 answers each). Where people hardly
differ it covers more, 97 to 99.5 %: nobody can see that they do not (docs/explanation/instruments.md). It does not
hold for each kind of person apart: somebody far from all others is pulled to them, and covered less often.

Assumed: that what makes a case hard is among the case terms, that these add up (in log odds), and that within a level
of the case terms nobody was handed the harder cases for a reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from colere.stats import enough, false_discovery
from colere.stats.case_terms import coded, level_of
from colere.stats.distributions import normal_quantile, normal_tails
from colere.stats.interval import CONFIDENCE, Floats, as_floats, check_confidence
from colere.stats.mixed import Cells, Factor, Ints, Mode, case_effects, count_cells, distinct
from colere.stats.pooling import Pooled, pooled, with_case_mix
from colere.stats.shares import wilson

_GROUPS = 256


class Verdict(StrEnum):
    """What may be said of a person against the team, or of a team against the company."""

    SAME = "same"  # cannot be told apart
    ABOVE = "above"
    BELOW = "below"
    TOO_FEW = "too_few"
    ALONE = "alone"  # there is nobody to compare with


@dataclass(frozen=True, slots=True)
class Standing:
    """People or teams, one place in each array for each, in the order of `label` (sorted).

    `n` answers; `raw` share of good answers; `adjusted` share on the company's average case, shrunk, from `low` to
    `high`; `difference` to the average colleague of the team (to the average answer's team) in log odds, with its
    standard error; `q_value` of that difference among all compared.
    """

    label: NDArray[np.generic]
    n: Ints
    raw: Floats
    adjusted: Floats
    low: Floats
    high: Floats
    difference: Floats
    standard_error: Floats
    q_value: Floats
    verdict: NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Scores:
    """Everybody's scores: `n` answers with a share `overall` of good ones; the spread (standard deviation, log odds)
    of people within teams and of teams. `home` is the place in `teams` of each person's team.
    """

    n: int
    overall: float
    people: Standing
    teams: Standing
    home: Ints
    person_spread: float
    team_spread: float


def scores(
    person: ArrayLike,
    outcome: ArrayLike,
    *,
    cases: Mapping[str, ArrayLike] | None = None,
    team: ArrayLike | None = None,
    good: float = 1.0,
    confidence: float = CONFIDENCE,
    discovery: float = false_discovery.RATE,
) -> Scores:
    """Adjusted and shrunk scores of people and teams.

    All arrays have one place for each answer: `person` and `team` are labels of any kind, `outcome` is a number (0/1,
    or an ordered answer as 1 to 5), `good` the least outcome that counts as good. `cases` are named columns: labels
    or numbers; a number with more than 20 values is cut into tenths. A person's team is the one with most of the
    person's answers; without teams there is one.

    Verdicts: at most `discovery` of those told apart are so by chance (`false_discovery`); below 5 answers
    (`enough.ANSWERS`) there is no verdict, though the person counts in the model. No answers: empty arrays. All
    answers equal: Wilson's interval, nobody told apart. Raises `ValueError` for arrays of different lengths, and for
    outcomes or numbers of cases that are NaN or infinite.
    """
    check_confidence(confidence)
    y = as_floats(outcome)
    if y.ndim != 1 or not np.isfinite(y).all():
        raise ValueError("Outcomes must be one row of finite numbers.")
    labels, who = level_of(person, y.size, "person")
    team_labels, where = level_of(np.zeros(y.size, np.int64) if team is None else team, y.size, "team")
    who_factor, where_factor = Factor(who, labels.size), Factor(where, team_labels.size)
    terms = [coded(column, y.size, name) for name, column in (cases or {}).items()]
    tally = _tally(y >= good, who_factor, where_factor, labels, team_labels)
    values, level = np.unique(y, return_inverse=True)
    cut = int(np.searchsorted(values, good)) - 1
    if not 0 <= cut < values.size - 1:
        return _without_model(tally, confidence)
    has_teams = team is not None and team_labels.size > 1
    cells = count_cells(level, values.size, who_factor, [*terms, where_factor] if has_teams else terms)
    cells = with_case_mix(cells, len(terms))
    found = pooled(cells, has_teams=has_teams)
    return _with_model(tally, found, _Cases.of(cells, found, cut, has_teams=has_teams), confidence, discovery)


@dataclass(frozen=True, slots=True)
class _Tally:
    """What is counted without a model; `pairs` are the people and teams that met, with their number of answers."""

    labels: NDArray[np.generic]
    team_labels: NDArray[np.generic]
    n: Ints
    good: Floats
    team_n: Ints
    team_good: Floats
    home: Ints
    members: Floats  # people of each team
    pairs: tuple[Ints, Ints, Floats]


def _tally(
    is_good: NDArray[np.bool_], who: Factor, where: Factor, labels: NDArray[np.generic], teams: NDArray[np.generic]
) -> _Tally:
    first, pair = distinct(who.codes * where.size + where.codes, who.size * where.size)
    met, at = who.codes[first], where.codes[first]
    answers = np.bincount(pair, minlength=first.size).astype(np.float64)
    home = np.zeros(who.size, dtype=np.int64)
    order = np.lexsort((-at, answers))  # the last one written stays: most answers, then the first team
    home[met[order]] = at[order]
    return _Tally(
        labels,
        teams,
        np.bincount(who.codes, minlength=who.size),
        as_floats(np.bincount(who.codes, is_good, who.size)),
        np.bincount(where.codes, minlength=where.size),
        as_floats(np.bincount(where.codes, is_good, where.size)),
        home,
        np.bincount(home, minlength=where.size).astype(np.float64),
        (met, at, answers),
    )


@dataclass(frozen=True, slots=True)
class _Cases:
    """The company's cases: `average` are the weights of the fixed parameters that give the log odds of a good answer
    on the average case; `mix` as in `Cells`; `offsets` with `weights` how cases lie around it; `teams_at` where team
    effects begin.
    """

    average: Floats
    mix: Floats
    offsets: Floats
    weights: Floats
    teams_at: int | None

    @classmethod
    def of(cls, cells: Cells, found: Pooled, cut: int, *, has_teams: bool) -> "_Cases":
        n, cuts = cells.counts.sum(axis=0), len(cells.counts) - 1
        factors = cells.factors[: len(cells.factors) - has_teams]
        average = np.zeros(found.modes[0].fixed.size)
        average[cut] = -1.0
        at = cuts
        for factor in factors:
            average[at : at + factor.size] = np.bincount(factor.codes, n, factor.size) / n.sum()
            at += factor.size
        fixed = found.weights @ np.stack([mode.fixed for mode in found.modes])
        offsets = case_effects(cells, fixed, len(factors)) - average[cuts:] @ fixed[cuts:]
        return cls(average, cells.mix, *_grouped(offsets, n), at if has_teams else None)

    def share(self, log_odds: Floats) -> Floats:
        """The share of good answers over all of the company's cases."""
        return np.asarray((0.5 * (1.0 + np.tanh((log_odds[:, None] + self.offsets) / 2))) @ self.weights)


def _grouped(offsets: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Offsets in at most 256 groups of near ones, by their means: what is lost is of second order in the width."""
    lowest, highest = offsets.min(), offsets.max()
    group = ((offsets - lowest) * (_GROUPS - 1) / max(highest - lowest, 1e-12)).astype(np.int64)
    weight = np.bincount(group, n, _GROUPS)
    used = weight > 0
    return np.bincount(group, n * offsets, _GROUPS)[used] / weight[used], weight[used] / n.sum()


def _without_model(tally: _Tally, confidence: float) -> Scores:
    """All answers are on one side: shares with Wilson's interval, and nobody told apart."""
    standings = []
    for labels, n, good in (
        (tally.labels, tally.n, tally.good),
        (tally.team_labels, tally.team_n, tally.team_good),
    ):
        with np.errstate(invalid="ignore"):
            share = good / n
        low, high = wilson(good, n, confidence=confidence)
        unknown = np.full(n.size, np.nan)
        verdict = _verdicts(n, np.zeros(n.size), unknown, np.full(n.size, 2), 0.0)
        standings.append(
            Standing(labels, n, share, share, low, high, np.zeros(n.size), unknown, unknown.copy(), verdict)
        )
    total = int(tally.n.sum())
    overall = float(tally.good.sum() / total) if total else np.nan
    return Scores(total, overall, standings[0], standings[1], tally.home, np.nan, np.nan)


def _with_model(tally: _Tally, found: Pooled, cases: _Cases, confidence: float, discovery: float) -> Scores:
    people = [_of_people(tally, mode, cases) for mode in found.modes]
    teams = [_of_teams(tally, mode, cases) for mode in found.modes]
    likeliest = found.modes[int(found.weights.argmax())]
    alone = np.full(tally.team_n.size, tally.team_n.size)
    options = (cases, confidence, discovery)
    total = int(tally.n.sum())
    return Scores(
        total,
        float(tally.good.sum() / total),
        _standing((tally.labels, tally.n, tally.good), found, people, tally.members[tally.home], *options),
        _standing((tally.team_labels, tally.team_n, tally.team_good), found, teams, alone, *options),
        tally.home,
        float(np.hypot(found.spreads[0], np.std(likeliest.fixed[-1] * cases.mix))),
        float(found.spreads[1]) if found.spreads.size > 1 else 0.0,
    )


class _Contrast(NamedTuple):
    """Log odds of good answers, and of the difference to the others, each with its variance."""

    odds: Floats
    odds_variance: Floats
    difference: Floats
    difference_variance: Floats


def _of_people(tally: _Tally, mode: Mode, cases: _Cases) -> _Contrast:
    people, members, home = np.arange(tally.n.size), tally.members, tally.home
    fixed = np.repeat(cases.average[:, None], people.size, axis=1)
    if cases.teams_at is not None:
        fixed[cases.teams_at + home, people] = 1.0
    effect, reach, half = _effects(mode, cases)
    own = 1.0 / mode.diagonal
    mean = np.bincount(home, effect, members.size) / np.maximum(members, 1)
    noise = np.bincount(home, own, members.size) / np.maximum(members, 1) ** 2
    return _Contrast(
        mode.fixed @ fixed + effect,
        own + _squares(half, fixed + reach),
        effect - mean[home],
        own * (1.0 - 2.0 / members[home])
        + noise[home]
        + _squares(half, reach - _team_means(reach, home, members)[:, home]),
    )


def _of_teams(tally: _Tally, mode: Mode, cases: _Cases) -> _Contrast:
    """Teams with their people as these shared its answers, against all teams as these shared the company's."""
    met, at, answers = tally.pairs
    share = np.zeros((tally.n.size, tally.team_n.size))
    share[met, at] = answers / tally.team_n[at]
    effect, reach, half = _effects(mode, cases)
    fixed = np.repeat(cases.average[:, None], tally.team_n.size, axis=1)
    if cases.teams_at is not None:
        teams = np.arange(tally.team_n.size)
        fixed[cases.teams_at + teams, teams] = 1.0
    others = (tally.team_n / tally.team_n.sum())[:, None]
    apart, fixed_apart = share - share @ others, fixed - fixed @ others
    return _Contrast(
        mode.fixed @ fixed + effect @ share,
        (1.0 / mode.diagonal) @ share**2 + _squares(half, fixed + reach @ share),
        mode.fixed @ fixed_apart + effect @ apart,
        (1.0 / mode.diagonal) @ apart**2 + _squares(half, fixed_apart + reach @ apart),
    )


def _effects(mode: Mode, cases: _Cases) -> tuple[Floats, Floats, Floats]:
    """People's effects, how each hangs on the fixed parameters (fixed × people), and a root of these' covariance."""
    reach = -mode.cross / mode.diagonal
    reach[-1] += cases.mix
    return mode.person + mode.fixed[-1] * cases.mix, reach, np.linalg.cholesky(np.linalg.inv(mode.schur))


def _team_means(values: Floats, home: Ints, members: Floats) -> Floats:
    sums = np.stack([np.bincount(home, row, members.size) for row in values])
    return np.asarray(sums / np.maximum(members, 1))


def _squares(half: Floats, columns: Floats) -> Floats:
    return np.asarray(((half.T @ columns) ** 2).sum(axis=0))


def _standing(
    counts: tuple[NDArray[np.generic], Ints, Floats],
    found: Pooled,
    contrasts: list[_Contrast],
    rivals: NDArray[np.number],
    cases: _Cases,
    confidence: float,
    discovery: float,
) -> Standing:
    labels, n, good = counts
    odds, error = found.average([c.odds for c in contrasts], [c.odds_variance for c in contrasts])
    apart, apart_error = found.average([c.difference for c in contrasts], [c.difference_variance for c in contrasts])
    half = normal_quantile(1.0 - check_confidence(confidence)) * error
    can_tell = (n >= enough.ANSWERS) & (rivals > 1)
    p_values = [normal_tails(d / e) if t else np.nan for d, e, t in zip(apart, apart_error, can_tell, strict=True)]
    q = false_discovery.q_values(p_values)
    return Standing(
        labels,
        n,
        good / n,
        cases.share(odds),
        cases.share(odds - half),
        cases.share(odds + half),
        apart,
        apart_error,
        q,
        _verdicts(n, apart, q, rivals, discovery),
    )


def _verdicts(
    n: Ints, difference: Floats, q: Floats, rivals: NDArray[np.number], discovery: float
) -> NDArray[np.object_]:
    verdict = np.full(n.size, Verdict.SAME, dtype=object)
    with np.errstate(invalid="ignore"):
        verdict[(q <= discovery) & (difference > 0)] = Verdict.ABOVE
        verdict[(q <= discovery) & (difference < 0)] = Verdict.BELOW
    verdict[rivals < 2] = Verdict.ALONE
    verdict[n < enough.ANSWERS] = Verdict.TOO_FEW
    return verdict
