"""Writing what a company has into a file that every program reads, and that our own import reads back."""

from __future__ import annotations

import contextlib
import csv
import datetime as dt
import gzip
import io
import os
import sys
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import orjson
import zstandard
from django.utils.translation import gettext as _

from colere.platform.errors import Invalid, NotFound
from colere.platform.imports.actions import note_export
from colere.platform.imports.cells import neutral
from colere.platform.imports.registry import ExportKind, all_exports
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    import duckdb

FORMATS = ("jsonl", "csv", "parquet")


@dataclass(frozen=True)
class Exported:
    """How many things went out, and as what."""

    kind: str
    rows: int
    format: str


def export_to(path: str, *, kind: str, actor: Actor, format: str = "", is_neutral: bool = True) -> Exported:
    """Write all rows of a kind that the actor may read to a file (`-` is standard output).

    The format is told by the name (.csv, .jsonl, .parquet, packed with .gz or .zst). In CSV, cells that a spreadsheet
    would run as formulas are made harmless unless `is_neutral` is false. A file is complete or not there at all.
    """
    found = find_export(kind, actor=actor)
    chosen = format or told_format(path)
    if chosen not in FORMATS:
        raise Invalid(_("Say --format: one of %(formats)s.") % {"formats": ", ".join(FORMATS)})
    if path == "-" and chosen == "parquet":
        raise Invalid(_("Parquet needs a file to be written to."))
    with _target(path) as out:
        counted = _Counted(found.rows(actor))
        if chosen == "jsonl":
            _write_lines(counted, out)
        elif chosen == "csv":
            _write_table(counted, found, out, is_neutral=is_neutral)
        else:
            _write_parquet(counted, found, out)
    note_export(kind, rows=counted.count, actor=actor)
    return Exported(kind, counted.count, chosen)


def find_export(kind: str, *, actor: Actor) -> ExportKind:
    """The kind, if it is one and the actor may take it out."""
    require(actor, "exports.run")
    found = all_exports().get(kind)
    if found is None:
        known = ", ".join(all_exports())
        raise NotFound(
            _("“%(name)s” is no kind that can be exported; choose one of %(known)s.") % {"name": kind, "known": known}
        )
    require(actor, found.permission)
    return found


def told_format(path: str) -> str:
    """The format that a file's name asks for."""
    name = path.lower().removesuffix(".gz").removesuffix(".zst")
    endings = {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "jsonl", ".parquet": "parquet"}
    return "jsonl" if path == "-" else endings.get(Path(name).suffix, "")


class _Counted:
    def __init__(self, rows: Iterable[dict[str, Any]]) -> None:
        self.rows, self.count = rows, 0

    def __iter__(self) -> Iterator[dict[str, Any]]:
        for row in self.rows:
            self.count += 1
            yield row


@contextlib.contextmanager
def _target(path: str) -> Iterator[IO[bytes]]:
    """A file that takes its place only when all is written; packed as its name says."""
    if path == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    target = Path(path)
    try:
        handle, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    except OSError as error:
        raise Invalid(_("“%(path)s” cannot be written: %(why)s.") % {"path": path, "why": error.strerror}) from error
    try:
        with os.fdopen(handle, "wb") as raw, _packed(raw, target.suffix.lower()) as out:
            yield out
        Path(name).chmod(0o600)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextlib.contextmanager
def _packed(raw: IO[bytes], ending: str) -> Iterator[IO[bytes]]:
    if ending == ".gz":
        with gzip.GzipFile(filename="", fileobj=raw, mode="wb", mtime=0) as packed:
            yield packed  # type: ignore[misc]
    elif ending == ".zst":
        with zstandard.ZstdCompressor().stream_writer(raw, closefd=False) as writer:
            yield writer
    else:
        yield raw


def _write_lines(rows: Iterable[dict[str, Any]], out: IO[bytes]) -> None:
    for row in rows:
        out.write(orjson.dumps(row, default=str) + b"\n")


def _write_table(rows: Iterable[dict[str, Any]], kind: ExportKind, out: IO[bytes], *, is_neutral: bool) -> None:
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    names = list(kind.all_columns())
    writer = csv.writer(text)
    writer.writerow(names)
    for row in flattened(rows, kind):
        cells = [written(row.get(name)) for name in names]
        writer.writerow([neutral(cell) for cell in cells] if is_neutral else cells)
    text.detach()


def flattened(rows: Iterable[dict[str, Any]], kind: ExportKind) -> Iterator[dict[str, Any]]:
    """Rows as a table can hold them."""
    for row in rows:
        if kind.flatten is None:
            yield row
        else:
            yield from kind.flatten(row)


def written(value: Any) -> Any:
    """A value as a cell: times in ISO 8601, lists of words with semicolons, anything deeper as JSON."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list) and all(isinstance(word, str) and not set(word) & set(",;[") for word in value):
        return ";".join(value)
    if isinstance(value, list | dict):
        return orjson.dumps(value, default=str).decode()
    if isinstance(value, dt.datetime | dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


_PARQUET = {
    "time": "TIMESTAMPTZ", "date": "DATE", "past_date": "DATE", "number": "DOUBLE", "decimal": "DECIMAL(18, 3)",
    "flag": "BOOLEAN",
}  # fmt: skip
"""What becomes of our types of columns; all others are text."""


def _write_parquet(rows: Iterable[dict[str, Any]], kind: ExportKind, out: IO[bytes]) -> None:
    import duckdb

    with tempfile.TemporaryDirectory(prefix="colere-export-") as folder:
        table, target = Path(folder, "rows.csv"), Path(folder, "rows.parquet")
        with table.open("wb") as plain:
            _write_table(rows, kind, plain, is_neutral=False)
        with duckdb.connect(config={"threads": 1, "memory_limit": "256MB", "temp_directory": folder}) as connection:
            source = (
                f"read_csv('{table}', header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"', "
                "max_line_size = 33554432, parallel = false)"
            )
            columns = _typed_columns(connection, source, kind)
            connection.execute(f"COPY (SELECT {columns} FROM {source}) TO '{target}' (FORMAT parquet)")
        with target.open("rb") as done:
            while chunk := done.read(2**20):
                out.write(chunk)


def _typed_columns(connection: duckdb.DuckDBPyConnection, source: str, kind: ExportKind) -> str:
    """What to select: each column in its type. One that holds something which does not fit its type stays text."""
    names = {name: '"' + name.replace('"', '""') + '"' for name in kind.all_columns()}
    types = {name: _PARQUET[type] for name, type in kind.all_columns().items() if type in _PARQUET}
    if types:
        misfits = ", ".join(f"count({names[n]}) - count(try_cast({names[n]} AS {type}))" for n, type in types.items())
        counted = connection.execute(f"SELECT {misfits} FROM {source}").fetchone() or ()
        types = {name: type for (name, type), misfit in zip(types.items(), counted, strict=True) if not misfit}
    return ", ".join(f"CAST({q} AS {types[n]}) AS {q}" if n in types else q for n, q in names.items())
