"""Creating an index in a migration."""

from collections.abc import Sequence
from typing import Any

from django.db.migrations.operations.base import Operation

MAX_INDEXED = 200_000  # characters of one row: PostgreSQL refuses documents of more than 1 MB


def document(columns: Sequence[str]) -> str:
    """The expression that PostgreSQL indexes; a query must use the very same one.

    Its parser would take an address, a path or a hyphenated word as one; here they are words, as in SQLite.
    """
    joined = " || ' ' || ".join(f"coalesce({column}, '')" for column in columns)
    return f"to_tsvector('simple'::regconfig, translate(left({joined}, {MAX_INDEXED}), '@./:+-', '      '))"


class CreateSearchIndex(Operation):
    """Full text over columns of a table.

    SQLite: an FTS5 table without a copy of the text (external content), kept by triggers, so that no write can miss
    it. Django
    rebuilds SQLite tables when a column changes, and triggers go with the old table: repeat this operation after
    such a migration. PostgreSQL: a GIN index over an expression.
    """

    reversible = True
    reduces_to_sql = True

    def __init__(self, name: str, table: str, columns: Sequence[str]) -> None:
        self.name, self.table, self.columns = name, table, tuple(columns)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """For Django's migration writer."""
        return type(self).__name__, [], {"name": self.name, "table": self.table, "columns": self.columns}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Models do not change."""

    def database_forwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Create the index and take up the rows that are there already."""
        self.database_backwards(app_label, schema_editor, from_state, to_state)
        if schema_editor.connection.vendor == "postgresql":
            expression = document(self.columns)
            schema_editor.execute(
                f"CREATE INDEX search_{self.name} ON {self.table} USING gin ({expression})", params=None
            )
            return
        for statement in self._sqlite():
            schema_editor.execute(statement, params=None)

    def database_backwards(self, app_label: str, schema_editor: Any, from_state: Any, to_state: Any) -> None:
        """Drop whatever is there of it."""
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS search_{self.name}", params=None)
            return
        for verb in ("insert", "update", "delete"):
            schema_editor.execute(f"DROP TRIGGER IF EXISTS search_{self.name}_{verb}", params=None)
        schema_editor.execute(f"DROP TABLE IF EXISTS search_{self.name}", params=None)

    def describe(self) -> str:
        """For `migrate`'s output."""
        return f"Create the search index {self.name} over {self.table}"

    @property
    def migration_name_fragment(self) -> str:
        """For the name of a new migration."""
        return f"search_{self.name}"

    def _sqlite(self) -> list[str]:
        index, columns = f"search_{self.name}", ", ".join(self.columns)
        new = ", ".join(f"new.{c}" for c in self.columns)
        old = ", ".join(f"old.{c}" for c in self.columns)
        add = f"INSERT INTO {index}(rowid, {columns}) VALUES (new.id, {new})"
        drop = f"INSERT INTO {index}({index}, rowid, {columns}) VALUES ('delete', old.id, {old})"
        return [
            f"CREATE VIRTUAL TABLE {index} USING fts5({columns}, content='{self.table}', content_rowid='id', "
            "tokenize='unicode61 remove_diacritics 2')",
            f"INSERT INTO {index}({index}) VALUES ('rebuild')",
            f"CREATE TRIGGER {index}_insert AFTER INSERT ON {self.table} BEGIN {add}; END",
            f"CREATE TRIGGER {index}_delete AFTER DELETE ON {self.table} BEGIN {drop}; END",
            f"CREATE TRIGGER {index}_update AFTER UPDATE OF {columns} ON {self.table} BEGIN {drop}; {add}; END",
        ]
