"""Themes that keep their identity: new texts join the themes that are known, and what changes is said.

A theme is a number and its anchors: places in the space of the vectors. Texts near an anchor are the theme's; what fits
none may give birth to a new one; two that have come together are merged, one that has fallen in two is split. What a
person has decided (a name, a merge, a split, an exclusion) is never undone by this.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from colere.stats.words.encoder import Vectors
from colere.stats.words.themes import (
    NONE,
    Rows,
    Themes,
    distances,
    find_themes,
    nearest,
    silhouette,
    two_middles,
    usually_apart,
)
from colere.stats.words.vectors import TextVectors

FEWEST_BORN = 8  # texts that make a theme
JOINED_SHARE = 0.95  # of a theme's own texts that would join it again
MERGED_AT = 0.95  # cosine of two anchors that say the same
LOOSER = 0.85  # of that closeness is enough: the texts that made a middle lie nearer to it than later ones do
SPLIT_AT = 0.1  # least silhouette of the two halves of a theme
SPLIT_SHARE = 0.2  # of a theme's texts that the smaller half has
FEWEST_SPLIT = 30
SLOWEST = 500  # texts after which a theme's middle moves no slower: customers' words change
JUDGED = 1_000


@dataclass(frozen=True, slots=True)
class Anchor:
    """One place of a theme."""

    middle: Vectors  # where it is now, length 1
    origin: Vectors  # where it was when it was born
    reach: float  # least cosine of a text that joins
    n: int  # texts that have joined


@dataclass(frozen=True, slots=True)
class KnownTheme:
    """A theme with what people have decided about it."""

    number: int  # never given twice
    anchors: tuple[Anchor, ...]  # several after a merge
    name: str | None = None
    is_excluded: bool = False  # still collects its texts, so that they are not born again
    is_settled: bool = False  # merged, split or named by a person: neither merged nor split by the data


@dataclass(frozen=True, slots=True)
class KnownThemes:
    """All themes of one stream of texts; goes with the vectors it was made by."""

    vectors: str
    themes: tuple[KnownTheme, ...] = ()
    next_number: int = 1

    def get(self, number: int) -> KnownTheme:
        """The theme of this number; raises `ValueError` where there is none."""
        for theme in self.themes:
            if theme.number == number:
                return theme
        raise ValueError(f"There is no theme {number}.")


@dataclass(frozen=True, slots=True)
class ThemeChange:
    """What happened to a theme by itself: `born`, `merged` (others are gone into it), `split` (others came out)."""

    kind: Literal["born", "merged", "split"]
    theme: int
    others: tuple[int, ...]
    n: int  # texts of this run that it rests on


@dataclass(frozen=True, slots=True)
class Continued:
    """The themes of new texts, in the light of those that were known."""

    known: KnownThemes
    of_text: Rows  # number of each text's theme, −1 for those that fit none (give them again with the next ones)
    closeness: NDArray[np.float32]
    changes: tuple[ThemeChange, ...]
    drift: dict[int, float]  # of each theme: 1 − cosine between where it was born and where it is
    fits_none: float  # share of the texts with words; when it rises, the themes grow old. NaN without texts


def begin(found: Themes, vectors: Vectors) -> KnownThemes:
    """The themes of a first run, each with a number; `vectors` are the rows of its texts."""
    themes = tuple(
        KnownTheme(number + 1, (anchor_of(vectors[found.of_text == number], found.centers[number]),))
        for number in range(len(found.n))
    )
    return KnownThemes(found.vectors, themes, len(themes) + 1)


def continue_themes(known: KnownThemes, texts: Sequence[str], vectors: TextVectors, *, seed: int = 0) -> Continued:
    """What new texts speak of: known themes first, then what was born, merged and split.

    Give the texts that fitted none in earlier runs again with the new ones: a theme is born of eight texts that lie as
    close together as those of other themes. Raises `ValueError` when the themes were made by other vectors.
    """
    if known.vectors != vectors.name:
        raise ValueError(f"These themes were made by {known.vectors}, not by {vectors.name}: find them anew.")
    rows = vectors.encode(texts)
    is_filled = np.einsum("ij,ij->i", rows, rows) > 0
    of_text, closeness = join(known, rows)
    known = _moved(known, rows, of_text)
    known, born = _born(known, texts, rows, of_text, np.flatnonzero(is_filled & (of_text == NONE)), vectors, seed)
    known, split = _split(known, rows, of_text, seed)
    known, merged = _merged(known, of_text)
    is_new = np.isin(of_text, [change.theme for change in born])
    closeness[is_new] = closest(known, rows[is_new])[1]
    fits_none = float(np.mean(of_text[is_filled] == NONE)) if is_filled.any() else float("nan")
    return Continued(known, of_text, closeness, (*born, *split, *merged), drift(known), fits_none)


def join(known: KnownThemes, rows: Vectors) -> tuple[Rows, NDArray[np.float32]]:
    """The theme of the nearest anchor within whose reach each row lies, else −1, and the cosine to that anchor."""
    places = [(theme.number, anchor) for theme in known.themes for anchor in theme.anchors]
    of_text = np.full(len(rows), NONE, dtype=np.int32)
    if not places or not len(rows):
        return of_text, np.zeros(len(rows), dtype=np.float32)
    place, near = closest(known, rows)
    reach = np.array([anchor.reach for _, anchor in places], dtype=np.float32)
    is_filled = np.einsum("ij,ij->i", rows, rows) > 0
    joins = is_filled & (near >= reach[place])
    of_text[joins] = np.array([number for number, _ in places], dtype=np.int32)[place[joins]]
    return of_text, np.where(is_filled, near, np.float32(0))


def closest(known: KnownThemes, rows: Vectors) -> tuple[Rows, NDArray[np.float32]]:
    """The place of the nearest anchor, counted through all themes in order, and the cosine to it."""
    middles = [anchor.middle for theme in known.themes for anchor in theme.anchors]
    return nearest(rows, np.stack(middles) if middles else rows[:0])


def drift(known: KnownThemes) -> dict[int, float]:
    """How far each theme's words have moved since it was born: 0 not at all, 1 to something unrelated."""
    return {
        theme.number: max(0.0, 1.0 - min(float(anchor.middle @ anchor.origin) for anchor in theme.anchors))
        for theme in known.themes
    }


def anchor_of(rows: Vectors, middle: Vectors) -> Anchor:
    """An anchor whose reach would take in 95 % of the rows that it was made from, and others a little looser."""
    closeness = float(np.quantile(rows @ middle, 1 - JOINED_SHARE))
    return Anchor(middle, middle, LOOSER * closeness - 1e-6, len(rows))


def _unit(row: NDArray[Any]) -> Vectors:
    length = float(np.linalg.norm(row))
    return (row / length if length else row).astype(np.float32)


def _moved(known: KnownThemes, rows: Vectors, of_text: Rows) -> KnownThemes:
    """Each anchor a little nearer to the new texts that joined it: the mean over its last 500 texts."""
    place, _ = closest(known, rows)
    at = 0
    themes = []
    for theme in known.themes:
        anchors = []
        for anchor in theme.anchors:
            own = rows[(place == at) & (of_text == theme.number)]
            if len(own):
                share = len(own) / (len(own) + min(anchor.n, SLOWEST))
                middle = _unit((1 - share) * anchor.middle + share * own.mean(axis=0))
                anchor = replace(anchor, middle=middle, n=anchor.n + len(own))
            anchors.append(anchor)
            at += 1
        themes.append(replace(theme, anchors=tuple(anchors)))
    return replace(known, themes=tuple(themes))


def _born(
    known: KnownThemes,
    texts: Sequence[str],
    rows: Vectors,
    of_text: Rows,
    left: NDArray[np.intp],
    vectors: TextVectors,
    seed: int,
) -> tuple[KnownThemes, list[ThemeChange]]:
    """New themes of the texts that fit none; writes their numbers into `of_text`."""
    changes: list[ThemeChange] = []
    if len(left) < FEWEST_BORN:
        return known, changes
    found = find_themes([texts[row] for row in left], vectors, seed=seed, top=0)
    needed = _usual_closeness(known)
    whole = _pieced_together(found.centers, _usually_apart(known))[found.of_text]
    for piece in range(int(whole.max()) + 1):
        own = left[whole == piece]
        own = own[rows[own] @ _unit(rows[own].mean(axis=0)) >= needed]
        if len(own) < FEWEST_BORN:
            continue
        middle = _unit(rows[own].mean(axis=0))
        near, _ = join(known, middle[None, :])
        if near[0] != NONE:  # loose texts of a theme whose own middle lies within its reach
            of_text[own] = near[0]
            continue
        born = KnownTheme(known.next_number, (anchor_of(rows[own], middle),))
        of_text[own] = born.number
        known = replace(known, themes=(*known.themes, born), next_number=born.number + 1)
        changes.append(ThemeChange("born", born.number, (), len(own)))
    return known, changes


def _pieced_together(centers: Vectors, apart: float) -> Rows:
    """For each middle the piece that it is part of: among few texts, one subject is easily found as several."""
    piece = np.full(len(centers), NONE, dtype=np.int32)
    first: list[int] = []
    for at, center in enumerate(centers):
        cosines = centers[first] @ center
        if len(first) and cosines.max() > apart:
            piece[at] = int(cosines.argmax())
        else:
            piece[at] = len(first)
            first.append(at)
    return piece


def _usual_closeness(known: KnownThemes) -> float:
    """The reach of the typical theme: texts that lie looser than that are no theme."""
    reaches = [anchor.reach for theme in known.themes for anchor in theme.anchors]
    return float(np.median(reaches)) if reaches else 0.0


def _split(known: KnownThemes, rows: Vectors, of_text: Rows, seed: int) -> tuple[KnownThemes, list[ThemeChange]]:
    """Themes whose new texts fall clearly in two; the half nearer to where it was born keeps the number."""
    changes: list[ThemeChange] = []
    rng = np.random.default_rng(seed)
    apart = _usually_apart(known)
    for theme in known.themes:
        own = np.flatnonzero(of_text == theme.number)
        if theme.is_settled or theme.is_excluded or len(theme.anchors) > 1 or len(own) < FEWEST_SPLIT:
            continue
        halves = _halves(rows[np.sort(rng.permutation(own)[:JUDGED])], apart)
        if halves is None:
            continue
        anchor = theme.anchors[0]
        old = int((halves @ anchor.origin).argmax())
        goes = own[nearest(rows[own], halves)[0] != old]
        kept = anchor_of(rows[np.setdiff1d(own, goes)], halves[old])
        new = anchor_of(rows[goes], halves[1 - old])
        stays = replace(theme, anchors=(replace(kept, origin=anchor.origin, n=max(kept.n, anchor.n - new.n)),))
        comes = KnownTheme(known.next_number, (new,))
        of_text[goes] = comes.number
        themes = tuple(stays if other.number == theme.number else other for other in known.themes)
        known = replace(known, themes=(*themes, comes), next_number=comes.number + 1)
        changes.append(ThemeChange("split", theme.number, (comes.number,), new.n))
    return known, changes


def _halves(rows: Vectors, apart: float) -> Vectors | None:
    """The middles of two halves that lie as far apart as themes do, or None where the rows are of one piece."""
    halves = two_middles(rows)
    groups, _ = nearest(rows, halves)
    smaller = np.bincount(groups, minlength=2).min()
    if smaller < max(FEWEST_BORN, SPLIT_SHARE * len(rows)) or float(halves[0] @ halves[1]) > apart:
        return None
    return halves if silhouette(distances(rows), groups) >= SPLIT_AT else None


def _usually_apart(known: KnownThemes) -> float:
    middles = [theme.anchors[0].middle for theme in known.themes]
    return usually_apart(np.stack(middles) if middles else np.zeros((0, 1), dtype=np.float32))


def _merged(known: KnownThemes, of_text: Rows) -> tuple[KnownThemes, list[ThemeChange]]:
    """Themes that have come to say the same: the older keeps its number, the other's texts become its own."""
    changes: list[ThemeChange] = []
    kept: list[KnownTheme] = []
    for theme in known.themes:
        like = next((other for other in kept if _say_the_same(other, theme)), None)
        if like is None:
            kept.append(theme)
            continue
        is_own = of_text == theme.number
        of_text[is_own] = like.number
        a, b = like.anchors[0], theme.anchors[0]
        middle = _unit((a.n * a.middle + b.n * b.middle) / max(1, a.n + b.n))
        one = replace(a, middle=middle, reach=min(a.reach, b.reach), n=a.n + b.n)
        kept[kept.index(like)] = replace(like, anchors=(one,))
        changes.append(ThemeChange("merged", like.number, (theme.number,), int(is_own.sum())))
    return replace(known, themes=tuple(kept)), changes


def _say_the_same(one: KnownTheme, other: KnownTheme) -> bool:
    for theme in (one, other):
        if theme.is_settled or theme.is_excluded or len(theme.anchors) > 1:
            return False
    return float(one.anchors[0].middle @ other.anchors[0].middle) >= MERGED_AT
