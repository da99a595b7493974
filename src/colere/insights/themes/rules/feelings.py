"""How what is said about a theme sounds: unhappy, mixed or happy, as the small sentiment model reads each text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from colere.insights.problems.rules.findings import Bounded

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

UNHAPPY, MIXED, HAPPY = -1, 0, 1
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
    """How each text sounds; None for one without words. English, and right for three texts in four."""
    from colere.stats.words.sentiment import sentiment

    found = sentiment(texts).of_text.tolist()
    return [int(one) - 1 if any(map(str.isalpha, text)) else None for one, text in zip(found, texts, strict=True)]


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
