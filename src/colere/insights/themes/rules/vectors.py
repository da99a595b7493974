"""Texts as vectors for one run: encoded step by step, so that somebody can be told how far it is, and only once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from colere.stats.words.encoder import Vectors
    from colere.stats.words.vectors import TextVectors

STEP = 2_000
FOLDER = "vectors"


@dataclass(frozen=True, slots=True)
class Encoded:
    """Vectors of these texts, by which other texts can be encoded too."""

    texts: Sequence[str]
    rows: Vectors
    by: TextVectors

    @property
    def name(self) -> str:
        """Which vectors these are."""
        return self.by.name

    @property
    def dimensions(self) -> int:
        """Numbers in a row."""
        return self.by.dimensions

    def encode(self, texts: Sequence[str]) -> Vectors:
        """The rows that are known already, or new ones for other texts."""
        return self.rows if texts is self.texts else self.by.encode(texts)


def encoded(texts: Sequence[str], by: TextVectors, *, tell: Callable[[int], None]) -> Encoded:
    """The texts' vectors; `tell` hears how many are done."""
    import numpy as np

    rows = np.zeros((len(texts), by.dimensions), dtype=np.float32)
    for start in range(0, len(texts), STEP):
        rows[start : start + STEP] = by.encode(texts[start : start + STEP])
        tell(min(start + STEP, len(texts)))
    return Encoded(texts, rows, by)


def vectors_for(texts: Sequence[str], home: Path, *, words_only: bool = False) -> tuple[TextVectors, bytes]:
    """The best vectors there are here, and what they have learned from the texts, as bytes (none for the encoder)."""
    from colere.stats.words.encoder import SentenceEncoder, is_available
    from colere.stats.words.vectors import WordVectors

    if is_available() and not words_only:
        return SentenceEncoder(home / FOLDER), b""
    fitted = WordVectors.fit(texts)
    return fitted, fitted.to_bytes()


def vectors_again(name: str, fitted: bytes, home: Path) -> TextVectors | None:
    """The vectors that a map was drawn by; None where they are not to be had any more."""
    from colere.stats.words.encoder import MODEL, SentenceEncoder, is_available
    from colere.stats.words.vectors import WordVectors

    if fitted:
        return WordVectors.from_bytes(fitted)
    return SentenceEncoder(home / FOLDER) if name == MODEL and is_available() else None
