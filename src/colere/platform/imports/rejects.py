"""The file of refused rows: where each stood, its id, a sentence why, and the row itself."""

from __future__ import annotations

import csv
from pathlib import Path
from types import TracebackType
from typing import Any, TextIO

import orjson

from colere.platform.imports.cells import neutral
from colere.platform.imports.readers import Refused

COLUMNS = ("line", "id", "reason", "row")
MAX_ROW = 30_000
"""Characters of a row that are written: a spreadsheet takes no more in one cell."""


class RejectedRows:
    """Writes refused rows to `path`, which is made with the first one and removed when an earlier run left it."""

    def __init__(self, path: Path | None, *, fallback: Path | None = None) -> None:
        self.path = path
        self.fallback = fallback
        self.count = 0
        self._file: TextIO | None = None
        self._writer: Any = None

    def __enter__(self) -> RejectedRows:
        if self.path is not None:
            try:
                self.path.unlink(missing_ok=True)
            except OSError:
                self.path = self.fallback
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, refused: Refused) -> None:
        """Write one refused row."""
        self.count += 1
        if self.path is None:
            return
        if self._file is None:
            self._open()
        self._writer.writerow(
            neutral(cell) for cell in (refused.line, refused.id, refused.sentence, as_json(refused.shown))
        )

    def flush(self) -> None:
        """Make what has been written so far readable for others."""
        if self._file is not None:
            self._file.flush()

    def _open(self) -> None:
        assert self.path is not None
        try:
            self._file = self.path.open("w", encoding="utf-8", newline="")
        except OSError:
            if self.fallback is None:
                raise
            self.path = self.fallback
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerow(COLUMNS)


def as_json(shown: Any) -> str:
    """A row as one line of JSON, cut where it is longer than a cell may be."""
    return orjson.dumps(shown, default=str, option=orjson.OPT_NON_STR_KEYS).decode()[:MAX_ROW]
