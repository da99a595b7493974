"""After a test with real transactions its rows must go, which no rollback does.

Django empties every table and then makes all permissions and content types anew: an eighth of a second after each such
test. Here only the tables that have rows are emptied, and what the migrations have made stays. The log refuses DELETE:
its triggers are taken off for the moment.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import connection, transaction

MADE_BY_MIGRATIONS = {"django_migrations", "django_content_type", "auth_permission"}
LOG = "events_logline"


def empty_database(_test_case: Any = None) -> None:
    """Take out all rows that tests can have made. Takes the place of `TransactionTestCase._fixture_teardown`."""
    tables = tables_with_rows(set(connection.introspection.django_table_names()) - MADE_BY_MIGRATIONS)
    if not tables:
        return
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {', '.join(tables)} CASCADE")
    else:
        delete_on_sqlite(tables)


def tables_with_rows(tables: Iterable[str]) -> list[str]:
    names = sorted(tables)
    ask = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM {name})" for name in names)
    with connection.cursor() as cursor:
        cursor.execute(ask)
        return [str(name) for (name,) in cursor.fetchall()]


def delete_on_sqlite(tables: Iterable[str]) -> None:
    with connection.constraint_checks_disabled(), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = %s", [LOG])
        triggers = cursor.fetchall()
        for name, _sql in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        for table in tables:
            cursor.execute(f"DELETE FROM {table}")
        for _name, sql in triggers:
            cursor.execute(sql)
