"""Texts as vectors: one small interface, the fallback behind it, and the choice between the two.

With the extra `encoder` a text is placed by what it means; without it, by the words and parts of words that it shares
with others (TF-IDF, reduced by singular values).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from colere.stats.words.encoder import SentenceEncoder, Vectors, chunks, is_available

FEATURES = 2**15
WORD_DIMENSIONS = 100
FIT_ON = 20_000  # texts that the reduction is learned from; more change its directions little
CHUNK = 10_000


class TextVectors(Protocol):
    """What themes and intents ask of vectors: rows of length 1, and zeros for a text without words."""

    @property
    def name(self) -> str:
        """Which vectors these are: themes of one kind know nothing of another."""

    @property
    def dimensions(self) -> int:
        """Numbers in a row."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row for each text."""


def better_with(vectors: TextVectors) -> str | None:
    """The extra that would make the result better, or None where nothing would: for a sentence on the page."""
    return "encoder" if isinstance(vectors, WordVectors) else None


def best_vectors(texts: Sequence[str], *, folder: Path | None = None, seed: int = 0) -> TextVectors:
    """The sentence encoder where it is installed (its vectors kept in `folder`), otherwise words fitted to `texts`."""
    if is_available():
        return SentenceEncoder(folder)
    return WordVectors.fit(texts, seed=seed)


@dataclass(frozen=True, slots=True)
class WordVectors:
    """Words, pairs of words and parts of words, weighted by how rare they are and reduced to the main directions.

    Fitted once and then kept (`to_bytes`), because themes keep their identity only among vectors of one fit.
    """

    weights: NDArray[np.float32]  # of each hashed word: log((1 + n) / (1 + texts with it)) + 1
    directions: NDArray[np.float32]  # FEATURES × dimensions
    name: str = "words"

    @property
    def dimensions(self) -> int:
        """Numbers in a row."""
        return int(self.directions.shape[1])

    @classmethod
    def fit(cls, texts: Sequence[str], *, dimensions: int = WORD_DIMENSIONS, seed: int = 0) -> WordVectors:
        """Learns the weights and directions from these texts, by a sample of 20,000 where there are more.

        Raises `ValueError` when no text has a word.
        """
        chosen = np.random.default_rng(seed).permutation(len(texts))[:FIT_ON].tolist()
        some = [texts[row] for row in sorted(chosen)] or [""]
        return cls.fit_counts(counted(some), dimensions=dimensions, seed=seed)

    @classmethod
    def fit_counts(cls, counts: Any, *, dimensions: int = WORD_DIMENSIONS, seed: int = 0) -> WordVectors:
        """The same from all rows of what `counted` gave."""
        from sklearn.utils.extmath import randomized_svd

        n = counts.shape[0]
        if counts.nnz == 0:
            raise ValueError("Vectors cannot be learned where no text has a word.")
        seen = np.bincount(counts.indices, minlength=FEATURES)
        weights = (np.log((1 + n) / (1 + seen)) + 1).astype(np.float32)
        wanted = max(1, min(dimensions, n - 1))
        _, _, directions = randomized_svd(_weighted(counts, weights), wanted, n_iter=4, random_state=seed)
        return cls(weights, np.ascontiguousarray(directions.T, dtype=np.float32))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 for each text; zeros for one that shares no word with those learned from."""
        found = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        for start, some in enumerate(chunks(texts, CHUNK)):
            found[start * CHUNK : start * CHUNK + len(some)] = self.encode_counts(counted(some))
        return found

    def encode_counts(self, counts: Any) -> Vectors:
        """The same for what `counted` gave."""
        rows = np.asarray(_weighted(counts, self.weights) @ self.directions, dtype=np.float32)
        lengths = np.linalg.norm(rows, axis=1, keepdims=True)
        lengths[lengths < 1e-6] = np.inf
        return np.asarray(rows / lengths)

    def to_bytes(self) -> bytes:
        """Everything that was learned, for a file of about 6 MB."""
        held = io.BytesIO()
        np.savez_compressed(held, weights=self.weights, directions=self.directions.astype(np.float16))
        return held.getvalue()

    @classmethod
    def from_bytes(cls, kept: bytes) -> WordVectors:
        """What `to_bytes` gave."""
        with np.load(io.BytesIO(kept), allow_pickle=False) as found:
            return cls(found["weights"], found["directions"].astype(np.float32))


def counted(texts: Sequence[str]) -> Any:
    """Sparse counts (texts × FEATURES), damped: words with pairs in one half, parts of words in the other."""
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import HashingVectorizer

    texts = [text if any(map(str.isalnum, text)) else "" for text in texts]  # "!!!" has parts, but says nothing
    half: dict[str, Any] = {"n_features": FEATURES // 2, "alternate_sign": False, "norm": None, "dtype": np.float32}
    words = HashingVectorizer(ngram_range=(1, 2), stop_words="english", **half).transform(texts)
    parts = HashingVectorizer(analyzer="char_wb", ngram_range=(4, 5), **half).transform(texts)
    counts = hstack([words, parts], format="csr", dtype=np.float32)
    np.log1p(counts.data, out=counts.data)
    return counts


def _weighted(counts: Any, weights: NDArray[np.float32]) -> Any:
    """The counts times the weights of their columns, each half of a row scaled to length 1."""
    weighted = counts.copy()
    weighted.data *= weights[weighted.indices]
    is_word = weighted.indices < FEATURES // 2
    of_row = np.repeat(np.arange(weighted.shape[0]), np.diff(weighted.indptr))
    for half in (is_word, ~is_word):
        squares = np.bincount(of_row[half], weighted.data[half] ** 2, minlength=weighted.shape[0])
        weighted.data[half] /= np.sqrt(squares)[of_row[half]]
    return weighted
