"""The words that a theme is known by, until a person gives it a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

WORDS = 4
SPOKEN_BY = 5  # texts that have a word before it may stand for a theme: one customer's own words never do


def labels_of(texts: Sequence[str], numbers: Any, wanted: Sequence[int]) -> dict[int, list[str]]:
    """What stands out in each wanted theme against all others of these texts; `numbers` is each text's theme."""
    import numpy as np

    from colere.stats.words.themes import label_words

    present = np.unique(numbers[numbers >= 0])
    place = np.where(numbers >= 0, np.searchsorted(present, numbers), -1).astype(np.int32)
    found = label_words(texts, place, len(present), top=3 * WORDS)
    of = {int(number): words for number, words in zip(present, found, strict=True)}
    return {number: _spoken_by_many(of.get(number, []), _own(texts, numbers, number)) for number in wanted}


def _own(texts: Sequence[str], numbers: Any, number: int) -> list[str]:
    import numpy as np

    return [texts[row].lower() for row in np.flatnonzero(numbers == number).tolist()]


def _spoken_by_many(words: Sequence[str], texts: Sequence[str]) -> list[str]:
    least = min(SPOKEN_BY, max(2, len(texts) // 4))
    return [word for word in words if sum(all(part in text for part in word.split()) for text in texts) >= least][
        :WORDS
    ]
