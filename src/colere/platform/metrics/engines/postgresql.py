"""PostgreSQL: the files are copied into tables of a schema of their own, each file once.

A fact is a table partitioned by file. A new file of the manifest becomes a new partition, a file that is no more goes
with its partition, both in one transaction: loading twice changes nothing, and a crash leaves the tables as they were.
The tables carry the mark of the fact's shape, so that one with other columns is made anew.
"""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _

from colere.platform.metrics import duck
from colere.platform.metrics.duck import named, quoted
from colere.platform.metrics.engines import Rows
from colere.platform.metrics.engines.errors import EngineMissing
from colere.platform.metrics.facts import Fact
from colere.platform.metrics.manifest import Manifest

if TYPE_CHECKING:
    from psycopg import Connection

SCHEMA = "colere_facts"
LOCK = 7_301_441_803  # of this schema; any number that nobody else takes
TYPES = {
    "int64": "bigint",
    "float64": "double precision",
    "string": "text",
    "boolean": "boolean",
    "timestamp": "timestamp",
}
CHUNK = 2**20


class PostgreSQL:
    """A PostgreSQL server at `database` (an address such as postgresql://user@host/name)."""

    dialect = "postgres"

    def __init__(self, database: str = "") -> None:
        self.database = database or _known_address()
        self.connection: Connection[Any] | None = None

    def prepare(self, root: Path, state: Manifest, facts: Sequence[Fact]) -> None:
        """Connect, bring the tables up to the manifest, and hold that state until the end."""
        self.connection = _connected(self.database)
        with self.connection.transaction():
            self._load(root, state, facts)
        self.connection.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        self.connection.autocommit = False

    def ask(self, text: str, fact: Fact, files: Sequence[str]) -> tuple[str, Rows]:
        """The text with the fact's table in front, and its rows."""
        from psycopg.rows import dict_row

        head, rest = (",", text.removeprefix("WITH ")) if text.startswith("WITH ") else ("", text)
        filled = f"WITH {named(fact.name)} AS NOT MATERIALIZED (\nSELECT * FROM {_table(fact)}\n){head}\n{rest}"
        with self._open().cursor(row_factory=dict_row) as cursor:
            return filled, cursor.execute(filled.encode()).fetchall()

    def close(self) -> None:
        """Leave the server."""
        if self.connection is not None:
            self.connection.close()

    def _open(self) -> Connection[Any]:
        if self.connection is None:
            raise RuntimeError("PostgreSQL was asked before it was prepared.")
        return self.connection

    def _load(self, root: Path, state: Manifest, facts: Sequence[Fact]) -> None:
        self._do(f"SELECT pg_advisory_xact_lock({LOCK})")
        self._do(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        for fact in facts:
            self._drop_other_shapes(fact)
            columns = ", ".join(f"{named(name)} {TYPES[kind]}" for name, kind in fact.columns.items())
            self._do(f"CREATE TABLE IF NOT EXISTS {_table(fact)} ({columns}, in_file text) PARTITION BY LIST (in_file)")
            wanted = {_partition(fact, part.file): part.file for part in state.of(fact).months.values()}
            there = self._tables(f"{fact.name}:{fact.shape()}:%")
            for name in sorted(there - set(wanted)):
                self._do(f"DROP TABLE {SCHEMA}.{named(name)}")
            for name in sorted(set(wanted) - there):
                self._copy(fact, root, wanted[name], f"{SCHEMA}.{named(name)}")

    def _copy(self, fact: Fact, root: Path, file: str, table: str) -> None:
        """One file as a partition, by COPY; DuckDB writes it as CSV, in which "" is no NULL."""
        self._do(f"CREATE TABLE {table} (LIKE {_table(fact)})")
        self._do(f"ALTER TABLE {table} ALTER in_file SET DEFAULT {quoted(file)}")
        columns = ", ".join(map(named, fact.columns))
        path = root / "tmp" / f"copy-{secrets.token_hex(4)}.csv"
        try:
            with closing(duck.reader(root / "tmp")) as db:
                rows = f"SELECT {columns} FROM read_parquet({quoted(str(root / file))})"
                db.execute(f"COPY ({rows}) TO {quoted(str(path))} (FORMAT csv, HEADER false)")
            into = f"COPY {table} ({columns}) FROM STDIN (FORMAT csv)"
            with self._open().cursor() as cursor, cursor.copy(into.encode()) as copy, path.open("rb") as source:
                while chunk := source.read(CHUNK):
                    copy.write(chunk)
        finally:
            path.unlink(missing_ok=True)
        self._do(f"ALTER TABLE {_table(fact)} ATTACH PARTITION {table} FOR VALUES IN ({quoted(file)})")
        self._do(f"ANALYZE {table}")

    def _drop_other_shapes(self, fact: Fact) -> None:
        for name in self._tables(f"{fact.name}:%"):
            if name.count(":") == 1 and name != f"{fact.name}:{fact.shape()}":
                self._do(f"DROP TABLE {SCHEMA}.{named(name)} CASCADE")

    def _tables(self, like: str) -> set[str]:
        found = self._open().execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename LIKE %s", [SCHEMA, like]
        )
        return {row[0] for row in found}

    def _do(self, text: str) -> None:
        self._open().execute(text.encode())


def _table(fact: Fact) -> str:
    return f"{SCHEMA}.{named(f'{fact.name}:{fact.shape()}')}"


def _partition(fact: Fact, file: str) -> str:
    """A name of at most 63 letters, of which PostgreSQL would cut off the rest."""
    return f"{fact.name}:{fact.shape()}:{hashlib.sha256(file.encode()).hexdigest()[:16]}"


def _known_address() -> str:
    given = os.environ.get("COLERE_FACTS_DATABASE") or os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres:", "postgresql:")):
        return given
    own = settings.DATABASES["default"]
    if "postgresql" in str(own["ENGINE"]):
        from django.db import connection
        from psycopg.conninfo import make_conninfo

        known = connection.get_connection_params()
        return make_conninfo(**{k: v for k, v in known.items() if k in ("host", "port", "user", "password", "dbname")})
    raise EngineMissing(
        _("No PostgreSQL server is known. Set COLERE_FACTS_DATABASE to its address, as postgresql://user@host/name.")
    )


def _connected(address: str) -> Connection[Any]:
    try:
        import psycopg
    except ImportError as error:
        sentence = _("PostgreSQL needs the package psycopg. Install it with: pip install 'colere[postgres]'")
        raise EngineMissing(sentence) from error
    try:
        return psycopg.connect(address, autocommit=True)
    except psycopg.OperationalError as error:
        said = {"reason": str(error).strip().splitlines()[0]}
        raise EngineMissing(_("The PostgreSQL server could not be reached: %(reason)s") % said) from error
