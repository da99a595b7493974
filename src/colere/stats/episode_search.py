"""The search for episodes: the best window of each theme, again and again, as long as it is more than chance."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from colere.stats.counts import dispersion_by_weeks
from colere.stats.edges import Profile, Span
from colere.stats.false_discovery import holm
from colere.stats.interval import Floats
from colere.stats.mixed import Ints
from colere.stats.seasons import MORE_PAIRS, PAIRS, gain_of_windows, season_of, step_over_waves
from colere.stats.windows import all_windows, greatest_ratio, gumbel

CLEARLY = 2.0  # log-likelihood by which an episode must explain its days better than a season with more waves
HARDLY = 0.05  # a window that chance shows as often without any season need not be asked beside one
_TURNS = 6


class Found(NamedTuple):
    """A span of one theme, how often a stable one would show as much, and the themes that have the same edges."""

    span: Span
    p: float
    themes: tuple[int, ...]


@dataclass(slots=True)
class Search:
    """Themes × days, what is `usual` of each day, and what was `found` of each theme so far."""

    y: Floats
    usual: Floats
    dispersion: Floats
    found: list[list[Found]]
    seed: int
    waves: Floats

    def run(self, themes: Ints, alarm: float, most: int) -> None:
        """The best window of each theme, again and again, as long as Holm's rule lets it through."""
        aside = np.isnan(self.y) | ~(self.usual > 0)
        tests = themes.size
        for _ in range(most):
            y, calm, edges = np.nan_to_num(self.y[themes]), self.calm(themes, aside), all_windows(self.y.shape[1])
            gain = np.stack([gain_of_windows(row, self.waves, *edges) for row in np.where(aside[themes], 0.0, calm)])
            greatest, best = self._or_in_full(themes, aside, *greatest_ratio(y, calm, aside[themes], gain))
            p = np.asarray([self._p(i, g) for i, g in zip(themes, greatest, strict=True)])
            passed = holm(p, alarm, tests)
            for i, window, chance in zip(themes[passed], best[passed], p[passed], strict=True):
                theme = int(i)
                span = self._best_moved(theme, (int(edges[0][window]), int(edges[1][window])), aside[[i]])
                self.found[theme].append(Found(span, float(chance), (theme,)))
                aside[i, slice(*span)] = True
                self.dispersion[i] = dispersion_by_weeks(np.where(aside[i], np.nan, self.y[i]), exposure=self.usual[i])
            themes = themes[passed]
            if not themes.size:
                return

    def _or_in_full(self, themes: Ints, aside: NDArray[np.bool_], ratio: Floats, best: Ints) -> tuple[Floats, Ints]:
        """Each theme's greatest ratio and its window; or, where that says more, the window that stands out most where
        no season is allowed for, by the likelihood of both together. The ratio beside a season that was told without
        the window falls short where a theme came up many times as often: the waves have bent towards its days.
        """
        if not self.waves.shape[1]:
            return ratio, best
        first, end = all_windows(self.y.shape[1])
        y, usual, without = np.nan_to_num(self.y[themes]), self.usual[themes], aside[themes]
        alone, windows = greatest_ratio(y, usual, without, np.ones((themes.size, first.size)))
        ratio, best = ratio.copy(), best.copy()
        for i in np.flatnonzero(alone > ratio):
            window, theme = int(windows[i]), int(themes[i])
            if self._p(theme, float(alone[i])) > HARDLY:
                continue
            span = int(first[window]), int(end[window])
            full = step_over_waves(y[i], usual[i], without[i], *span, pairs=PAIRS)
            # By days a step of some weeks has corners that no season has, however many its waves.
            moved = self.moved((theme,), span, without[[i]])
            full = 2 * max(full, step_over_waves(y[i], usual[i], without[i], *moved, pairs=MORE_PAIRS))
            full *= self.dispersion[theme] / self._dispersion_without(theme, moved, without[i])
            if full > ratio[i]:
                ratio[i], best[i] = full, window
        return ratio, best

    def _dispersion_without(self, theme: int, span: Span, aside: NDArray[np.bool_]) -> float:
        """How a theme varies on the days outside of this span: the rise to it and the fall are no chance."""
        outside = np.where(aside, np.nan, self.y[theme])
        outside[slice(*span)] = np.nan
        return float(dispersion_by_weeks(outside, exposure=self.usual[theme]))

    def _best_moved(self, theme: int, span: Span, aside: NDArray[np.bool_]) -> Span:
        """The span with its edges moved; or, where that explains the theme better, the one that stands out most where
        no season is allowed for. Waves bend towards a theme that was hardly there on other days, and what then stands
        out beside them is a part of its days.
        """
        moved = self.moved((theme,), span, aside)
        if not self.waves.shape[1]:
            return moved
        first, end = all_windows(self.y.shape[1])
        y = np.nan_to_num(self.y[[theme]])
        _ratio, [best] = greatest_ratio(y, self.usual[[theme]], aside, np.ones((1, first.size)))
        alone = self.moved((theme,), (int(first[best]), int(end[best])), aside)
        return max((moved, alone), key=lambda one: self.over_waves(theme, one))

    def calm(self, themes: Ints, aside: NDArray[np.bool_]) -> Floats:
        """What is usual of some themes with the season in it, told by the days that are not `aside` (of all themes)."""
        return season_of(np.nan_to_num(self.y[themes]), self.usual[themes], aside[themes], self.waves)

    def leave_waves_out(self) -> None:
        """Drop what a season with more waves explains as well, the least likely episode first."""
        if not self.waves.shape[1]:
            return
        for theme, episodes in enumerate(self.found):
            while episodes:
                gains = [self.over_waves(theme, episode.span) for episode in episodes]
                least = int(np.argmin(gains))
                if gains[least] > CLEARLY:
                    break
                del episodes[least]

    def over_waves(self, theme: int, span: Span) -> float:
        """The log-likelihood by which a step on these days explains a theme better than more waves in the year do."""
        aside = self.outside(theme)
        aside[slice(*span)] = np.isnan(self.y[theme, slice(*span)])
        return step_over_waves(np.nan_to_num(self.y[theme]), self.usual[theme], aside, *span)

    def missing(self, theme: int) -> NDArray[np.bool_]:
        """The days that were not observed."""
        return np.asarray(np.isnan(self.y[theme]) | ~(self.usual[theme] > 0))

    def outside(self, theme: int, *, but: Span | None = None) -> NDArray[np.bool_]:
        """The days that were not observed or belong to an episode (`but` for one)."""
        aside = self.missing(theme)
        for each in self.found[theme]:
            if each.span != but:
                aside[slice(*each.span)] = True
        return aside

    def calm_of_all(self) -> Floats:
        """What is usual on each day of each theme, told from the days outside of what was found."""
        themes = np.arange(len(self.y))
        return self.calm(themes, np.stack([self.outside(int(theme)) for theme in themes]))

    def _p(self, theme: int, greatest: float) -> float:
        level = float(np.nanmean(self.y[theme]))
        spread = float(self.dispersion[theme])
        coarse = 2.0 ** (round(2 * np.log2(max(level, 1e-3))) / 2), 1.25 ** round(np.log(spread) / np.log(1.25))
        place, scale = gumbel(self.y.shape[1], *coarse, self.seed)
        return float(-np.expm1(-np.exp(-(greatest / spread - place) / scale)))

    def moved(self, themes: tuple[int, ...], span: Span, aside: NDArray[np.bool_]) -> Span:
        """The span with its edges where the ratio of these themes is greatest, within the days that are not `aside`
        (themes × days); what is usual is told anew from the days outside of it.
        """
        for _ in range(_TURNS):
            before, span = span, self.profile(themes, span, aside).moved(span)
            if span == before:
                break
        return span

    def profile(self, themes: tuple[int, ...], span: Span, aside: NDArray[np.bool_]) -> Profile:
        """The likelihood of edges in some themes together, with what is usual told from the days outside of `span`;
        `aside` (these themes × days) do not count.
        """
        rows = np.array(themes)
        without = aside.copy()
        without[:, slice(*span)] = True
        calm = season_of(np.nan_to_num(self.y[rows]), self.usual[rows], without, self.waves)
        return Profile(self.y[rows], calm, self.dispersion[rows], aside)
