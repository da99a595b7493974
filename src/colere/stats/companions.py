"""What one cause does to several themes: these are asked about each other's episodes, and share their edges.

A theme that is too small to show an episode among thousands of windows may show it on the days on which another theme
has one: then it is asked about those days alone, which is one test. And episodes of several themes whose edges cannot
be told apart (likelihood ratio, 95 %) are taken for the work of one cause: their edges are those at which all of them
together are likeliest, so that a theme with many contacts lends its dates to one with few.
"""

import numpy as np
from numpy.typing import NDArray

from colere.stats.distributions import normal_tails
from colere.stats.edges import Span
from colere.stats.episode_search import Found, Search
from colere.stats.false_discovery import holm
from colere.stats.interval import Floats
from colere.stats.mixed import Ints
from colere.stats.seasons import gain_of_windows, step_beside_waves
from colere.stats.windows import cumulated, likelihood_ratio

_SAME_EDGES = 12.0  # 95 % quantile of twice the log-likelihood that two edges lose (each the larger of two exponentials
# of mean 2; Siegmund 1988, International Statistical Review 56)
_OVERLAP = 0.5  # of the longer span
_MORE_WAVES = 0.01  # how seldom a season with more waves must show as much as a companion does
_Place = tuple[int, Span]  # an episode: its theme, and its days


def ask_companions(search: Search, themes: Ints, alarm: float) -> None:
    """Ask each theme about the others' episodes. `alarm` bounds the probability that any of the themes gets one that
    it has not (Holm's rule over all that were asked). What passes must show beside a season with more waves as well,
    which is asked of these few days alone: they were given, not searched for among thousands of windows.
    """
    calm = search.calm_of_all()
    asked: list[tuple[int, Span]] = []
    p: list[float] = []
    for theme in map(int, themes):
        aside = search.outside(theme)
        others = {each.span for other, found in enumerate(search.found) if other != theme for each in found}
        spans = sorted(span for span in others if not aside[slice(*span)].any())
        asked += [(theme, span) for span in spans]
        p += _chances(search, theme, np.where(aside, 0.0, calm[theme]), spans).tolist() if spans else []
    passed = holm(np.asarray(p), alarm, len(p)) if p else np.empty(0, np.int64)
    for place in sorted(passed.tolist(), key=lambda at: p[at]):
        theme, span = asked[place]
        if not search.outside(theme)[slice(*span)].any() and _beside_more_waves(search, theme, span) <= _MORE_WAVES:
            search.found[theme].append(Found(span, p[place], (theme,)))


def _beside_more_waves(search: Search, theme: int, span: Span) -> float:
    """How often a theme with nothing but a season of more waves would have so many contacts more on these days."""
    y, usual = np.nan_to_num(search.y[theme]), search.usual[theme]
    gain = step_beside_waves(y, usual, search.outside(theme), *span)
    return normal_tails(float(np.sqrt(2 * gain / search.dispersion[theme]))) / 2 if gain > 0 else 1.0


def _chances(search: Search, theme: int, calm: Floats, spans: list[Span]) -> Floats:
    """How often a stable theme would have so many contacts more on the days of each span: half of χ² with one degree of
    freedom, as only more counts, with the season free to move. `calm` is 0 on days that do not count.
    """
    first, end = np.array(spans).T
    y = np.where(calm > 0, np.nan_to_num(search.y[theme]), 0.0)
    counted, expected = cumulated(np.stack([y, calm]))
    ratio = likelihood_ratio(
        counted[end] - counted[first], expected[end] - expected[first], counted[-1:], expected[-1:]
    ) * gain_of_windows(calm, search.waves, first, end)
    return np.asarray([normal_tails(root) / 2 for root in np.sqrt(ratio / search.dispersion[theme])])


def share_edges(search: Search) -> None:
    """Give one pair of edges to the episodes that cannot be told apart by them, the likeliest episode first."""
    every = [(theme, each) for theme, found in enumerate(search.found) for each in found]
    left = [(theme, each.span) for theme, each in sorted(every, key=lambda one: (one[1].p, one[0]))]
    while left:
        group, span = [left[0]], left[0][1]
        for theme, own in left[1:]:
            if _overlap(span, own) and all(theme != one for one, _ in group):
                joint = _joint(search, group, span, (theme, own))
                if joint:
                    group, span = [*group, (theme, own)], joint
        left = [one for one in left if one not in group]
        if len(group) > 1:
            _settle(search, group, span)


def _overlap(one: Span, other: Span) -> bool:
    common = min(one[1], other[1]) - max(one[0], other[0])
    return common >= _OVERLAP * max(one[1] - one[0], other[1] - other[0])


def _joint(search: Search, group: list[_Place], span: Span, other: _Place) -> Span | None:
    """The edges of a group and one more theme together; None where their likelihood speaks against the same ones."""
    both = [*group, other]
    aside, themes = _aside(search, both), tuple(theme for theme, _ in both)
    joint = search.moved(themes, span, aside)
    own = search.moved(themes[-1:], other[1], aside[-1:])
    spans = (span, own, joint)
    wide = min(one[0] for one in spans), max(one[1] for one in spans)
    theirs, its = search.profile(themes[:-1], wide, aside[:-1]), search.profile(themes[-1:], wide, aside[-1:])
    lost = theirs.of(span) + its.of(own) - theirs.of(joint) - its.of(joint)
    return joint if lost <= _SAME_EDGES and its.of(joint) > 0 else None


def _aside(search: Search, group: list[_Place]) -> NDArray[np.bool_]:
    """Group × days: those that belong to another episode of the theme, or were not observed."""
    return np.stack([search.outside(theme, but=own) for theme, own in group])


def _settle(search: Search, group: list[_Place], span: Span) -> None:
    themes = tuple(sorted(theme for theme, _ in group))
    for theme, own in group:
        search.found[theme] = [Found(span, one.p, themes) if one.span == own else one for one in search.found[theme]]


def between(search: Search, found: Found, confidence: float) -> tuple[Span, Span]:
    """The days between which the first and the last day of an episode lie, told by all themes that share it."""
    aside = _aside(search, [(theme, found.span) for theme in found.themes])
    return search.profile(found.themes, found.span, aside).between(found.span, confidence)
