"""What a group of texts is about: the words that stand out in it against the other groups.

Class-based TF-IDF (Grootendorst 2022, "BERTopic"): all texts of a group are read as one. The grouping itself is made
elsewhere, from the texts.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from colere.stats.interval import Floats, as_floats


def class_tfidf(counts: Any) -> Any:
    """How much each word stands out in each group: tf · log(1 + A/f).

    `counts` is groups × words: how often each word was written in each group, as an array or a SciPy sparse matrix; the
    answer is of the same kind and shape. tf is the word's share of the group's words, f how often all groups together
    wrote it, A the average number of words of a group. Groups and words without any count have weight 0. Raises
    `ValueError` for counts that are negative or not finite.
    """
    if hasattr(counts, "tocsr"):
        return _sparse(counts)
    table = as_floats(counts)
    _check(table, table.ndim)
    of_group, of_word = table.sum(axis=1)[:, None], table.sum(axis=0)[None, :]
    return _stand_out(table, of_group, of_word, _average(of_group))


def leading_words(weights: ArrayLike, words: Sequence[str], *, top: int = 3) -> list[list[str]]:
    """The words that stand out most in each group, best first; equal ones by the alphabet. Words of weight 0 stand
    out nowhere, so a group may have fewer than `top`, or none.
    """
    table = as_floats(weights)
    if table.ndim != 2 or table.shape[1] != len(words):
        raise ValueError("Labels need groups by words, and each word's name.")
    by_name = np.argsort(np.array(words, dtype=object), kind="stable") if len(words) else np.zeros(0, np.int64)
    order = by_name[np.argsort(-table[:, by_name], axis=1, kind="stable")[:, :top]]
    return [[words[j] for j in row if table[i, j] > 0] for i, row in enumerate(order)]


def _check(values: Floats, dimensions: int) -> None:
    if dimensions != 2 or not np.isfinite(values).all() or np.any(values < 0):
        raise ValueError("Topics need a table of counts, groups by words, each at least 0.")


def _stand_out(count: Floats, of_group: Floats, of_word: Floats, average: float) -> Floats:
    """The weights of counts, with the totals of their groups and words beside them."""
    with np.errstate(divide="ignore", invalid="ignore"):
        weight = count / of_group * np.log1p(average / of_word)
    return np.where(count > 0, weight, 0.0)


def _average(of_group: Floats) -> float:
    """Words per group, of those groups that have any."""
    return float(of_group.sum()) / max(1, int(np.count_nonzero(of_group)))


def _sparse(counts: Any) -> Any:
    table = counts.tocoo().astype(np.float64)
    _check(table.data, table.ndim)
    of_group, of_word = (np.asarray(table.sum(axis=axis)).ravel() for axis in (1, 0))
    table.data = _stand_out(table.data, of_group[table.row], of_word[table.col], _average(of_group))
    return table.tocsr()
