"""Makes the weights of the sentiment model, `src/colere/stats/words/sentiment.npz`; the same seed makes the same file.

    python tools/train_words.py [--data DIR] [--ratings DIR] [--cache DIR] [--seed 0]

Learned from: tweets and snippets of product reviews that 20 people each rated from −4 to 4 (`vader` in the folder of
shared data, MIT licence), and the ratings of single words, smileys and emoji of the package `vaderSentiment` (MIT
licence, `uv pip install vaderSentiment`, or `--ratings` for the folder that has its two lexicon files). A text whose
mean rounds to nought (−0.5 to 0.5) is neutral. One text in five, chosen by its hash, is never learned from:
`bench/words.py` judges by those. Needs the extra `encoder` too.
"""

from __future__ import annotations

import argparse
import importlib.util
import sys
from pathlib import Path
from typing import Any

import numpy as np

from colere.stats.words.encoder import SentenceEncoder
from colere.stats.words.sentiment import features, hash_of

ROOT = Path(__file__).resolve().parents[1]
DATA = ROOT.parent / "shared" / "data" / "vader" / "gt" / "hutto_ICWSM_2014"
FILE = ROOT / "src" / "colere" / "stats" / "words" / "sentiment.npz"
SOURCES = ("tweets_GroundTruth.txt", "amazonReviewSnippets_GroundTruth.txt")
NEUTRAL = 0.5
STRENGTH = 0.1  # of the fit; smaller holds the weights nearer to nought
MEANING = 4.0  # scale of the encoder's vectors beside the signs
FOLDS = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--data", type=Path, default=DATA)
    parser.add_argument("--ratings", type=Path, help="folder with vader_lexicon.txt and emoji_utf8_lexicon.txt")
    parser.add_argument("--cache", type=Path, help="folder that keeps the vectors of the texts between runs")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    rated, ratings = rated_words(options.ratings or ratings_folder())
    texts, truth = texts_to_learn_from(options.data)
    signs, words = features(texts, rated, ratings)
    meaning = SentenceEncoder(options.cache).encode(texts)
    kept: dict[str, Any] = {"rated": rated} | packed("ratings", ratings)
    kept |= learned(signs, words, None, truth, options.seed)
    kept |= learned(signs, words, meaning, truth, options.seed)
    with FILE.open("wb") as file:
        np.savez_compressed(file, **kept)
    said = f"{FILE.name}: {FILE.stat().st_size:,} bytes, learned from {len(texts):,} texts and {len(rated):,} words\n"
    sys.stdout.write(said)


def ratings_folder() -> Path:
    """Where the package `vaderSentiment` keeps its lexicon; the package itself is not imported."""
    spec = importlib.util.find_spec("vaderSentiment")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(
            "The ratings of single words are in the package vaderSentiment: install it, or give --ratings."
        )
    return Path(spec.submodule_search_locations[0])


def rated_words(folder: Path) -> tuple[Any, Any]:
    """Hashes of the rated words in rising order, and their ratings; an emoji is rated by the words that describe it."""
    by_word: dict[str, float] = {}
    for line in (folder / "vader_lexicon.txt").read_text(encoding="utf-8").splitlines():
        word, rating, *_ = [*line.split("\t"), "", ""]
        if word and rating:
            by_word[word] = float(rating)
    for line in (folder / "emoji_utf8_lexicon.txt").read_text(encoding="utf-8").splitlines():
        emoji, _, description = line.strip().partition("\t")
        found = [by_word[word] for word in description.replace("-", " ").lower().split() if word in by_word]
        if found:
            by_word.setdefault(emoji, float(np.clip(sum(found), -4, 4)))
    by_hash = {hash_of(word): rating for word, rating in by_word.items()}
    hashes = sorted(by_hash)
    return np.array(hashes, dtype=np.uint32), np.array([by_hash[one] for one in hashes])


def texts_to_learn_from(folder: Path) -> tuple[list[str], Any]:
    """Four of five texts, with their class: 0 negative, 1 neutral, 2 positive."""
    rows = [row for name in SOURCES for row in rated_texts(folder / name) if not is_held_out(row[0])]
    return [text for text, _ in rows], np.array([class_of(rating) for _, rating in rows])


def rated_texts(file: Path) -> list[tuple[str, float]]:
    """The texts of a file of the vader set, with the mean of what people rated."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    rows = [line.split("\t") for line in lines if line.count("\t") >= 2]
    return [(row[2], float(row[1])) for row in rows]


def is_held_out(text: str) -> bool:
    """Whether a text is kept for judging: one in five, whatever its place in the file, equal texts together."""
    return hash_of("held out: " + text) % 5 == 0


def class_of(rating: float) -> int:
    """A mean rating that rounds to nought is neutral."""
    return 2 if rating > NEUTRAL else 0 if rating < -NEUTRAL else 1


def learned(signs: Any, words: Any, meaning: Any, truth: Any, seed: int) -> dict[str, Any]:
    """The weights with or without the vectors of the encoder, and the temperature that calibrates them."""
    from scipy.sparse import csr_matrix, hstack

    parts = [csr_matrix(signs[:, :-1]), words] + ([] if meaning is None else [csr_matrix(MEANING * meaning)])
    rows = hstack(parts, format="csr")
    weights, constant = fitted(rows, truth, seed)
    ending = "" if meaning is None else "_with_meaning"
    first, last = signs.shape[1] - 1, signs.shape[1] - 1 + words.shape[1]
    kept: dict[str, Any] = {"of_signs" + ending: np.vstack([weights[:first], constant]).astype(np.float32)}
    kept |= packed("of_words" + ending, weights[first:last])
    if meaning is not None:
        kept |= packed("of_meaning", MEANING * weights[last:])
    kept["temperature" + ending] = np.float32(temperature(rows, truth, seed))
    return kept


def fitted(rows: Any, truth: Any, seed: int) -> tuple[Any, Any]:
    """Weights (features × 3) and constant of a logistic regression in which the three classes count alike."""
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=300, random_state=seed).fit(rows, truth)
    return model.coef_.T, model.intercept_


def temperature(rows: Any, truth: Any, seed: int) -> float:
    """What the scores are divided by: least log loss, the classes counting alike, on texts left out in turn."""
    from scipy.optimize import minimize_scalar

    fold = np.random.default_rng(seed).permutation(len(truth)) % FOLDS
    scores = np.zeros((len(truth), 3))
    for left_out in range(FOLDS):
        weights, constant = fitted(rows[fold != left_out], truth[fold != left_out], seed)
        scores[fold == left_out] = rows[fold == left_out] @ weights + constant
    share = 1.0 / np.bincount(truth, minlength=3)[truth]

    def loss(logarithm: float) -> float:
        found = scores / np.exp(logarithm)
        found = found - found.max(axis=1, keepdims=True)
        own = found[np.arange(len(truth)), truth] - np.log(np.exp(found).sum(axis=1))
        return float(-(share * own).sum())

    return float(np.exp(minimize_scalar(loss, bounds=(-2, 2), method="bounded").x))


def packed(name: str, values: Any) -> dict[str, Any]:
    """Eight bits for each value, and the step between them."""
    step = float(np.abs(values).max()) / 127
    return {name: np.round(values / step).astype(np.int8), name + "_scale": np.float32(step)}


if __name__ == "__main__":
    main()
