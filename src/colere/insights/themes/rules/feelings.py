"""How what is said about a theme sounds: unhappy, mixed or happy, as the small sentiment model reads each text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from colere.insights.problems.rules.findings import Bounded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNHAPPY, MIXED, HAPPY = -1, 0, 1
# Small words of English that other languages do not write: a text that has one of them is English.
ENGLISH = frozenset(("the", "and", "my", "with", "this", "it", "to", "you", "that", "they", "your", "been"))
SURE = 0.5  # of another language: likelier than English and all others together
ENOUGH = 20  # texts: among fewer, the interval of a share is so wide that it says nothing


@dataclass(frozen=True, slots=True)
class Feeling:
    """The share of a theme's texts that sound so, with their intervals; `n` texts were read for it."""

    n: int
    unhappy: Bounded
    mixed: Bounded
    happy: Bounded

    @property
    def is_enough(self) -> bool:
        """Whether the shares say something."""
        return self.n >= ENOUGH


def feelings_of(texts: Sequence[str]) -> list[int | None]:
    """How each text sounds, right for three texts in four; None for one without words, or not in English: the model
    would take what it does not know for matter-of-fact.
    """
    from colere.stats.words.sentiment import sentiment

    found = sentiment(texts).of_text.tolist()
    return [int(one) - 1 if reads else None for one, reads in zip(found, _readable(texts), strict=True)]


def _readable(texts: Sequence[str]) -> list[bool]:
    """Which texts have words, and none of another language. Only those without an English small word are looked at
    closely, which is what takes time.
    """
    from colere.stats.words.language import languages

    has_words = [any(map(str.isalpha, text)) for text in texts]
    doubtful = [
        at for at, text in enumerate(texts) if has_words[at] and ENGLISH.isdisjoint(re.findall(r"[a-z]+", text.lower()))
    ]
    for at, told in zip(doubtful, languages([texts[at] for at in doubtful]), strict=True):
        has_words[at] = told.code == "en" or told.probability < SURE
    return has_words


def feelings_in(counts: NDArray[np.float64]) -> list[Feeling]:
    """The shares of each row of counts: unhappy, mixed, happy."""
    import numpy as np

    from colere.stats.shares import wilson

    n = counts.sum(axis=1)
    bounds = wilson(counts, np.maximum(n, 1)[:, None] * np.ones(3))
    shares = counts / np.maximum(n, 1)[:, None]
    return [
        Feeling(
            int(n[row]),
            *(
                Bounded(float(shares[row, at]), float(bounds.low[row, at]), float(bounds.high[row, at]))
                for at in range(3)
            ),
        )
        for row in range(len(counts))
    ]
