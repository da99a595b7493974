"""Sentiment of short texts in three classes, with a probability that means what it says.

The weights are in the package (`sentiment.npz`, made by `tools/train_words.py`): how people rated single words, seen
with negation and emphasis, beside learned words and pairs of words; with the sentence encoder, what the text means as a
whole is added. Words are known by their hashes only. English.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from colere.stats.words.vectors import TextVectors

Floats = NDArray[np.float64]

CLASSES = ("negative", "neutral", "positive")
FEATURES = 2**14
LEARNED_WEIGHT = 0.3  # of a learned word beside the rated ones
TURNED = -0.7  # what a negation makes of a word's rating: "not good" is bad, but not as bad as "good" is good
NEGATION_REACHES = 3  # words
SOFTENING = 15.0  # of sums of ratings: the tenth good word adds less than the first (Hutto and Gilbert 2014)
NEGATION = re.compile(
    r"not|no|never|none|nobody|nothing|neither|nor|cannot|without|hardly|barely|lack(?:s|ing)"
    r"|(?:is|was|do|does|did|wo|would|ca|could|should|ai|are|were|have|has|had)nt|.*n't"
)
TOKEN = re.compile(
    r"https?://\S+|www\.\S+|@\w+|[<>]?[:;=8xX][\-o*']?[)\]([dDpP/\\:}{@|]+|<3+|[^\W_]+(?:['’][^\W_]+)*|[!?]+"
    r"|[\U0001F300-\U0001FAFF\u2600-\u27BF]|[.,]+"
)


@dataclass(frozen=True, slots=True)
class Sentiment:
    """The feeling of each text; columns of `probability` are negative, neutral, positive."""

    probability: Floats  # n × 3, rows add to 1
    of_text: NDArray[np.int32]  # the most probable of CLASSES
    balance: Floats  # −1 to 1: probability of positive less that of negative
    better_with: str | None


@dataclass(frozen=True, slots=True)
class SentimentWeights:
    """What was learned. A text's scores are its features times these, divided by the temperature."""

    rated: NDArray[np.uint32]  # hashes of the rated words, rising
    ratings: Floats  # −4 to 4
    of_signs: Floats  # (signs + 1) × 3; the last row is the constant
    of_words: Floats  # FEATURES × 3
    temperature: float
    of_signs_with_meaning: Floats
    of_words_with_meaning: Floats
    of_meaning: Floats  # 384 × 3
    temperature_with_meaning: float


def sentiment(
    texts: Sequence[str], *, encoder: TextVectors | None = None, shares: Sequence[float] | None = None
) -> Sentiment:
    """The sentiment of each text.

    Probabilities hold where the three classes are equally common; `shares` (negative, neutral, positive, as they are
    among such texts) turns them to another mix. A text without words is as probable in each class as its share. Raises
    `ValueError` for shares that are not three positive numbers.
    """
    mix = np.ones(3) if shares is None else np.asarray(shares, dtype=np.float64)
    if mix.shape != (3,) or not (np.isfinite(mix).all() and (mix > 0).all()):
        raise ValueError("The shares are three positive numbers: negative, neutral, positive.")
    weights = trained_weights()
    signs, words = features(texts, weights.rated, weights.ratings)
    if encoder is None:
        scores = (words @ weights.of_words + signs @ weights.of_signs) / weights.temperature
    else:
        scores = words @ weights.of_words_with_meaning + signs @ weights.of_signs_with_meaning
        scores = (scores + encoder.encode(texts) @ weights.of_meaning) / weights.temperature_with_meaning
    scores[[not any(map(str.isprintable, text.strip())) for text in texts]] = 0
    probability = np.exp(scores - scores.max(axis=1, keepdims=True)) * mix
    probability /= probability.sum(axis=1, keepdims=True)
    of_text = probability.argmax(axis=1).astype(np.int32)
    return Sentiment(probability, of_text, probability[:, 2] - probability[:, 0], None if encoder else "encoder")


@cache
def trained_weights() -> SentimentWeights:
    """The weights of the package, read once."""
    with files("colere.stats.words").joinpath("sentiment.npz").open("rb") as file, np.load(file) as found:
        parts: dict[str, Any] = {name: found[name] for name in found.files}

    def unpacked(name: str) -> Floats:
        full: Floats = parts[name].astype(np.float64) * parts[name + "_scale"]
        return full

    return SentimentWeights(
        rated=parts["rated"],
        ratings=unpacked("ratings"),
        of_signs=parts["of_signs"].astype(np.float64),
        of_words=unpacked("of_words"),
        temperature=float(parts["temperature"]),
        of_signs_with_meaning=parts["of_signs_with_meaning"].astype(np.float64),
        of_words_with_meaning=unpacked("of_words_with_meaning"),
        of_meaning=unpacked("of_meaning"),
        temperature_with_meaning=float(parts["temperature_with_meaning"]),
    )


def features(texts: Sequence[str], rated: NDArray[np.uint32], ratings: Floats) -> tuple[Floats, Any]:
    """What the model looks at: signs (n × 9, the last column 1) and learned words (sparse, n × FEATURES)."""
    from scipy.sparse import csr_matrix

    ends, columns, values = [0], [], []
    signs = np.zeros((len(texts), 9))
    known = dict(zip(rated.tolist(), ratings.tolist(), strict=True))
    for row, text in enumerate(texts):
        words = tokens(text)
        turned = list(negated(words))
        signs[row] = _signs(text, words, turned, known)
        for column, value in _learned(words, turned).items():
            columns.append(column)
            values.append(LEARNED_WEIGHT * value)
        ends.append(len(columns))
    return signs, csr_matrix((values, columns, ends), shape=(len(texts), FEATURES))


def tokens(text: str) -> list[str]:
    """Words in lower case with at most two equal letters in a row, smileys, runs of marks; an address is one word."""
    found = []
    for token in TOKEN.findall(text):
        if token.startswith(("http", "www.")):
            found.append("<address>")
        elif token[0] == "@":
            found.append("<person>")
        elif token[0].isalpha() and len(token) > 2:
            found.append(re.sub(r"(.)\1{2,}", r"\1\1", token.lower()).replace("’", "'"))
        else:
            found.append(token.lower() if token.isalpha() and token not in {"XD", "xD", "xP"} else token[:3])
    return found


def negated(words: Iterable[str]) -> Iterable[bool]:
    """For each word, whether a negation stands before it in the same clause, at most three words back."""
    left = 0
    for word in words:
        yield left > 0
        if NEGATION.fullmatch(word):
            left = NEGATION_REACHES
        elif word == "but" or word[0] in ".,!?":
            left = 0
        else:
            left -= 1


def hash_of(word: str) -> int:
    """32 bits that stand for the word, the same on every machine."""
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def _signs(text: str, words: list[str], turned: list[bool], known: dict[int, float]) -> list[float]:
    """Sums of ratings, softened; marks of emphasis, which sharpen the feeling that is there; the constant."""
    good = bad = 0.0
    for word, is_turned in zip(words, turned, strict=True):
        rating = known.get(hash_of(word), 0.0) * (TURNED if is_turned else 1.0)
        good, bad = good + max(rating, 0.0), bad + max(-rating, 0.0)
    total = good - bad
    direction = float(np.sign(total))
    shouts = any(word.isupper() and len(word) > 2 for word in text.split()) and not text.isupper()
    return [
        total / (total * total + SOFTENING) ** 0.5,
        good**0.5,
        bad**0.5,
        3 * total / (1 + len(words)),
        min(text.count("!"), 3) * direction,
        min(text.count("?"), 3),
        shouts * direction,
        float(good == bad == 0),
        1.0,
    ]


def _learned(words: list[str], turned: list[bool]) -> dict[int, float]:
    """Hashed words (turned by a negation) and pairs of words, with how often each occurs."""
    found: dict[int, float] = {}
    before = "<start>"
    for word, is_turned in zip(words, turned, strict=True):
        for key, value in ((word, TURNED if is_turned else 1.0), (f"{before} {word}", 0.5)):
            column = hash_of(key) % FEATURES
            found[column] = found.get(column, 0.0) + value
        before = word
    return found
