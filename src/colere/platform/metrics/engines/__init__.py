"""Who counts: DuckDB in this process, or a PostgreSQL server or an Apache Spark cluster when a company has outgrown one
machine. All get the same declarations, compiled by Ibis for each, over the same Parquet files.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from colere.platform.metrics.facts import Fact
from colere.platform.metrics.manifest import Manifest

NAMES = ("duckdb", "postgresql", "spark")

Rows = list[dict[str, Any]]


class Engine(Protocol):
    """A place where SQL runs on facts."""

    @property
    def dialect(self) -> str:
        """The name under which Ibis compiles for it."""

    def prepare(self, root: Path, state: Manifest, facts: Sequence[Fact]) -> None:
        """Get ready to answer from the files that the manifest names; called while they are held for reading."""

    def ask(self, text: str, fact: Fact, files: Sequence[str]) -> tuple[str, Rows]:
        """The text as it ran, and its rows. `files` (relative to the facts directory) hold all rows that matter."""

    def close(self) -> None:
        """Let go of what `prepare` took."""


def engine(name: str, *, master: str = "", database: str = "") -> Engine:
    """The engine of this name, not yet connected.

    `master`: where Spark's master listens, such as spark://host:7077 (default: this machine alone). `database`: the
    address of the PostgreSQL server (default: `COLERE_FACTS_DATABASE`, else the product's own database if it is one).
    Raises `EngineMissing` with a sentence where what it needs is not installed.
    """
    if name == "postgresql":
        from colere.platform.metrics.engines.postgresql import PostgreSQL

        return PostgreSQL(database)
    if name == "spark":
        from colere.platform.metrics.engines.spark import Spark

        return Spark(master)
    from colere.platform.metrics.engines.duckdb import DuckDB

    return DuckDB()
