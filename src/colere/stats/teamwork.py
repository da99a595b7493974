"""Happy team → happy customers: does a team's mood go before what its customers say? At team level only.

Each team is compared with itself (team effects) and with all teams of the same period (period effects), so neither a
team with pleasant customers nor a good month passes for a good mood. Published effects are small (Gelade & Young 2005;
Brown & Lam 2008), and a panel finds much that is not there; two placebos must stay empty: the mood of the next period
cannot have made this period's customers, and another team's mood should not do as much as one's own.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from colere.stats.enough import ANSWERS
from colere.stats.estimate import Estimate, wald
from colere.stats.interval import CONFIDENCE, Floats, as_floats, check_confidence

LEAST_TEAMS = 8
LEAST_PERIODS = 6
FEW_TEAMS, MANY_PERIODS = 4, 26  # fewer teams will do where they are watched for long
BLOCK = 13  # periods of such a team that count as one cluster
SHUFFLES = 500
_SWEEPS = 500
_CLOSE = 1e-10
_MOST_INFLUENCES = 4_000_000  # clusters × cells; with more, the clusters are many and their number will do


class Verdict(StrEnum):
    """What may be said, and modestly."""

    SIGN = "sign"
    NO_SIGN = "no_sign"
    PLACEBO_FAILS = "placebo_fails"  # there would be a sign, but a placebo shows one too
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Lag:
    """The change of the customers' figure for one point of mood, so many periods later; `n` is the number of teams."""

    periods: int
    effect: Estimate
    p: float
    is_sign: bool  # after Holm's rule over all lags
    cells: int  # team-periods behind it


@dataclass(frozen=True, slots=True)
class MoodAndCustomers:
    """What the mood of teams has to do with their customers."""

    verdict: Verdict
    lags: tuple[Lag, ...]
    ahead: Estimate  # placebo: mood of the next period, beside the present one; should hold 0
    shuffled_p: float  # share of shuffles of teams (of few: of their weeks) that show as much at the strongest lag
    teams: int
    periods: int


def mood_and_customers(
    mood: ArrayLike,
    mood_answers: ArrayLike,
    customers: ArrayLike,
    customer_answers: ArrayLike,
    *,
    lags: tuple[int, ...] = (0, 1, 2),
    confidence: float = CONFIDENCE,
    seed: int = 0,
) -> MoodAndCustomers:
    """The effect of teams' mood on their customers' figure, by lag, with both placebos.

    All four are teams × periods: mean of the pulse and of the customers' answers, and how many answers are behind
    each; a mean of under 5 answers, or NaN, counts as missing. Two-way fixed effects; the covariance is the cluster
    jackknife CR3 with the degrees of freedom that Satterthwaite's rule gives it (Bell & McCaffrey 2002, Survey
    Methodology 28(2); clusters are teams, or quarters of few teams): where one team has most of the weeks these are far
    fewer than the clusters. Holm over the lags. A mood that a few answers measure with error shows less than there is.
    Too few: under 8 teams or 6 periods that can be used (4 teams will do from 26 periods on). Raises `ValueError` for
    shapes that do not match, infinite values or lags that are negative.
    """
    x, y = _panel(mood, mood_answers), _panel(customers, customer_answers)
    if x.shape != y.shape or not lags or min(lags) < 0:
        raise ValueError("Mood and customers must be of the same teams and periods, with lags from 0 on.")
    check_confidence(confidence)
    usable = [_usable(x, y, lag) for lag in lags]
    teams, periods = (max(u[i] for u in usable) for i in (0, 1))
    if not all(_is_enough(*u) for u in usable):
        return MoodAndCustomers(Verdict.TOO_FEW, (), _none(teams), float("nan"), teams, periods)
    fits = [_fit(y[:, lag:], [x[:, : x.shape[1] - lag]], confidence) for lag in lags]
    told = _holm(lags, fits, 1 - confidence)
    strongest = int(np.argmin([lag.p for lag in told]))
    ahead = _ahead(x, y, lags[strongest], confidence)
    shuffled = _shuffled(x, y, lags[strongest], fits[strongest], seed)
    verdict = Verdict.NO_SIGN
    if any(lag.is_sign for lag in told):
        empty = ahead.low <= 0 <= ahead.high and shuffled <= 1 - confidence
        verdict = Verdict.SIGN if empty else Verdict.PLACEBO_FAILS
    return MoodAndCustomers(verdict, told, ahead, shuffled, teams, periods)


@dataclass(frozen=True, slots=True)
class _Fit:
    effect: Estimate
    t: float
    p: float
    cells: int


def _panel(means: ArrayLike, answers: ArrayLike) -> Floats:
    x, n = as_floats(means), as_floats(answers)
    if x.ndim != 2 or x.shape != n.shape or np.isinf(x).any():
        raise ValueError("A panel needs finite means and their answers, of teams by periods.")
    return np.where(n >= ANSWERS, x, np.nan)


def _is_enough(teams: int, periods: int) -> bool:
    return (teams >= LEAST_TEAMS and periods >= LEAST_PERIODS) or _is_few_but_long(teams, periods)


def _is_few_but_long(teams: int, periods: int) -> bool:
    return FEW_TEAMS <= teams < LEAST_TEAMS and periods >= MANY_PERIODS


def _clusters(seen: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The cluster of each cell (teams × periods): the team, or for few teams a quarter of a year of it, because what
    lies so far apart hardly hangs together (Bester, Conley & Hansen 2011, Journal of Econometrics 165(2)).
    """
    teams, periods = seen.shape
    team = np.repeat(np.arange(teams)[:, None], periods, axis=1)
    if not _is_few_but_long(teams, int((seen.sum(axis=0) >= 2).sum())):
        return team
    parts = max(periods // BLOCK, 2)
    used = np.unique(team * parts + np.arange(periods) * parts // periods, return_inverse=True)[1]
    return np.asarray(used).reshape(teams, periods)


def _usable(x: Floats, y: Floats, lag: int) -> tuple[int, int]:
    """Teams and periods with at least two cells to compare."""
    if lag >= x.shape[1]:
        return 0, 0
    both = ~np.isnan(x[:, : x.shape[1] - lag] + y[:, lag:])
    return int((both.sum(axis=1) >= 2).sum()), int((both.sum(axis=0) >= 2).sum())


def _within(rows: Floats, seen: NDArray[np.bool_], close: float = _CLOSE) -> Floats:
    """The panels (… × teams × periods) without their team and period means: means are taken away in turn, until
    nothing moves (with every cell there, once is enough).
    """
    by_team = np.maximum(seen.sum(axis=-1, keepdims=True), 1)
    by_period = np.maximum(seen.sum(axis=-2, keepdims=True), 1)
    z = np.where(seen, rows, 0.0)
    scale = max(float(np.abs(z).max(initial=0.0)), 1e-300)
    for _ in range(_SWEEPS):
        team = z.sum(axis=-1, keepdims=True) / by_team
        z = np.where(seen, z - team, 0.0)
        period = z.sum(axis=-2, keepdims=True) / by_period
        z = np.where(seen, z - period, 0.0)
        if max(float(np.abs(part).max(initial=0.0)) for part in (team, period)) <= close * scale:
            break
    return z


@dataclass(frozen=True, slots=True)
class _Jackknife:
    """The first coefficient of a within-regression, and what it is without each cluster (CR3)."""

    x: Floats  # columns × teams × periods, without means
    seen: NDArray[np.bool_]
    cluster: NDArray[np.int64]  # of each cell
    share: float  # without a team the period means move too
    whole: Floats  # row of the inverse of X'X that gives the coefficient
    less: Floats  # clusters × columns: the same row without each cluster
    beta: float
    error: float

    def df(self) -> float:
        """Satterthwaite's: of the sum of squares that the error is, were all cells equally uncertain."""
        count = len(self.less)
        if count * self.seen.size > _MOST_INFLUENCES:
            return float(count - 1)
        own = self.cluster == np.arange(count)[:, None, None]
        left = np.tensordot(self.less, self.x, 1) * (1 - self.share * own) - np.tensordot(self.whole, self.x, 1)
        moves = _within(left, self.seen).reshape(count, -1)
        together = moves @ moves.T
        squares = float((together**2).sum())
        return float(np.clip(np.trace(together) ** 2 / squares, 1.0, count - 1)) if squares > 0 else float(count - 1)


def _jackknife(y: Floats, columns: list[Floats]) -> _Jackknife | None:
    """None where the first column says nothing that the others and the levels do not."""
    seen = ~np.isnan(sum(columns, y))
    z = _within(np.stack([np.where(seen, part, 0.0) for part in (y, *columns)]), seen)
    teams = seen.sum(axis=1) > 0
    outcome, x = z[0][teams], z[1:, teams]
    cluster = _clusters(seen[teams])
    count = int(cluster.max(initial=-1)) + 1
    parts = [np.bincount(cluster.ravel(), (a * b).ravel(), count) for a in x for b in (*x, outcome)]
    sums = np.stack(parts, axis=1).reshape(count, len(x), len(x) + 1)
    gram, cross = sums[:, :, :-1], sums[:, :, -1]
    total, g = gram.sum(axis=0), int(teams.sum())
    if count < 2 or not np.isfinite(total).all() or np.linalg.cond(total) > 1e12:
        return None
    whole = np.linalg.inv(total)[0]
    share = g / max(g - 1, 1)
    less = np.linalg.pinv(total - gram * share, rcond=1e-10)[:, 0]  # a team may carry all that varies
    beta = float(whole @ cross.sum(axis=0))
    each = (less * (cross.sum(axis=0) - cross * share)).sum(axis=1)
    error = float(np.sqrt((count - 1) / count * ((each - beta) ** 2).sum()))
    return _Jackknife(x, seen[teams], cluster, share, whole, less, beta, error)


def _fit(y: Floats, columns: list[Floats], confidence: float) -> _Fit:
    """The coefficient of the first column, with the cluster jackknife."""
    found, cells = _jackknife(y, columns), int((~np.isnan(sum(columns, y))).sum())
    if found is None:
        return _Fit(_none(int((~np.isnan(sum(columns, y))).any(axis=1).sum())), 0.0, 1.0, cells)
    t = found.beta / found.error if found.error > 0 else 0.0
    df, g = found.df(), found.seen.shape[0]
    return _Fit(wald(found.beta, found.error, n=g, df=df, confidence=confidence), t, _p(t, df), cells)


def _p(t: float, df: float) -> float:
    from scipy.special import stdtr

    return float(2 * stdtr(df, -abs(t)))


def _holm(lags: tuple[int, ...], fits: list[_Fit], alarm: float) -> tuple[Lag, ...]:
    order = np.argsort([fit.p for fit in fits], kind="stable")
    signs = set()
    for rank, i in enumerate(order):
        if fits[i].p > alarm / (len(fits) - rank):
            break
        signs.add(int(i))
    return tuple(
        Lag(lag, fit.effect, fit.p, i in signs, fit.cells) for i, (lag, fit) in enumerate(zip(lags, fits, strict=True))
    )


def _ahead(x: Floats, y: Floats, lag: int, confidence: float) -> Estimate:
    """Next period's mood with this period's customers, with the present and the strongest mood held fast."""
    end = x.shape[1] - 1
    columns = [x[:, lag + 1 :], x[:, lag:end], *([x[:, : end - lag]] if lag else [])]
    return _fit(y[:, lag:end], columns, confidence).effect


def _shuffled(x: Floats, y: Floats, lag: int, own: _Fit, seed: int) -> float:
    """How often the moods of other teams, dealt out at random, have a t as great as the teams' own.

    Where cells are missing the moods of other teams are missing elsewhere, so each deal is fitted anew.
    """
    rng = np.random.default_rng(seed)
    outcome, before = y[:, lag:], x[:, : x.shape[1] - lag]
    if _is_few_but_long(*_usable(x, y, lag)):
        return _moved(outcome, before, rng)
    deals = [rng.permutation(x.shape[0]) for _ in range(SHUFFLES)]
    if not np.isnan(outcome).any() and not np.isnan(before).any():
        return _share(_quick(outcome, before, deals), own.t)
    return _share(np.asarray([_t(outcome, before[deal]) for deal in deals[:100]]), own.t)


def _t(y: Floats, x: Floats) -> float:
    found = _jackknife(y, [x])
    return found.beta / found.error if found is not None and found.error > 0 else 0.0


def _moved(y: Floats, x: Floats, rng: np.random.Generator) -> float:
    """The same for few teams, of which there are hardly two ways to deal: each team's moods go round by some weeks.

    They keep their waves that way, and lose their weeks; what is compared is the correlation within teams and periods.
    """
    periods = x.shape[1]
    by = rng.integers(1, periods, (SHUFFLES, x.shape[0]))
    by[0] = 0  # as they are
    place = (np.arange(periods) - by[:, :, None]) % periods
    moved = x[np.arange(x.shape[0])[:, None], place]
    seen = ~np.isnan(moved + y)
    pairs = np.stack([np.broadcast_to(y, moved.shape), moved], axis=1)
    z = _within(np.where(seen[:, None], pairs, 0.0), seen[:, None], 1e-5)
    cross, own, other = ((z[:, a] * z[:, b]).sum(axis=(1, 2)) for a, b in ((0, 1), (0, 0), (1, 1)))
    t = cross * np.sqrt(seen.sum(axis=(1, 2)) / np.maximum(own * other, 1e-300))
    return _share(t[1:], float(t[0]))


def _quick(y: Floats, x: Floats, deals: list[NDArray[np.int64]]) -> Floats:
    """The t of each deal of complete panels: without means once, for a permutation of teams keeps them away."""
    z = _within(np.stack([y, x]), np.ones(y.shape, dtype=np.bool_))
    own = (z[1] ** 2).sum(axis=1)
    cross = z[0] @ z[1].T  # team of the customers × team of the mood
    dealt = np.asarray(deals)
    each, squares = cross[np.arange(len(own)), dealt], own[dealt]
    total, everything = squares.sum(axis=1, keepdims=True), each.sum(axis=1, keepdims=True)
    beta = everything / np.maximum(total, 1e-300)
    g = y.shape[0]
    share = g / (g - 1)
    without = (everything - each * share) / np.maximum(total - squares * share, 1e-300)
    error = np.sqrt((g - 1) / g * ((without - beta) ** 2).sum(axis=1))
    return as_floats(np.divide(beta[:, 0], error, out=np.zeros(len(deals)), where=error > 0))


def _share(shuffled: Floats, own: float) -> float:
    return float((1 + np.count_nonzero(np.abs(shuffled) >= abs(own) - 1e-12)) / (1 + shuffled.size))


def _none(n: int) -> Estimate:
    none = np.asarray(np.nan)[()]
    return Estimate(none, none, none, n)
