"""Scope: whether a text has any of the known intents at all, or speaks of something nobody gave examples of.

Three views are added, each measured against texts of known intent that the model has not learned from: how near the
text lies to the middle of the nearest intent's examples, how strongly its meaning answers, and how strongly its words
do. The threshold is a choice: the share of texts of known intent that shall be let through.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from colere.stats.words.intents import Floats, IntentModel, vectors_of
from colere.stats.words.vectors import TextVectors

KEEP = 0.98  # of the texts of known intent; on CLINC150 it leaves 9 of 10 others outside
FEWEST = 30  # held-out texts that a threshold can be read from


@dataclass(frozen=True, slots=True)
class ScopeGate:
    """Lets texts of known intent through; made by `fit`, asked by `is_inside`."""

    center: Floats  # mean of each view on texts of known intent
    spread: Floats  # its standard deviation there
    threshold: float
    n: int  # texts that the threshold rests on

    @classmethod
    def fit(
        cls, model: IntentModel, inside: Sequence[str], *, encoder: TextVectors | None = None, keep: float = KEEP
    ) -> ScopeGate:
        """The gate that lets the share `keep` of texts like these through.

        `inside` are texts of known intent that the model did not learn from, 30 or more; a fifth of the examples is
        enough. Raises `ValueError` for fewer, or a share that is not between 0 and 1.
        """
        if len(inside) < FEWEST:
            raise ValueError(f"A threshold needs at least {FEWEST} texts that the model has not learned from.")
        if not 0.0 < keep < 1.0:
            raise ValueError("The share to keep lies between 0 and 1.")
        seen = views(model, inside, encoder=encoder)
        spread = seen.std(axis=0)
        spread[spread == 0] = 1
        found = cls(seen.mean(axis=0), spread, 0.0, len(inside))
        threshold = float(np.quantile(found._scores(seen), 1 - keep))
        return cls(found.center, found.spread, threshold, len(inside))

    def scores(self, model: IntentModel, texts: Sequence[str], *, encoder: TextVectors | None = None) -> Floats:
        """How much each text looks like one of known intent: 0 is the average of those, below the threshold outside."""
        return self._scores(views(model, texts, encoder=encoder))

    def is_inside(
        self, model: IntentModel, texts: Sequence[str], *, encoder: TextVectors | None = None
    ) -> NDArray[np.bool_]:
        """Whether each text has one of the known intents."""
        found: NDArray[np.bool_] = self.scores(model, texts, encoder=encoder) > self.threshold
        return found

    def _scores(self, seen: Floats) -> Floats:
        found: Floats = ((seen - self.center) / self.spread).mean(axis=1)
        return found


def views(model: IntentModel, texts: Sequence[str], *, encoder: TextVectors | None = None) -> Floats:
    """What the gate looks at: one row for each text, three columns with the encoder and one without."""
    by_words = model.word_scores(texts).max(axis=1)
    if model.middles is None:
        alone: Floats = by_words[:, None]
        return alone
    vectors = vectors_of(texts, encoder)
    near = (vectors @ model.middles.T).max(axis=1)
    strength = model.meaning_scores(vectors).max(axis=1)
    found: Floats = np.stack([near, strength, by_words], axis=1)
    return found
