"""Episodes: stretches of days in which a theme came up more often than its own past and its weekdays explain.

Each theme's days are compared inside and outside of windows by Poisson's likelihood ratio, divided by the theme's own
dispersion (`windows`). The best window's first and last day are moved until the likelihood no longer grows, its days
are put aside, and the rest is searched again (`episode_search`). How large the greatest ratio gets where nothing
happens is simulated for rows of that length, level and dispersion by the same steps, and its tail is a Gumbel
distribution; Holm's rule holds the false alarms of all themes together. Then themes are asked about each other's
episodes, and those that cannot be told apart by their edges get the same (`companions`).

A season is no episode. From 330 days on each theme has a season of its own, two waves in the year, which moves freely
beside every window: a window counts by what it says beyond that. And since a real season has corners too, an episode
must explain its days better than four waves without it would.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from colere.stats.companions import ask_companions, between, share_edges
from colere.stats.counts import dispersion_by_weeks
from colere.stats.episode_search import Found, Search
from colere.stats.estimate import Estimate, exponential, wald
from colere.stats.interval import CONFIDENCE, Floats, as_floats, check_confidence
from colere.stats.seasons import waves_of
from colere.stats.windows import WEEK, usual_days

LEAST_DAYS = 6 * WEEK  # below, a theme has no past to be compared with
LEAST_CONTACTS = 10
MOST_A_DAY = 1e12  # contacts; more are no count


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
    p: float  # how often a stable theme would show as much: in a row of this length, or on days told by another theme
    themes: tuple[int, ...]  # rows of the themes with the same edges, this one among them


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
    shows an episode where none has one, and, where some have, that any other theme is given one of theirs by chance.
    At most `most` episodes a theme are searched. Under 6 weeks or 10 contacts a theme is not. Work grows with themes ×
    days × log days. Raises `ValueError` for negative or infinite numbers.
    """
    y, e = _checked(counts, exposure)
    if not 0 < alarm < 1:
        raise ValueError("The share of false alarms must lie between 0 and 1.")
    check_confidence(confidence)
    usual = usual_days(y, e)
    days = (~np.isnan(y) & (usual > 0)).sum(axis=1)
    enough = (days >= LEAST_DAYS) & (np.nansum(y, axis=1) >= LEAST_CONTACTS)
    spread = np.atleast_1d(dispersion_by_weeks(y, exposure=usual))
    search = Search(y, usual, spread, [[] for _ in y], seed, waves_of(y.shape[1]))
    if enough.any():
        themes = np.flatnonzero(enough)
        search.run(themes, alarm, most)
        search.leave_waves_out()
        ask_companions(search, themes, alarm)
        share_edges(search)
        usual = search.calm_of_all()
    return tuple(
        _history(search, i, usual[i], is_enough=bool(enough[i]), confidence=confidence) for i in range(y.shape[0])
    )


def _checked(counts: ArrayLike, exposure: ArrayLike | None) -> tuple[Floats, Floats]:
    y = as_floats(counts)
    if y.ndim != 2 or (y > MOST_A_DAY).any() or (y < 0).any():
        raise ValueError("Episodes need finite counts of themes by days, none of them negative.")
    e = np.ones(y.shape[1]) if exposure is None else as_floats(exposure)
    if e.shape not in {y.shape, y.shape[1:]} or not (np.isfinite(e).all() and (e >= 0).all()):
        raise ValueError("What themes are counted from must be finite, not negative, and of the same days.")
    return y, np.broadcast_to(e, y.shape)


def _history(search: Search, theme: int, usual: Floats, *, is_enough: bool, confidence: float) -> History:
    y, dispersion = search.y[theme], float(search.dispersion[theme])
    missing, inside = search.missing(theme), search.outside(theme)
    contacts, share = float(y[~inside].sum()), float(usual[~inside].sum())
    rate = contacts / share if share > 0 else 0.0
    # no day is left that could say what is usual, or none inside on which anything could have come up
    found = [each for each in search.found[theme] if share > 0 and not missing[slice(*each.span)].all()]
    episodes = [_told(search, theme, usual, each, (contacts, share), confidence) for each in sorted(found)]
    return History(tuple(episodes), usual * rate, dispersion, is_enough)


def _told(
    search: Search, theme: int, usual: Floats, found: Found, rest: tuple[float, float], confidence: float
) -> Episode:
    (first, end), y, dispersion = found.span, search.y[theme], float(search.dispersion[theme])
    missing = search.missing(theme)
    days = np.flatnonzero(~missing[first:end]) + first
    contacts, share = float(y[days].sum()), float(usual[days].sum())
    rate = rest[0] / rest[1]
    first_between, last_between = between(search, found, confidence)
    n = round(contacts)
    error = np.sqrt(dispersion * (1 / (contacts + 0.5) + 1 / (rest[0] + 0.5)))
    ratio = np.log((contacts + 0.5) / (share * (rest[0] + 0.5) / rest[1]))
    usually = share * rate
    spread = np.sqrt(dispersion * (contacts + usually * share / rest[1]))
    return Episode(
        first=first,
        last=end - 1,
        first_between=first_between,
        last_between=last_between,
        is_ongoing=bool(missing[end:].all()),
        ratio=exponential(wald(ratio, error, n=n, confidence=confidence)),
        excess=wald(contacts - usually, spread, n=n, confidence=confidence),
        p=found.p,
        themes=found.themes,
    )
