"""Trains and tests the text part of `stats/`: intents, scope, sentiment, themes. One JSON out.

    python bench/words.py [--task intent|few|scope|sentiment|themes|speed] [--seed 0] [--words-only] [--cache DIR]
    python bench/words.py --task T [--train FILE] --test FILE [--text COL] [--label COL] [--outside LABEL]

Without files it uses the sets of `../shared/data`. Those hold training and validation parts only: a part is held out,
Banking77 one in five of each intent by seed; CLINC150's own validation part; one in five of the rated texts by hash.
Files are CSV with any divider, TSV, JSON, JSONL or Parquet (`.gz` too); a column is named or numbered from 0. `few`
learns from ten examples of each intent, by five seeds. For `scope`, rows whose label is `--outside` (or oos,
NO_NODES_DETECTED) have none of the intents. Labels of sentiment are negative, neutral, positive by name, or figures: 0,
1, 2, or around nought, or stars. `speed` needs no file: 100,000 made-up texts.
"""

from __future__ import annotations

import argparse
import gzip
import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src"), str(ROOT / "tools")]

from bench.labelled import Rows, classes_of, read_labelled  # noqa: E402
from colere.stats.words.encoder import SentenceEncoder, is_available  # noqa: E402
from colere.stats.words.intents import IntentModel  # noqa: E402
from colere.stats.words.scope import FEWEST, ScopeGate  # noqa: E402
from colere.stats.words.sentiment import CLASSES, sentiment  # noqa: E402
from colere.stats.words.themes import find_themes  # noqa: E402
from colere.stats.words.vectors import WordVectors  # noqa: E402

DATA = ROOT.parent / "shared" / "data"
OUTSIDE = {"oos", "NO_NODES_DETECTED"}
LEARNS = {"intent", "few", "scope"}


def main() -> None:
    options = read_options()
    tasks: dict[str, Callable[[Any, Any], Any]] = {
        "intent": intent,
        "few": few,
        "scope": scope,
        "sentiment": feeling,
        "themes": themes,
        "speed": speed,
    }
    encoder = SentenceEncoder(options.cache) if is_available() and not options.words_only else None
    found: dict[str, Any] = {"encoder": encoder.name if encoder else None, "seed": options.seed}
    for name in [options.task] if options.task else tasks:
        started = time.monotonic()
        found[name] = tasks[name](options, encoder)
        found[name]["seconds"] = round(time.monotonic() - started, 1)
    print(json.dumps(found, indent=2))


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--task", choices=["intent", "few", "scope", "sentiment", "themes", "speed"])
    parser.add_argument("--train", type=Path)
    parser.add_argument("--test", type=Path)
    parser.add_argument("--text", help="column with the text; otherwise the first of the usual names")
    parser.add_argument("--label", help="column with the truth; otherwise the first of the usual names")
    parser.add_argument("--outside", help="label of texts that have none of the intents")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--words-only", action="store_true", help="as without the extra encoder")
    parser.add_argument("--cache", type=Path, help="folder that keeps vectors between runs")
    options = parser.parse_args()
    if (options.train or options.test) and not options.task:
        parser.error("files need a --task")
    if options.train and not options.test:
        parser.error("--train needs --test")
    return options


def read_rows(file: Path, text: str | None, label: str | None) -> Rows:
    """Text and label of each row that has both; how many have not is said beside the figures."""
    found = read_labelled(file, text, label)
    if found.left_out:
        sys.stderr.write(f"{file.name}: {found.left_out} rows without a text or a label are left out.\n")
    return found.rows


def given(options: Any) -> tuple[Rows, Rows] | None:
    """The rows of the files that were named."""
    if not options.test:
        return None
    test = read_rows(options.test, options.text, options.label)
    train = read_rows(options.train, options.text, options.label) if options.train else []
    if options.task in LEARNS:
        inside = {label for _, label in train} - outside_of(options)
        if len(inside) < 2:
            raise SystemExit(f"Intents are told apart by examples of at least two; --train has {len(inside)}.")
    return train, test


def outside_of(options: Any) -> set[str]:
    return OUTSIDE | ({options.outside} if options.outside else set())


def held_out(rows: Rows, share: float, seed: int) -> tuple[Rows, Rows]:
    """The rows but a share of each label, and that share; the same seed draws the same."""
    by_label: dict[str, list[int]] = defaultdict(list)
    for place, (_, label) in enumerate(rows):
        by_label[label].append(place)
    rng = np.random.default_rng(seed)
    drawn = {int(row) for places in by_label.values() for row in rng.permutation(places)[: round(share * len(places))]}
    return [row for at, row in enumerate(rows) if at not in drawn], [rows[at] for at in sorted(drawn)]


def banking(seed: int) -> tuple[Rows, Rows]:
    return held_out(read_rows(DATA / "banking77" / "banking_data" / "train.csv", None, None), 0.2, seed)


def clinc() -> tuple[Rows, Rows]:
    parts = json.loads((DATA / "clinc150" / "trainval.json").read_text(encoding="utf-8"))
    both = {name: [(text, label) for text, label in rows] for name, rows in parts.items()}
    return both["train"], [*both["val"], *both["oos_val"], *both["oos_train"]]


def accuracy(model: IntentModel, test: Rows, encoder: Any) -> tuple[float, Any]:
    decided = model.decide([text for text, _ in test], encoder=encoder)
    right = np.array([model.intents[own] == label for own, (_, label) in zip(decided.of_text, test, strict=True)])
    return round(float(right.mean()), 4), right


def intent(options: Any, encoder: Any) -> dict[str, Any]:
    """Accuracy with all examples."""
    train, test = given(options) or banking(options.seed)
    model = IntentModel.fit(*columns(train), encoder=encoder, seed=options.seed)
    return {"learned_from": len(train), "tested_on": len(test), "accuracy": accuracy(model, test, encoder)[0]}


def few(options: Any, encoder: Any) -> dict[str, Any]:
    """Accuracy with ten examples of each intent, by five draws; tested on rows that were not drawn."""
    train, test = given(options) or (banking(options.seed))
    found = []
    for seed in range(options.seed, options.seed + 5):
        shuffled = [train[row] for row in np.random.default_rng(seed).permutation(len(train))]
        seen: dict[str, int] = defaultdict(int)
        drawn = []
        for text, label in shuffled:
            seen[label] += 1
            if seen[label] <= 10:
                drawn.append((text, label))
        found.append(accuracy(IntentModel.fit(*columns(drawn), encoder=encoder, seed=seed), test, encoder)[0])
    return {"tested_on": len(test), "accuracy": round(float(np.mean(found)), 4), "of_each_draw": found}


def scope(options: Any, encoder: Any) -> dict[str, Any]:
    """In-scope accuracy (a text turned away counts as wrong) and the share of the others that are turned away."""
    train, test = given(options) or clinc()
    outside = outside_of(options)
    train = [row for row in train if row[1] not in outside]
    learned, held = held_out(train, max(0.1, min(0.5, 1.5 * FEWEST / len(train))), options.seed)
    if len(held) < FEWEST:
        raise SystemExit(f"The gate needs {2 * FEWEST} examples or more; --train has {len(train)} of known intents.")
    model = IntentModel.fit(*columns(learned), encoder=encoder, seed=options.seed)
    gate = ScopeGate.fit(model, columns(held)[0], encoder=encoder)
    inside = [row for row in test if row[1] not in outside]
    others = [text for text, label in test if label in outside]
    if not inside:
        raise SystemExit("No row of --test has one of the intents of --train.")
    plain, right = accuracy(model, inside, encoder)
    passes = gate.is_inside(model, columns(inside)[0], encoder=encoder)
    turned_away = float(1 - gate.is_inside(model, others, encoder=encoder).mean()) if others else None
    return {
        "learned_from": len(learned),
        "tested_on": {"inside": len(inside), "outside": len(others)},
        "accuracy_without_gate": plain,
        "in_scope_accuracy": round(float((right & passes).mean()), 4),
        "out_of_scope_recall": None if turned_away is None else round(turned_away, 4),
    }


def columns(rows: Rows) -> tuple[list[str], list[str]]:
    return [text for text, _ in rows], [label for _, label in rows]


def feeling(options: Any, encoder: Any) -> dict[str, Any]:
    """Macro recall of the weights of the package; nothing is trained here (`tools/train_words.py` does)."""
    from train_words import DATA as RATED
    from train_words import SOURCES, class_of, is_held_out, rated_texts

    pair = given(options)
    if pair:
        order = classes_of({label for _, label in pair[1]})
        told = {name: CLASSES[at] for name, at in sorted(order.items())}
        sys.stderr.write(f"Taken as: {json.dumps(told, ensure_ascii=False)}; other labels are left out.\n")
        sets = {"file": [(text, order[label]) for text, label in pair[1] if label in order]}
    else:
        sets = {}
        for name in SOURCES:
            rows = [row for row in rated_texts(RATED / name) if is_held_out(row[0])]
            sets[name] = [(text, class_of(rating)) for text, rating in rows]
    return {name: feeling_figures(rows, encoder) for name, rows in sets.items()}


def feeling_figures(rows: list[tuple[str, int]], encoder: Any) -> dict[str, Any]:
    """Macro recall and calibration error, with the encoder and without."""
    truth = np.array([label for _, label in rows])
    found: dict[str, Any] = {"tested_on": len(rows), "of_class": np.bincount(truth, minlength=3).tolist()}
    for name, used in (("words", None), ("with_encoder", encoder)):
        if name == "with_encoder" and encoder is None:
            continue
        shares = np.bincount(truth, minlength=3) / len(truth)
        even = sentiment([text for text, _ in rows], encoder=used)
        recall = [float((even.of_text[truth == one] == one).mean()) for one in range(3) if (truth == one).any()]
        mixed = sentiment([text for text, _ in rows], encoder=used, shares=(shares + 1e-6).tolist())
        found[name] = {
            "macro_recall": round(float(np.mean(recall)), 4),
            "recall": [round(one, 4) for one in recall],
            "accuracy_at_its_mix": round(float((mixed.of_text == truth).mean()), 4),
            "calibration_error_at_its_mix": round(calibration_error(mixed.probability, truth), 4),
        }
    return found


def calibration_error(probability: Any, truth: Any) -> float:
    """Expected calibration error of the class chosen, in ten bins (Guo 2017)."""
    sure, right = probability.max(axis=1), probability.argmax(axis=1) == truth
    bins = np.minimum((sure * 10).astype(int), 9)
    return float(sum(abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean() for b in set(bins)))


def themes(options: Any, encoder: Any) -> dict[str, Any]:
    """Agreement with the true themes, their number unknown; beside it k-means on the same vectors, number given."""
    pair = given(options)
    sets = {"file": pair[1]} if pair else {"dstc11_intents": dstc(), "sgd": sgd()}
    return {name: themes_figures(rows, encoder, options.seed) for name, rows in sets.items()}


def dstc() -> Rows:
    return read_rows(DATA / "dstc11_intents/dstc11/development/test-utterances.jsonl", "utterance", "intent")


def sgd() -> Rows:
    """The first turn of the customer of each dialogue, and its first service."""
    with gzip.open(DATA / "sgd" / "train.jsonl.gz", "rt", encoding="utf-8") as lines:
        dialogues = [json.loads(line) for line in lines]
    said = [[turn["text"] for turn in one["turns"] if turn["speaker"] == "USER"] for one in dialogues]
    return [(" ".join(text[:2]), one["services"][0]) for text, one in zip(said, dialogues, strict=True)]


def themes_figures(rows: Rows, encoder: Any, seed: int) -> dict[str, Any]:
    from sklearn.cluster import KMeans

    texts, labels = columns(rows)
    truth = np.unique(labels, return_inverse=True)[1]
    vectors = encoder or WordVectors.fit(texts, seed=seed)
    started = time.monotonic()
    ours = find_themes(texts, vectors, seed=seed)
    took = time.monotonic() - started
    placed = vectors.encode(texts)
    most = len(np.unique(placed, axis=0))
    plain = KMeans(min(int(truth.max()) + 1, most), n_init=3, random_state=seed).fit(placed)
    ours_by_k_means = KMeans(min(max(1, len(ours.n)), most), n_init=3, random_state=seed).fit(placed)
    return {
        "texts": len(texts),
        "true_themes": int(truth.max()) + 1,
        "ours": {"number": len(ours.n), **agreement(truth, ours.of_text), "seconds": round(took, 1)},
        "k_means_with_true_number": agreement(truth, plain.labels_),
        "k_means_with_our_number": agreement(truth, ours_by_k_means.labels_),
    }


def agreement(truth: Any, found: Any) -> dict[str, float]:
    """Normalised mutual information, and accuracy after the best matching of groups (Hungarian)."""
    from scipy.optimize import linear_sum_assignment
    from sklearn.metrics import normalized_mutual_info_score

    shifted = found - found.min()
    table = np.zeros((truth.max() + 1, shifted.max() + 1))
    np.add.at(table, (truth, shifted), 1)
    rows, matched = linear_sum_assignment(-table)
    return {
        "nmi": round(float(normalized_mutual_info_score(truth, found)), 4),
        "accuracy": round(float(table[rows, matched].sum() / len(truth)), 4),
    }


def speed(options: Any, encoder: Any, *, n: int = 100_000) -> dict[str, Any]:
    """Seconds and peak memory for the themes of 100,000 different short texts made from a seed."""
    rng = np.random.default_rng(options.seed)
    words = np.array(
        [f"{a}{b}{c}" for a in "bcdfglmnprst" for b in ("a", "e", "o", "ia") for c in ("rn", "sk", "t", "lo")]
    )
    mixes = rng.dirichlet(np.full(len(words), 0.05), size=40)
    texts = [" ".join(rng.choice(words, rng.integers(6, 16), p=mixes[row % 40])) for row in range(n)]
    started = time.monotonic()
    vectors = encoder or WordVectors.fit(texts, seed=options.seed)
    found = find_themes(texts, vectors, seed=options.seed)
    took = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"texts": n, "themes": len(found.n), "took_seconds": round(took, 1), "peak_mb": round(peak)}


if __name__ == "__main__":
    main()
