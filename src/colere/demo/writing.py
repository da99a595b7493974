"""Writing a company to files that `colere import` reads."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import orjson

from colere.demo.company import Company

Row = dict[str, Any]
NESTED = ("conversations",)
Tell = Callable[[str, int], None]


def write_company(company: Company, folder: Path, *, tell: Tell | None = None) -> list[Path]:
    """One file for each kind, one for each table (in `tables`), and `manifest.json`; what stood there is replaced."""
    (folder / "tables").mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for kind, rows in company.kinds().items():
        path = folder / f"{kind}.{'jsonl' if kind in NESTED else 'csv'}"
        count = _write_lines(path, rows) if kind in NESTED else _write_table(path, rows)
        written.append(path)
        if tell:
            tell(path.name, count)
    for name, rows in company.tables().items():
        path = folder / "tables" / f"{name}.jsonl"
        count = _write_lines(path, rows)
        written.append(path)
        if tell:
            tell(f"tables/{path.name}", count)
    (folder / "manifest.json").write_bytes(orjson.dumps(company.manifest(), option=orjson.OPT_INDENT_2))
    return [*written, folder / "manifest.json"]


def _write_lines(path: Path, rows: Iterable[Row]) -> int:
    count = 0
    with path.open("wb", buffering=1 << 20) as file:
        for row in rows:
            file.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))
            count += 1
    return count


def _write_table(path: Path, rows: Iterator[Row]) -> int:
    with path.open("w", encoding="utf-8", newline="") as file:
        first = next(rows, None)
        if first is None:
            return 0
        table = csv.DictWriter(file, COLUMNS.get(path.stem, tuple(first)), lineterminator="\n", extrasaction="raise")
        table.writeheader()
        count = 0
        for row in chain([first], rows):
            table.writerow(row)
            count += 1
        return count


COLUMNS = {
    "responses": (
        "id",
        "kind",
        "score",
        "comment",
        "at",
        "customer",
        "conversation",
        "person",
        "team",
        "channel",
        "topic",
    ),
}
"""Kinds whose rows do not all have the same columns."""
