"""Importing a file: opened, its rows loaded, the refused ones written beside it."""

from __future__ import annotations

import difflib
import re
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from django.utils.translation import gettext as _

from colere.platform.imports.engine import ImportResult, run_import
from colere.platform.imports.mapping import ColumnMap
from colere.platform.imports.readers import FileRefused, Item, Row, RowSource, open_rows
from colere.platform.imports.registry import ImportKind, find_kind, parts_of
from colere.platform.imports.rejects import RejectedRows
from colere.platform.permissions import Actor

TICK_SECONDS = 0.25


@dataclass
class FileImport:
    """What to import and how. `rejected` is the file for refused rows, `fallback` where it goes if that cannot be."""

    kind: str
    path: Path | str
    source: str = ""
    columns: ColumnMap = field(default_factory=ColumnMap)
    is_dry_run: bool = False
    format: str = ""
    encoding: str = ""
    delimiter: str = ""
    name: str = ""
    rejected: Path | None = None
    fallback: Path | None = None

    def source_name(self) -> str:
        """The source's name: as given, as the map file says, or the file's stem."""
        return (self.source or self.columns.source or stem(self.name or str(self.path)))[:120]


@dataclass
class FileResult:
    """The result, where its refused rows are (None when there are none), and what the file was found to be."""

    result: ImportResult
    rejected: Path | None
    format: str


Tick = Callable[[ImportResult, RowSource], None]


def stem(name: str) -> str:
    """The name of a file without folders and endings: "in/tickets.csv.gz" gives "tickets"."""
    last = "stdin" if name == "-" else Path(name).name
    return re.sub(r"\.(gz|zst|zstd)$", "", last, flags=re.I).rsplit(".", 1)[0] or last


def import_file(
    wanted: FileImport, *, actor: Actor, on_tick: Tick | None = None, should_stop: Callable[[], bool] | None = None
) -> FileResult:
    """Import a file; raises `FileRefused` when nothing of it can be read.

    `on_tick` is called a few times a second while rows are read, with the result so far and the source of the rows.
    """
    kind = find_kind(wanted.kind)
    opened = open_rows(
        wanted.path,
        name=wanted.name,
        format=wanted.format,
        known=known_columns(kind, wanted.columns) if kind else (),
        encoding=wanted.encoding or wanted.columns.encoding,
        delimiter=wanted.delimiter or wanted.columns.delimiter,
    )
    so_far = ImportResult(wanted.kind, source=wanted.source_name(), is_dry_run=wanted.is_dry_run)
    rows: Iterable[Item] = _checked(opened, kind, wanted.columns) if kind else opened
    rows = _ticking(rows, lambda: on_tick(so_far, opened)) if on_tick else rows
    try:
        with RejectedRows(wanted.rejected, fallback=wanted.fallback) as rejected:
            result = run_import(
                wanted.kind,
                rows,
                source=wanted.source_name(),
                actor=actor,
                columns=wanted.columns,
                result=so_far,
                dry_run=wanted.is_dry_run,
                on_refused=rejected.add,
                should_stop=should_stop,
            )
    finally:
        opened.input.close()
    return FileResult(result, rejected.path if rejected.count else None, opened.format)


def known_columns(kind: ImportKind, columns: ColumnMap) -> set[str]:
    """The column names that a file of this kind may have."""
    names = {column.name for column in kind.columns} | set(parts_of(kind.name)) | set(columns.columns.values())
    if kind.flat:
        names |= {kind.flat.group, kind.flat.item_id, *(item.name for item in kind.flat.items)}
    return names


def _ticking(rows: Iterable[Item], tick: Callable[[], None]) -> Iterator[Item]:
    last = time.monotonic()
    for item in rows:
        yield item
        now = time.monotonic()
        if now - last >= TICK_SECONDS:
            tick()
            last = now


def _checked(opened: RowSource, kind: ImportKind, columns: ColumnMap) -> Iterator[Item]:
    """The rows; raises `FileRefused` at the first one of a table that lacks a column which every row needs."""
    is_first = opened.is_table
    for item in opened:
        if is_first and isinstance(item, Row):
            is_first = False
            _check_columns(item, kind, columns)
        yield item


def _check_columns(first: Row, kind: ImportKind, columns: ColumnMap) -> None:
    given = set(first.values)
    named = {ours for ours, theirs in columns.columns.items() if theirs in given or "." in theirs}
    available = given | named | set(columns.constants)
    needed = [column.name for column in kind.columns if column.is_required]
    if kind.flat and kind.flat.group in available and kind.flat.into not in available:
        needed = [kind.flat.group, *(item.name for item in kind.flat.items if item.is_required)]
    missing = [name for name in needed if name not in available]
    if missing:
        raise FileRefused(_missing_sentence(missing, sorted(given)))


def _missing_sentence(missing: list[str], given: list[str]) -> str:
    close = difflib.get_close_matches(missing[0], given, n=1, cutoff=0.5)
    example = f'{missing[0]} = "{close[0] if close else given[0]}"'
    shown = ", ".join(f"“{name[:40]}”" for name in given[:20]) + (" …" if len(given) > 20 else "")
    return _(
        "The file has no column %(missing)s. It has: %(given)s. Nothing was loaded. Say in a map file (--map) which "
        "column is meant: the lines [columns] and %(example)s."
    ) % {"missing": ", ".join(f"“{name}”" for name in missing), "given": shown, "example": example}
