"""Rows from Parquet files, by DuckDB, a few thousand at a time."""

from __future__ import annotations

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from colere.platform.imports.readers.rows import FileRefused, Item, Row
from colere.platform.imports.readers.streams import Input

ROWS_AT_ONCE = 2_000


def parquet_rows(opened: Input) -> Iterator[Item]:
    """Rows of a Parquet file, numbered from 1; raises `FileRefused` when it is damaged."""
    path, release = opened.as_file()
    try:
        yield from _read(path)
    finally:
        release()


def _read(path: Path) -> Iterator[Item]:
    import duckdb

    with duckdb.connect(config={"threads": 1, "memory_limit": "256MB"}) as connection:
        try:
            types = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(path)]).fetchall()
            result = connection.execute(f"SELECT {_selection(types)} FROM read_parquet(?)", [str(path)])
            names = [column[0] for column in types]
            line = 0
            while found := result.fetchmany(ROWS_AT_ONCE):
                for values in found:
                    line += 1
                    yield Row(line, {name: plain(value) for name, value in zip(names, values, strict=True)})
        except duckdb.Error as error:
            first_line = str(error).split("\n", 1)[0]
            raise FileRefused(_("The Parquet file cannot be read: %(why)s") % {"why": first_line}) from error


def _selection(types: list[tuple[Any, ...]]) -> str:
    """Columns to select; instants with a zone are taken as UTC without one, which needs no further package."""
    columns = []
    for name, kind, *_rest in types:
        quoted = '"' + name.replace('"', '""') + '"'
        columns.append(f"make_timestamp(epoch_us({quoted}))" if kind == "TIMESTAMP WITH TIME ZONE" else quoted)
    return ", ".join(columns)


def plain(value: Any) -> Any:
    """A value as JSON would have it: nothing for NaN and for empty fields of records, text for bytes."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, dict):
        return {key: inner for key, raw in value.items() if (inner := plain(raw)) is not None}
    if isinstance(value, list):
        return [plain(inner) for inner in value]
    return value
