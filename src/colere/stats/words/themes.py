"""Themes: what many texts speak of, found without being told what to look for.

Small groups of texts are joined step by step (Ward), the tree is cut where the groups stand apart best, and the cut is
made even by k-means. The same texts, vectors and seed always give the same themes.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from colere.stats.topics import class_tfidf, leading_words
from colere.stats.words.encoder import Vectors, chunks
from colere.stats.words.small_words import small_words
from colere.stats.words.vectors import TextVectors, better_with

Rows = NDArray[np.int32]

NONE = -1  # the theme of a text without words
MOST_THEMES = 80
SMALLEST = 5  # texts to a theme, on average, at the finest cut that is tried
LEAVES = 1_000  # of the tree: texts, or small groups where there are more texts than that
AT_ONCE = 50  # leaves that are begun together
LOOKED_AT = 20_000  # texts that the tree and its cut are made from
JUDGED = 3_000  # texts that a cut is judged by; the silhouette looks at each pair
GOOD_ENOUGH = 0.95  # of the best silhouette: the coarsest such cut is taken, as a reader would
APART = (0.15, 0.45)  # cosine of two middles that is always, and never, far enough apart
STEPS = 20
STEPS_OF_LEAVES = 4
AMONG = 20  # words to choose a label's word from: in other languages than English, most of them are small
CHUNK = 20_000


@dataclass(frozen=True, slots=True)
class Themes:
    """The themes of some texts, largest first."""

    of_text: Rows  # the theme of each text, −1 for a text without words
    closeness: NDArray[np.float32]  # cosine of each text to the middle of its theme, 0 without one
    centers: Vectors  # themes × dimensions, rows of length 1
    n: Rows  # texts of each theme
    words: list[list[str]]  # what stands out in each theme, best first (class-based TF-IDF)
    examples: list[list[int]]  # rows of the texts nearest to each middle, no two alike
    silhouette: float  # −1 to 1: how well they stand apart; NaN where there are fewer than two
    tried: dict[int, float]  # silhouette for each number of themes that was looked at
    vectors: str
    better_with: str | None  # the extra that would make this better


def find_themes(
    texts: Sequence[str],
    vectors: TextVectors,
    *,
    number: int | None = None,
    known: Vectors | None = None,
    seed: int = 0,
    top: int = 4,
) -> Themes:
    """The themes of these texts; their number is chosen by the data unless it is given.

    `known` are the middles of themes that were found before: they are kept to as far as texts lie around them, and only
    what lies as far from all of them as they lie from each other is a theme beside them.

    Fewer than ten texts with words are one theme; `top` 0 looks for no words. Time grows in proportion to the texts,
    memory by 4 bytes for each number of a vector. Raises `ValueError` for a number below 1.
    """
    if number is not None and number < 1:
        raise ValueError("The number of themes is at least 1.")
    rows = vectors.encode(texts)
    filled = np.flatnonzero(np.einsum("ij,ij->i", rows, rows) > 0)
    centers, tried = _centers(rows[filled], number, seed)
    if known is not None and len(known):
        centers = np.concatenate([known, _apart_from(known, centers)])
    if len(centers):
        centers = evened(rows[filled], centers)
    of_filled, near = nearest(rows[filled], centers)
    n = np.bincount(of_filled, minlength=len(centers)) if len(centers) else np.zeros(0, dtype=int)
    order = np.argsort(-n, kind="stable")[: np.count_nonzero(n)]
    rank = np.full(len(centers), NONE)
    rank[order] = np.arange(len(order))
    of_text = np.full(len(texts), NONE, dtype=np.int32)
    closeness = np.zeros(len(texts), dtype=np.float32)
    of_text[filled], closeness[filled] = rank[of_filled], near
    return Themes(
        of_text=of_text,
        closeness=closeness,
        centers=centers[order],
        n=n[order].astype(np.int32),
        words=label_words(texts, of_text, len(order), top=top),
        examples=[examples(texts, of_text, closeness, theme) for theme in range(len(order))],
        silhouette=tried.get(len(centers), float("nan")),
        tried=tried,
        vectors=vectors.name,
        better_with=better_with(vectors),
    )


def _centers(rows: Vectors, number: int | None, seed: int) -> tuple[Vectors, dict[int, float]]:
    """The middles of the themes before they are evened, and how well each number of them stood apart."""
    if len(rows) < 2 * SMALLEST or number == 1:
        return (_middles(rows, np.zeros(len(rows), dtype=int), 1) if len(rows) else rows), {}
    rng = np.random.default_rng(seed)
    seen = rows[np.sort(rng.choice(len(rows), min(len(rows), LOOKED_AT), replace=False))]
    leaves = _leaves(seen, seed)
    judged = seen[np.sort(rng.choice(len(seen), min(len(seen), JUDGED), replace=False))]
    tree, apart = _tree(leaves), distances(judged)
    cuts: dict[int, Vectors] = {}
    tried: dict[int, float] = {}
    for k in [number] if number else numbers_to_try(len(leaves), len(rows)):
        cuts[k] = evened(seen, _cut(tree, leaves, min(k, len(leaves))), steps=3)
        tried[k] = silhouette(apart, nearest(judged, cuts[k])[0])
    best = max(tried.values())
    chosen = min(k for k, score in tried.items() if score >= best - (1 - GOOD_ENOUGH) * abs(best))
    return cuts[chosen], tried


def _apart_from(known: Vectors, centers: Vectors) -> Vectors:
    """The middles that lie as far from the known ones as the typical one of those from its neighbour, farthest first;
    so many that there are not too many themes.
    """
    nearest_known = (centers @ known.T).max(axis=1) if len(centers) else np.zeros(0)
    order = np.argsort(nearest_known, kind="stable")
    far = order[nearest_known[order] <= usually_apart(known)]
    return centers[far[: max(0, MOST_THEMES - len(known))]]


def usually_apart(middles: Vectors) -> float:
    """The cosine between a theme and the one nearest to it, for the typical theme."""
    least, most = APART
    if len(middles) < 2:
        return (least + most) / 2
    cosines = middles @ middles.T
    np.fill_diagonal(cosines, -1)
    return float(np.clip(np.median(cosines.max(axis=1)), least, most))


def numbers_to_try(leaves: int, n: int) -> list[int]:
    """Numbers of themes from 2 upwards in steps of about an eighth, to what so many texts can bear."""
    most = min(MOST_THEMES, leaves - 1, n // SMALLEST)
    found, k = [], 2
    while k <= most:
        found.append(k)
        k = max(k + 1, round(k * 1.125))
    return found or [1]


def _leaves(rows: Vectors, seed: int) -> Vectors:
    """Each different row, or the middles of small groups where there are too many for a tree."""
    different = np.unique(rows, axis=0)
    if len(different) <= LEAVES:
        return different
    return evened(different, _begun_apart(different, LEAVES, seed), steps=STEPS_OF_LEAVES)


def _begun_apart(rows: Vectors, count: int, seed: int) -> Vectors:
    """So many rows that lie apart from each other: drawn some at a time, the likelier the farther they lie from those
    drawn before (Bahmani and others 2012, "Scalable k-means++").
    """
    rng = np.random.default_rng(seed)
    drawn = rng.choice(len(rows), 1)
    far = 1 - rows @ rows[drawn[0]]
    while len(drawn) < count:
        chance = np.maximum(far, 1e-9).astype(np.float64)  # rows that are nearly alike may lie 0 apart
        some = rng.choice(len(rows), min(AT_ONCE, count - len(drawn)), replace=False, p=chance / chance.sum())
        drawn = np.append(drawn, some)
        far = np.minimum(far, 1 - (rows @ rows[some].T).max(axis=1))
    return rows[drawn]


def _tree(leaves: Vectors) -> Any:
    from scipy.cluster.hierarchy import linkage

    return linkage(leaves.astype(np.float64), method="ward") if len(leaves) > 1 else None


def _cut(tree: Any, leaves: Vectors, k: int) -> Vectors:
    from scipy.cluster.hierarchy import fcluster

    groups = fcluster(tree, k, criterion="maxclust") - 1 if tree is not None else np.zeros(len(leaves), dtype=int)
    return _middles(leaves, groups, int(groups.max()) + 1)


def evened(rows: Vectors, centers: Vectors, *, steps: int = STEPS) -> Vectors:
    """The middles after at most so many steps of k-means on the sphere, from the middles given."""
    before: Rows | None = None
    for _ in range(steps):
        groups, _ = nearest(rows, centers)
        if before is not None and np.array_equal(groups, before):
            break
        moved = _middles(rows, groups, len(centers))
        is_empty = np.bincount(groups, minlength=len(centers)) == 0
        centers, before = np.where(is_empty[:, None], centers, moved), groups
    return centers


def two_middles(rows: Vectors) -> Vectors:
    """The middles of the best cut in two."""
    leaves = _leaves(rows, seed=0)
    return evened(rows, _cut(_tree(leaves), leaves, 2))


def nearest(rows: Vectors, centers: Vectors) -> tuple[Rows, NDArray[np.float32]]:
    """For each row, the middle that it is nearest to and the cosine to it; −1 and 0 where there is no middle."""
    groups = np.full(len(rows), NONE, dtype=np.int32)
    near = np.zeros(len(rows), dtype=np.float32)
    if len(centers):
        for start in range(0, len(rows), CHUNK):
            cosines = rows[start : start + CHUNK] @ centers.T
            groups[start : start + CHUNK] = cosines.argmax(axis=1)
            near[start : start + CHUNK] = cosines.max(axis=1)
    return groups, near


def _middles(rows: Vectors, groups: NDArray[Any], k: int) -> Vectors:
    """The mean of each group, scaled to length 1; zeros for an empty group."""
    from scipy.sparse import csr_matrix

    ones = np.ones(len(rows), dtype=np.float32)
    sums = np.asarray(csr_matrix((ones, (groups, np.arange(len(rows)))), shape=(k, len(rows))) @ rows)
    lengths = np.linalg.norm(sums, axis=1, keepdims=True)
    return (sums / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def distances(rows: Vectors) -> Vectors:
    """The Euclidean distance of each pair of rows, which are of length 1."""
    return np.asarray(np.sqrt(np.maximum(2 - 2 * (rows @ rows.T), 0)))


def silhouette(apart: Vectors, groups: Rows) -> float:
    """Mean silhouette (Rousseeuw 1987) of rows by the `distances` between them, who is alone in a group counting 0; −1
    where all are of one group or each is its own.
    """
    _names, place, n = np.unique(groups, return_inverse=True, return_counts=True)
    if not 1 < len(n) < len(groups):
        return -1.0
    of_group = (place[:, None] == np.arange(len(n))).astype(np.float32)
    sums, row = apart @ of_group, np.arange(len(groups))
    own = sums[row, place] / np.maximum(n[place] - 1, 1)
    means = sums / n
    means[row, place] = np.inf
    other = means.min(axis=1)
    widths = (other - own) / np.maximum(np.maximum(own, other), 1e-12)
    return float(np.where(n[place] > 1, widths, 0).mean())


def label_words(texts: Sequence[str], of_text: Rows, themes: int, *, top: int) -> list[list[str]]:
    """The words and pairs of words that stand out in each theme against the others (class-based TF-IDF), without the
    small words of its language.
    """
    from scipy.sparse import csr_matrix
    from sklearn.feature_extraction.text import CountVectorizer

    rows = np.flatnonzero(of_text >= 0)
    if not themes or not len(rows) or not top:
        return [[] for _ in range(themes)]
    least = 2 if len(rows) >= 50 else 1
    counter = CountVectorizer(stop_words="english", ngram_range=(1, 2), min_df=least, max_features=20_000)
    try:
        counts = counter.fit_transform([texts[row] for row in rows.tolist()])
    except ValueError:  # nothing but stop words, or no word twice
        return [[] for _ in range(themes)]
    member = csr_matrix((np.ones(len(rows)), (of_text[rows], np.arange(len(rows)))), shape=(themes, len(rows)))
    weights = class_tfidf((member @ counts).toarray())
    names = [str(name) for name in counter.get_feature_names_out()]
    leading = leading_words(weights, names, top=AMONG * top)
    small = small_words(texts, of_text, themes)
    return [_without_repeats(words, left_out, top) for words, left_out in zip(leading, small, strict=True)]


def _without_repeats(words: list[str], small: Collection[str], top: int) -> list[str]:
    """The first words without a small one, of which none is a part of one before it: "late parcel" says "late" and
    "parcel" already.
    """
    kept: list[str] = []
    for word in words:
        if not set(word.split()) & set(small) and not any(set(word.split()) & set(other.split()) for other in kept):
            kept.append(word)
    return kept[:top]


def examples(
    texts: Sequence[str], of_text: Rows, closeness: NDArray[np.float32], theme: int, *, wanted: int = 5
) -> list[int]:
    """Rows of the texts that stand for a theme: nearest to its middle, each text once."""
    rows = np.flatnonzero(of_text == theme)
    found: dict[str, int] = {}
    for some in chunks(rows[np.argsort(-closeness[rows], kind="stable")].tolist(), 50):
        for row in some:
            found.setdefault(" ".join(texts[int(row)].lower().split()), int(row))
        if len(found) >= wanted:
            break
    return list(found.values())[:wanted]
