"""Intents: which of the purposes that people showed by example a text has.

Two models see each text: kernel least squares on the sentence encoder's vectors (what it means; Suykens and Vandewalle
1999), and a linear support vector machine on its words and parts of words (how it is put). Their log probabilities are
added. Without the encoder the second stands alone. The name of an intent counts as one of its examples.
"""

from __future__ import annotations

import io
import re
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
WORDS_SHARPNESS = 3.0  # turns the machine's distances into log probabilities
MEANING_SHARPNESS = 8.0  # and those of the least squares, whose answers lie between 0 and 1
LANDMARKS = 2_500  # examples that others are compared with: all, or so many drawn evenly from the intents
RIDGE = 0.1
NAMED_BELOW = 30  # examples of an intent from which on its name teaches nothing more


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
    landmarks: Vectors | None  # vectors of examples, or None without the encoder
    of_meaning: Floats | None  # landmarks × intents
    middles: Vectors | None  # the middle of the examples of each intent, length 1

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
        if len(labels) < NAMED_BELOW * len(intents):
            texts, labels = [*texts, *map(spoken, intents)], [*labels, *intents]
        truth = np.array([number[label] for label in labels], dtype=np.int32)
        counts = hashed(texts)
        rarity = _rarity(counts)
        of_words = _machine(weighted(counts, rarity), truth, seed)
        if encoder is None:
            return cls(intents, rarity, of_words, None, None, None)
        vectors = encoder.encode(texts)
        landmarks = vectors[_drawn(truth, seed)]
        of_meaning = _least_squares(vectors, truth, landmarks)
        return cls(intents, rarity, of_words, landmarks, of_meaning, _middles(vectors, truth))

    def log_probability(self, texts: Sequence[str], *, encoder: TextVectors | None = None) -> Floats:
        """Log probability of each intent for each text (n × intents).

        Raises `ValueError` when the model was learned with an encoder and none is given.
        """
        by_words = _log_softmax(WORDS_SHARPNESS * self.word_scores(texts))
        if self.of_meaning is None:
            return by_words
        by_meaning = _log_softmax(MEANING_SHARPNESS * self.meaning_scores(vectors_of(texts, encoder)))
        return _log_softmax(by_meaning + WEIGHT_OF_WORDS * by_words)

    def word_scores(self, texts: Sequence[str]) -> Floats:
        """Distance of each text to the border of each intent, by its words; positive is inside."""
        rows = weighted(hashed(texts), self.rarity)
        return np.asarray(rows @ self.of_words[:-1] + self.of_words[-1], dtype=np.float32)

    def meaning_scores(self, vectors: Vectors) -> Floats:
        """About 1 for the intent that a text has and 0 for the others, by what it means."""
        if self.landmarks is None or self.of_meaning is None:
            raise ValueError("This model was learned without the sentence encoder.")
        found: Floats = _kernel(vectors, self.landmarks) @ self.of_meaning
        return found

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
        if self.landmarks is not None:
            kept |= {"landmarks": self.landmarks.astype(np.float16), "of_meaning": self.of_meaning}
            kept["middles"] = self.middles
        np.savez_compressed(held, **kept)
        return held.getvalue()

    @classmethod
    def from_bytes(cls, kept: bytes) -> IntentModel:
        """What `to_bytes` gave."""
        with np.load(io.BytesIO(kept), allow_pickle=False) as found:
            parts = {name: found[name] for name in found.files}
        landmarks = parts.get("landmarks")
        return cls(
            [str(intent) for intent in parts["intents"]],
            parts["rarity"],
            parts["of_words"].astype(np.float32),
            None if landmarks is None else landmarks.astype(np.float32),
            parts.get("of_meaning"),
            parts.get("middles"),
        )


def vectors_of(texts: Sequence[str], encoder: TextVectors | None) -> Vectors:
    """The encoder's vectors; raises `ValueError` where there is none."""
    if encoder is None:
        raise ValueError("This model was learned with the sentence encoder and needs it to decide.")
    return encoder.encode(texts)


def spoken(intent: str) -> str:
    """The name of an intent as words: `card_arrival` and `CardArrival` are "card arrival"."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])|[_\W]+", " ", intent).strip().lower()


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
    """Weights (features + 1) × intents, the last row the constant; of two intents the machine holds one side only."""
    from sklearn.svm import LinearSVC

    model = LinearSVC(C=0.5, tol=0.02, random_state=seed).fit(counts, truth)
    weights = np.vstack([model.coef_.T, model.intercept_[None, :]])
    if weights.shape[1] == 1:
        weights = np.hstack([-weights, weights])
    return np.asarray(weights, dtype=np.float32)


def _drawn(truth: NDArray[np.int32], seed: int) -> NDArray[np.int64]:
    """Rows of the landmarks: all, or as many of each intent as go into the number."""
    if len(truth) <= LANDMARKS:
        return np.arange(len(truth))
    mixed = np.random.default_rng(seed).permutation(len(truth))
    by_intent = mixed[np.argsort(truth[mixed], kind="stable")]
    starts = np.searchsorted(truth[by_intent], truth[by_intent])
    turn = np.arange(len(truth)) - starts  # the how-many-eth of its intent
    return np.sort(by_intent[np.argsort(turn, kind="stable")[:LANDMARKS]])


def _least_squares(vectors: Vectors, truth: NDArray[np.int32], landmarks: Vectors) -> Floats:
    """Weights of the landmarks that come nearest to 1 for the own intent and a little below 0 for the others."""
    k = int(truth.max()) + 1
    wanted = np.full((len(truth), k), -1.0 / k, dtype=np.float32)
    wanted[np.arange(len(truth)), truth] = 1.0
    seen = _kernel(vectors, landmarks)
    normal = (seen.T @ seen + RIDGE * _kernel(landmarks, landmarks)).astype(np.float64)
    normal[np.diag_indices_from(normal)] += 1e-3  # two examples alike would leave it without an answer
    return np.linalg.solve(normal, (seen.T @ wanted).astype(np.float64)).astype(np.float32)


def _kernel(one: Vectors, other: Vectors) -> Floats:
    """exp(−distance²) of rows of length 1."""
    found: Floats = np.exp(2 * (one @ other.T - 1))
    return found


def _middles(vectors: Vectors, truth: NDArray[np.int32]) -> Vectors:
    means = np.stack([vectors[truth == row].mean(axis=0) for row in range(int(truth.max()) + 1)])
    lengths = np.linalg.norm(means, axis=1, keepdims=True)
    return (means / np.where(lengths > 0, lengths, 1)).astype(np.float32)


def _log_softmax(scores: Floats) -> Floats:
    shifted = scores - scores.max(axis=1, keepdims=True)
    found: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return found
