"""Episodes: stretches of days in which a theme came up more often than its own past and its weekdays explain.

Each theme's days are compared inside and outside of windows by Poisson's likelihood ratio, divided by the theme's own
dispersion. The windows are those of seeded binary segmentation (Kovács, Li, Bühlmann & Munk 2023, Biometrika 110(1)):
lengths grow by a third, so there are about n log n of them instead of n²; the best one's first and last day are then
moved until the likelihood no longer grows, its days are put aside, and the rest is searched again. How large the
greatest ratio gets where nothing happens is simulated for rows of that length, level and dispersion by the same steps,
and its tail is a Gumbel distribution; Holm's rule holds the false alarms of all themes together.

A season is no episode. From 330 days on each theme has a season of its own, two waves in the year, which moves freely
beside every window: a window counts by what it says beyond that. And since a real season has corners too, an episode
must explain its days better than four waves without it would.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from colere.stats.counts import dispersion_by_weeks
from colere.stats.distributions import normal_quantile
from colere.stats.estimate import Estimate, exponential, wald
from colere.stats.interval import CONFIDENCE, Floats, as_floats, check_confidence
from colere.stats.seasons import gain_of_windows, season_of, step_over_waves, waves_of

WEEK = 7
SHORTEST = 3  # days; a single bad day is a signal on a chart, not an episode
LONGEST_SHARE = 0.75  # of all that was to be expected: what is there most of the time is how things are
LEAST_DAYS = 6 * WEEK  # below, a theme has no past to be compared with
LEAST_CONTACTS = 10
MOST_A_DAY = 1e12  # contacts; more are no count
SIMULATIONS = 400
CLEARLY = 2.0  # log-likelihood by which an episode must explain its days better than a season with more waves
_EULER = 0.5772156649015329


@dataclass(frozen=True, slots=True)
class Episode:
    """A stretch from day `first` to day `last` (from 0, inclusive); the pairs are the days between which each lies."""

    first: int
    last: int
    first_between: tuple[int, int]
    last_between: tuple[int, int]
    is_ongoing: bool  # it reaches the last day of the row
    ratio: Estimate  # rate inside ÷ rate of the other days; n: contacts inside
    excess: Estimate  # contacts more than usual; n: contacts inside
    p: float  # how often a stable theme of this length would show as much


@dataclass(frozen=True, slots=True)
class History:
    """A theme's days: its episodes in order of time, what is usual on each day, and how it varies beyond chance."""

    episodes: tuple[Episode, ...]
    usual: Floats
    dispersion: float
    is_enough: bool  # False: too few days or contacts to be searched


def find_episodes(
    counts: ArrayLike,
    *,
    exposure: ArrayLike | None = None,
    alarm: float = 0.05,
    most: int = 12,
    confidence: float = CONFIDENCE,
    seed: int = 0,
) -> tuple[History, ...]:
    """The episodes of each theme: `counts` is themes × days in a row (NaN: not observed).

    `exposure`: days, or themes × days, what could have brought the theme up (all contacts of a day, customers); with
    it, growth of the company is no episode; 0 on closed days. `alarm` bounds the probability that any of the themes
    shows an episode where none has one. At most `most` episodes a theme. Under 6 weeks or 10 contacts a theme is not
    searched. Work grows with themes × days × log days. Raises `ValueError` for negative or infinite numbers.
    """
    y, e = _checked(counts, exposure)
    if not 0 < alarm < 1:
        raise ValueError("The share of false alarms must lie between 0 and 1.")
    check_confidence(confidence)
    usual = _usual(y, e)
    days = (~np.isnan(y) & (usual > 0)).sum(axis=1)
    enough = (days >= LEAST_DAYS) & (np.nansum(y, axis=1) >= LEAST_CONTACTS)
    spread = np.atleast_1d(dispersion_by_weeks(y, exposure=usual))
    found: list[list[tuple[int, int, float]]] = [[] for _ in y]
    if enough.any():
        search = _Search(y, usual, spread, found, seed, waves_of(y.shape[1]))
        search.run(np.flatnonzero(enough), alarm, most)
        search.leave_waves_out()
        usual = search.calm()
    return tuple(
        _history(y[i], usual[i], float(spread[i]), found[i], is_enough=bool(enough[i]), confidence=confidence)
        for i in range(y.shape[0])
    )


def _checked(counts: ArrayLike, exposure: ArrayLike | None) -> tuple[Floats, Floats]:
    y = as_floats(counts)
    if y.ndim != 2 or (y > MOST_A_DAY).any() or (y < 0).any():
        raise ValueError("Episodes need finite counts of themes by days, none of them negative.")
    e = np.ones(y.shape[1]) if exposure is None else as_floats(exposure)
    if e.shape not in {y.shape, y.shape[1:]} or not (np.isfinite(e).all() and (e >= 0).all()):
        raise ValueError("What themes are counted from must be finite, not negative, and of the same days.")
    return y, np.broadcast_to(e, y.shape)


def _usual(y: Floats, exposure: Floats) -> Floats:
    """Each day's share of what is usual: exposure × the weekday's factor. (The level cancels out of the ratios.)

    A weekday's factor is its contacts against those of the weeks around its days, so that a change of level does not
    look like a weekday; one contact is added to both, so that a weekday without any stays above 0.
    """
    m, n = y.shape
    around = _weekly_mean(np.nan_to_num(y)) / np.maximum(_weekly_mean(np.where(np.isnan(y), 0.0, exposure)), 1e-300)
    expected = np.where(np.isnan(y), 0.0, around * exposure)
    pad = -n % WEEK
    by_day = np.stack([np.pad(np.nan_to_num(y), ((0, 0), (0, pad))), np.pad(expected, ((0, 0), (0, pad)))])
    seen, hoped = by_day.reshape(2, m, (n + pad) // WEEK, WEEK).sum(axis=2)
    factor = (seen + 1.0) / (hoped + 1.0)
    return as_floats(exposure * np.tile(factor, (1, n // WEEK + 1))[:, :n])


def _weekly_mean(y: Floats) -> Floats:
    """The sum of the seven days around each day, of what there is of them."""
    total = np.cumsum(np.pad(y, ((0, 0), (1, 0))), axis=1)
    n = y.shape[1]
    day = np.arange(n)
    low, high = np.clip(day - WEEK // 2, 0, n), np.clip(day + WEEK // 2 + 1, 0, n)
    return total[:, high] - total[:, low]


@lru_cache(maxsize=16)
def _windows(n: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """First days and days after the last of all windows in n days."""
    first, end = [], []
    length = float(SHORTEST)
    while length < LONGEST_SHARE * n + 1:
        size = round(length)
        starts = np.arange(0, n - size + 1, max(1, size // 4))
        starts = np.union1d(starts, [n - size])  # what goes on until today must not fall between two steps
        first.append(starts)
        end.append(starts + size)
        length *= 4 / 3
    return np.concatenate(first), np.concatenate(end)


def _ratio(inside: Floats, share: Floats, total: Floats, everything: Floats) -> Floats:
    """Twice Poisson's log likelihood ratio of a higher rate inside; 0 where it is lower, or the rest is too little."""
    outside, rest = total - inside, everything - share
    with np.errstate(divide="ignore", invalid="ignore"):
        gain = 2 * (
            inside * np.log(np.maximum(inside, 1e-300) / share)
            + outside * np.log(np.maximum(outside, 1e-300) / rest)
            - total * np.log(np.maximum(total, 1e-300) / everything)
        )
    fair = (share > 0) & (share <= LONGEST_SHARE * everything) & (inside * rest > outside * share)
    return np.where(fair, gain, 0.0)


def _cumulated(rows: Floats) -> Floats:
    return np.cumsum(np.pad(rows, ((0, 0), (1, 0))), axis=1)


def _greatest(y: Floats, usual: Floats, aside: NDArray[np.bool_], gain: Floats) -> tuple[Floats, NDArray[np.int64]]:
    """The greatest ratio of each row and the number of its window, with days that were put aside left out.

    `gain` (by window, or row and window) makes up for what the season has taken out of a window; 0: not to be told.
    """
    first, end = _windows(y.shape[1])
    counted, expected = (_cumulated(np.where(aside, 0.0, part)) for part in (y, usual))
    blocked = _cumulated(aside.astype(np.float64))
    ratio = _ratio(
        counted[:, end] - counted[:, first],
        expected[:, end] - expected[:, first],
        counted[:, -1:],
        expected[:, -1:],
    )
    ratio[(blocked[:, end] - blocked[:, first]) > 0] = 0.0
    ratio *= gain
    best = ratio.argmax(axis=1)
    return ratio[np.arange(y.shape[0]), best], best


@lru_cache(maxsize=512)
def _gumbel(n: int, level: float, dispersion: float, seed: int) -> tuple[float, float]:
    """Place and scale of the greatest ratio in n stable days with so many contacts a day (both on a coarse grid)."""
    rng = np.random.default_rng([seed, n, round(1000 * level), round(1000 * dispersion)])
    shape = (SIMULATIONS, n)
    if dispersion > 1.0:
        y = rng.poisson(rng.gamma(level / (dispersion - 1.0), dispersion - 1.0, shape)).astype(np.float64)
    else:
        y = rng.poisson(level, shape).astype(np.float64)
    usual, waves, nothing = _usual(y, np.ones(shape)), waves_of(n), np.zeros(shape, dtype=np.bool_)
    greatest, _ = _greatest(
        y, season_of(y, usual, nothing, waves), nothing, gain_of_windows(np.full(n, level), waves, *_windows(n))
    )
    greatest /= dispersion_by_weeks(y, exposure=usual)
    scale = max(float(greatest.std()) * np.sqrt(6.0) / np.pi, 1e-6)
    # Place and scale have errors of their own, and one on the wrong side would be a false alarm each week.
    cautious = 4.0 * float(greatest.std()) / np.sqrt(SIMULATIONS)
    return float(greatest.mean()) + cautious - _EULER * scale, scale


@dataclass(slots=True)
class _Search:
    y: Floats
    usual: Floats
    dispersion: Floats
    found: list[list[tuple[int, int, float]]]  # of each theme: first day, day after the last, p
    seed: int
    waves: Floats

    def run(self, themes: NDArray[np.int64], alarm: float, most: int) -> None:
        """The best window of each theme, again and again, as long as Holm's rule lets it through."""
        aside = np.isnan(self.y) | ~(self.usual > 0)
        tests = themes.size
        for _ in range(most):
            y, calm, edges = np.nan_to_num(self.y[themes]), self._calm(themes, aside), _windows(self.y.shape[1])
            gain = np.stack([gain_of_windows(row, self.waves, *edges) for row in np.where(aside[themes], 0.0, calm)])
            greatest, best = _greatest(y, calm, aside[themes], gain)
            p = np.asarray([self._p(i, g) for i, g in zip(themes, greatest, strict=True)])
            passed = _holm(p, alarm, tests)
            for i, window, chance in zip(themes[passed], best[passed], p[passed], strict=True):
                first, end = self._moved(int(i), int(window), aside[i])
                self.found[i].append((first, end, float(chance)))
                aside[i, first:end] = True
                self.dispersion[i] = dispersion_by_weeks(np.where(aside[i], np.nan, self.y[i]), exposure=self.usual[i])
            themes = themes[passed]
            if not themes.size:
                return

    def _calm(self, themes: NDArray[np.int64], aside: NDArray[np.bool_], *, every: bool = False) -> Floats:
        """What is usual with the season in it, by the days of `aside` (of all themes, or `every` one that is asked)."""
        return season_of(
            np.nan_to_num(self.y[themes]), self.usual[themes], aside if every else aside[themes], self.waves
        )

    def leave_waves_out(self) -> None:
        """Drop what a season with more waves explains as well, the least likely episode first."""
        if not self.waves.shape[1]:
            return
        for theme, episodes in enumerate(self.found):
            while episodes:
                gains = [self._over_waves(theme, episode) for episode in episodes]
                least = int(np.argmin(gains))
                if gains[least] > CLEARLY:
                    break
                del episodes[least]

    def _over_waves(self, theme: int, episode: tuple[int, int, float]) -> float:
        aside = self._outside(theme)
        aside[episode[0] : episode[1]] = np.isnan(self.y[theme, episode[0] : episode[1]])
        return step_over_waves(np.nan_to_num(self.y[theme]), self.usual[theme], aside, *episode[:2])

    def _outside(self, theme: int) -> NDArray[np.bool_]:
        """The days that were not observed or belong to an episode."""
        aside = np.asarray(np.isnan(self.y[theme]) | ~(self.usual[theme] > 0))
        for first, end, _ in self.found[theme]:
            aside[first:end] = True
        return aside

    def calm(self) -> Floats:
        """What is usual on each day of each theme, told from the days outside of what was found."""
        themes = np.arange(len(self.y))
        return self._calm(themes, np.stack([self._outside(int(theme)) for theme in themes]))

    def _p(self, theme: int, greatest: float) -> float:
        level = float(np.nanmean(self.y[theme]))
        spread = float(self.dispersion[theme])
        coarse = 2.0 ** (round(2 * np.log2(max(level, 1e-3))) / 2), 1.25 ** round(np.log(spread) / np.log(1.25))
        place, scale = _gumbel(self.y.shape[1], *coarse, self.seed)
        return float(-np.expm1(-np.exp(-(greatest / spread - place) / scale)))

    def _moved(self, theme: int, window: int, aside: NDArray[np.bool_]) -> tuple[int, int]:
        """The window with each edge in turn where the ratio is greatest, within the days that are not put aside."""
        edges = _windows(self.y.shape[1])
        first, end = int(edges[0][window]), int(edges[1][window])
        for _ in range(6):
            before = first, end
            without = aside.copy()
            without[first:end] = True
            profile = _Profile(self.y[theme], self._calm(np.array([theme]), without[None], every=True)[0], aside)
            first = int(profile.firsts(first, end).argmax())
            end = int(profile.ends(first, end).argmax())
            if (first, end) == before:
                break
        return first, end


def _holm(p: Floats, alarm: float, tests: int) -> NDArray[np.int64]:
    """Which hypotheses fall: in ascending order as long as p ≤ alarm ÷ (number left of all tests)."""
    order = np.argsort(p, kind="stable")
    holds = p[order] <= alarm / (tests - np.arange(p.size))
    return np.sort(order[: int(np.argmin(np.append(holds, False)))])


class _Profile:
    """The ratio of one theme as a function of one edge, the other held fast."""

    def __init__(self, y: Floats, usual: Floats, aside: NDArray[np.bool_]) -> None:
        self.counted = _cumulated(np.where(aside, 0.0, np.nan_to_num(y))[None])[0]
        self.expected = _cumulated(np.where(aside, 0.0, usual)[None])[0]
        self.blocked = _cumulated(aside[None].astype(np.float64))[0]

    def _at(self, first: NDArray[np.int64], end: NDArray[np.int64]) -> Floats:
        ratio = _ratio(
            self.counted[end] - self.counted[first],
            self.expected[end] - self.expected[first],
            self.counted[-1:],
            self.expected[-1:],
        )
        return np.where((self.blocked[end] > self.blocked[first]) | (end - first < SHORTEST), 0.0, ratio)

    def firsts(self, first: int, end: int) -> Floats:
        """The ratio for each first day, up to twice the length before the end."""
        reach = max(0, first - max(WEEK, end - first))
        days = np.arange(self.counted.size)
        return np.where((days >= reach) & (days < end), self._at(np.minimum(days, end), np.full(days.size, end)), 0.0)

    def ends(self, first: int, end: int) -> Floats:
        """The ratio for each day after the last, up to twice the length after the first."""
        reach = min(self.counted.size - 1, end + max(WEEK, end - first))
        days = np.arange(self.counted.size)
        at = self._at(np.full(days.size, first), np.maximum(days, first))
        return np.where((days <= reach) & (days > first), at, 0.0)


def _history(
    y: Floats,
    usual: Floats,
    dispersion: float,
    found: list[tuple[int, int, float]],
    *,
    is_enough: bool,
    confidence: float,
) -> History:
    missing = np.isnan(y) | ~(usual > 0)
    inside = missing.copy()
    for first, end, _ in found:
        inside[first:end] = True
    contacts, share = float(y[~inside].sum()), float(usual[~inside].sum())
    rate = contacts / share if share > 0 else 0.0
    # no day is left that could say what is usual, or none inside on which anything could have come up
    found = [each for each in found if share > 0 and not missing[each[0] : each[1]].all()]
    episodes = [
        _told(y, usual, dispersion, missing, inside, each, (contacts, share), confidence) for each in sorted(found)
    ]
    return History(tuple(episodes), usual * rate, dispersion, is_enough)


def _told(
    y: Floats,
    usual: Floats,
    dispersion: float,
    missing: NDArray[np.bool_],
    inside: NDArray[np.bool_],
    found: tuple[int, int, float],
    rest: tuple[float, float],
    confidence: float,
) -> Episode:
    first, end, p = found
    days = np.flatnonzero(~missing[first:end]) + first
    contacts, share = float(y[days].sum()), float(usual[days].sum())
    rate = rest[0] / rest[1]
    others = inside.copy()
    others[first:end] = missing[first:end]
    profile = _Profile(y, usual, others)
    drop = dispersion * normal_quantile(1 - check_confidence(confidence)) ** 2
    n = round(contacts)
    error = np.sqrt(dispersion * (1 / (contacts + 0.5) + 1 / (rest[0] + 0.5)))
    ratio = np.log((contacts + 0.5) / (share * (rest[0] + 0.5) / rest[1]))
    usually = share * rate
    spread = np.sqrt(dispersion * (contacts + usually * share / rest[1]))
    return Episode(
        first=first,
        last=end - 1,
        first_between=_between(profile.firsts(first, end), drop, 0),
        last_between=_between(profile.ends(first, end), drop, -1),
        is_ongoing=bool(missing[end:].all()),
        ratio=exponential(wald(ratio, error, n=n, confidence=confidence)),
        excess=wald(contacts - usually, spread, n=n, confidence=confidence),
        p=p,
    )


def _between(ratio: Floats, drop: float, shift: int) -> tuple[int, int]:
    """The days for which the likelihood is not much less than for the best one (profile likelihood)."""
    near = np.flatnonzero(ratio >= ratio.max() - drop)
    return int(near[0]) + shift, int(near[-1]) + shift
