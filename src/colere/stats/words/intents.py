"""Intents: which of the purposes that people showed by example a text has.

Two models see each text: a logistic regression on the sentence encoder's vectors (what it means), and a linear support
vector machine on its words and parts of words (how it is put). Their log probabilities are added. Without the encoder
the second stands alone.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from colere.stats.words.encoder import Vectors
from colere.stats.words.vectors import TextVectors

Floats = NDArray[np.float32]

WORDS = 2**15
PARTS = 2**16
WEIGHT_OF_WORDS = 0.5  # beside the encoder's weight of 1
SHARPNESS = 3.0  # turns the machine's distances into log probabilities of about the regression's spread


@dataclass(frozen=True, slots=True)
class Decision:
    """What was decided for each text, best first, and how sure it is."""

    intents: list[str]
    probability: Floats  # n × intents, rows add to 1
    of_text: NDArray[np.int32]  # the most probable
    margin: Floats  # how far the first is ahead of the second, 0 to 1


@dataclass(frozen=True, slots=True)
class IntentModel:
    """Learned from examples; `fit` makes it, `decide` asks it, `to_bytes` keeps it."""

    intents: list[str]
    rarity: Floats  # of each hashed word or part
    of_words: Floats  # (WORDS + PARTS + 1) × intents; the last row is the constant
    of_meaning: Floats | None  # (dimensions + 1) × intents, or None without the encoder
    examples: Vectors | None  # the middles of the examples of each intent, with the encoder

    @property
    def better_with(self) -> str | None:
        """The extra that would make it better, or None."""
        return "encoder" if self.of_meaning is None else None

    @classmethod
    def fit(
        cls, texts: Sequence[str], labels: Sequence[str], *, encoder: TextVectors | None = None, seed: int = 0
    ) -> IntentModel:
        """Learns from examples, ten of each intent or more; `encoder` None uses words alone.

        Raises `ValueError` for texts and labels that do not pair, or fewer than two intents.
        """
        if len(texts) != len(labels):
            raise ValueError("Each example needs one intent.")
        intents = sorted(set(labels))
        if len(intents) < 2:
            raise ValueError("Intents are told apart by examples of at least two.")
        number = {intent: row for row, intent in enumerate(intents)}
        truth = np.array([number[label] for label in labels], dtype=np.int32)
        counts = hashed(texts)
        rarity = _rarity(counts)
        of_words = _machine(weighted(counts, rarity), truth, seed)
        if encoder is None:
            return cls(intents, rarity, of_words, None, None)
        vectors = encoder.encode(texts)
        middles = np.stack([vectors[truth == row].mean(axis=0) for row in range(len(intents))])
        return cls(intents, rarity, of_words, _regression(vectors, truth, seed), middles.astype(np.float32))

    def log_probability(self, texts: Sequence[str], *, encoder: TextVectors | None = None) -> Floats:
        """Log probability of each intent for each text (n × intents).

        Raises `ValueError` when the model was learned with an encoder and none is given.
        """
        by_words = _log_softmax(SHARPNESS * applied(weighted(hashed(texts), self.rarity), self.of_words))
        if self.of_meaning is None:
            return by_words
        if encoder is None:
            raise ValueError("This model was learned with the sentence encoder and needs it to decide.")
        by_meaning = _log_softmax(applied(encoder.encode(texts), self.of_meaning))
        return _log_softmax(by_meaning + WEIGHT_OF_WORDS * by_words)

    def decide(self, texts: Sequence[str], *, encoder: TextVectors | None = None) -> Decision:
        """The most probable intent of each text, with the probabilities of all."""
        probability = np.exp(self.log_probability(texts, encoder=encoder))
        two = np.sort(probability, axis=1)[:, -2:]
        of_text = probability.argmax(axis=1).astype(np.int32)
        return Decision(self.intents, probability, of_text, two[:, 1] - two[:, 0])

    def to_bytes(self) -> bytes:
        """Everything that was learned, for a file; no example is in it."""
        held = io.BytesIO()
        kept: dict[str, Any] = {"intents": np.array(self.intents), "rarity": self.rarity}
        kept["of_words"] = self.of_words.astype(np.float16)
        if self.of_meaning is not None:
            kept |= {"of_meaning": self.of_meaning, "examples": self.examples}
        np.savez_compressed(held, **kept)
        return held.getvalue()

    @classmethod
    def from_bytes(cls, kept: bytes) -> IntentModel:
        """What `to_bytes` gave."""
        with np.load(io.BytesIO(kept), allow_pickle=False) as found:
            return cls(
                [str(intent) for intent in found["intents"]],
                found["rarity"],
                found["of_words"].astype(np.float32),
                found["of_meaning"] if "of_meaning" in found else None,
                found["examples"] if "examples" in found else None,
            )


def hashed(texts: Sequence[str]) -> Any:
    """Sparse counts, damped: words and pairs of words, then parts of words of two to five letters."""
    from scipy.sparse import hstack
    from sklearn.feature_extraction.text import HashingVectorizer

    plain: dict[str, Any] = {"alternate_sign": False, "norm": None, "dtype": np.float32}
    # One-letter words count: "I" and "a" tell a statement from a question about a thing.
    words = HashingVectorizer(ngram_range=(1, 2), token_pattern=r"(?u)\b\w+\b", n_features=WORDS, **plain)
    parts = HashingVectorizer(analyzer="char_wb", ngram_range=(2, 5), n_features=PARTS, **plain)
    counts = hstack([words.transform(texts), parts.transform(texts)], format="csr", dtype=np.float32)
    np.log1p(counts.data, out=counts.data)
    return counts


def weighted(counts: Any, rarity: Floats) -> Any:
    """The counts times the rarity of their columns, words and parts each scaled to length 1 in a row."""
    found = counts.copy()
    found.data *= rarity[found.indices]
    is_word = found.indices < WORDS
    of_row = np.repeat(np.arange(found.shape[0]), np.diff(found.indptr))
    for side in (is_word, ~is_word):
        squares = np.bincount(of_row[side], found.data[side] ** 2, minlength=found.shape[0])
        found.data[side] /= np.sqrt(squares)[of_row[side]]
    return found


def _rarity(counts: Any) -> Floats:
    seen = np.bincount(counts.indices, minlength=WORDS + PARTS)
    found: Floats = (np.log((1 + counts.shape[0]) / (1 + seen)) + 1).astype(np.float32)
    return found


def _machine(counts: Any, truth: NDArray[np.int32], seed: int) -> Floats:
    from sklearn.svm import LinearSVC

    return _with_constant(LinearSVC(C=0.5, random_state=seed).fit(counts, truth))


def _regression(vectors: Vectors, truth: NDArray[np.int32], seed: int) -> Floats:
    from sklearn.linear_model import LogisticRegression

    # A looser fit (C) for many examples; with ten of each the vectors' own nearness should rule.
    per_intent = len(truth) / (truth.max() + 1)
    strength = 10.0 if per_intent < 30 else 20.0
    model = LogisticRegression(C=strength, max_iter=150, tol=1e-3, random_state=seed)
    return _with_constant(model.fit(vectors.astype(np.float64), truth))


def _with_constant(model: Any) -> Floats:
    """Weights (features + 1) × intents; of two intents the fitted model holds one side only."""
    weights = np.vstack([model.coef_.T, model.intercept_[None, :]])
    if weights.shape[1] == 1:
        half = 1.0 if type(model).__name__ == "LinearSVC" else 0.5  # softmax of ±z/2 is the logistic of z
        weights = np.hstack([-half * weights, half * weights])
    return weights.astype(np.float32)


def applied(rows: Any, weights: Floats) -> Floats:
    """The rows times their weights, plus the constant (the last row of the weights)."""
    return np.asarray(rows @ weights[:-1] + weights[-1], dtype=np.float32)


def _log_softmax(scores: Floats) -> Floats:
    shifted = scores - scores.max(axis=1, keepdims=True)
    found: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return found
