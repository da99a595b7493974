"""DuckDB, inside this process: what every installation counts with."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from colere.platform.metrics import duck
from colere.platform.metrics.engines import Rows
from colere.platform.metrics.facts import DUCKDB_TYPES, Fact
from colere.platform.metrics.manifest import Manifest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


class DuckDB:
    """Reads the Parquet files themselves; nothing is copied."""

    dialect = "duckdb"

    def __init__(self) -> None:
        self.root = Path()
        self.db: DuckDBPyConnection | None = None

    def prepare(self, root: Path, state: Manifest, facts: Sequence[Fact]) -> None:
        """Open a cursor of the process's one connection."""
        self.root, self.db = root, duck.reader(root / "tmp")

    def ask(self, text: str, fact: Fact, files: Sequence[str]) -> tuple[str, Rows]:
        """The text with the files in front, and its rows."""
        if self.db is None:
            raise RuntimeError("DuckDB was asked before it was prepared.")
        filled = with_facts(text, fact, [str(self.root / file) for file in files])
        cursor = self.db.execute(filled)
        names = [column[0] for column in cursor.description or ()]
        shown = filled.replace(f"'{self.root}/", "'facts/")
        return shown, [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def close(self) -> None:
        """Close the cursor."""
        if self.db is not None:
            self.db.close()


def with_facts(text: str, fact: Fact, paths: Sequence[str]) -> str:
    """The text with its fact defined in front: the Parquet files, or no rows where there are none."""
    if paths:
        source = (
            f"SELECT * FROM read_parquet([{', '.join(duck.quoted(path) for path in paths)}], hive_partitioning = false)"
        )
    else:
        nothing = ", ".join(
            f"CAST(NULL AS {DUCKDB_TYPES[kind]}) AS {duck.named(name)}" for name, kind in fact.columns.items()
        )
        source = f"SELECT {nothing} WHERE false"
    head, rest = (",", text.removeprefix("WITH ")) if text.startswith("WITH ") else ("", text)
    return f"WITH {duck.named(fact.name)} AS NOT MATERIALIZED (\n{source}\n){head}\n{rest}"
