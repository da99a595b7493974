"""Many rows into a table at once, for loaders: what the ORM does one object at a time, as few large statements.

Large statements, and not one prepared statement for each row, because of the search index: SQLite's FTS5 writes what it
has gathered at the end of every statement, which costs five times as much when each row is one. And tuples instead of
the ORM's own bulk insert, which takes as long as all the rest of an import.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import chain
from typing import Any

from django.db import connection, models

ROWS, PARAMETERS = 1_000, 30_000
"""The most rows and parameters of one statement; every database takes that many."""


def insert_rows(
    model: type[models.Model], fields: Sequence[str], rows: Sequence[Sequence[Any]], *, wants_ids: bool = False
) -> list[int]:
    """Insert tuples in the order of `fields` (names of the model's fields). Times must be in UTC.

    No defaults, no validation: what is not in `fields` must have a default in the database or be its id. Gives the new
    ids in the order of the rows when they are wanted.
    """
    quote = connection.ops.quote_name
    columns: list[Any] = [model._meta.get_field(name) for name in fields]
    names = ", ".join(quote(str(column.column)) for column in columns)
    marks = f"({', '.join(['%s'] * len(columns))})"
    begin = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES "
    end = " RETURNING id" if wants_ids else ""
    most = min(ROWS, PARAMETERS // len(columns))
    adapters = [(index, adapter) for index, column in enumerate(columns) if (adapter := _adapter(column))]
    ids: list[int] = []
    with connection.cursor() as cursor:
        for start in range(0, len(rows), most):
            some = _adapted(rows[start : start + most], adapters)
            cursor.execute(begin + ", ".join([marks] * len(some)) + end, list(chain.from_iterable(some)))
            if wants_ids:
                ids += [id for (id,) in cursor.fetchall()]
    return ids


def insert_objects(objects: Sequence[Any]) -> None:
    """Insert objects of one model that have no id yet, and give them theirs."""
    if not objects:
        return
    model = type(objects[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    names = [field.attname for field in fields]
    rows = [[getattr(one, name) for name in names] for one in objects]
    for one, id in zip(
        objects, insert_rows(model, [field.name for field in fields], rows, wants_ids=True), strict=True
    ):
        one.pk = id


def update_objects(objects: Sequence[Any], names: Sequence[str]) -> None:
    """Write these fields (names of the model's fields) of objects of one model that have an id. Times must be in UTC.

    The rows of a statement stand in it as a table to join with. The ORM's own bulk update asks a question for each row
    and field, and most of the time of an import went into putting those together.
    """
    if not objects or not names:
        return
    quote, model = connection.ops.quote_name, type(objects[0])
    columns: list[Any] = [model._meta.get_field(name) for name in names]
    table, id = quote(model._meta.db_table), quote(str(model._meta.pk.column))
    new = ", ".join(f"{quote(str(column.column))} = {_given(column, n)}" for n, column in enumerate(columns, start=2))
    where = f"WHERE {table}.{id} = {_given(model._meta.pk, 1)}"
    marks = f"({', '.join(['%s'] * (len(columns) + 1))})"
    most = min(ROWS, PARAMETERS // (len(columns) + 1))
    adapters = [(n, adapter) for n, column in enumerate(columns, start=1) if (adapter := _adapter(column))]
    rows = [[one.pk, *(getattr(one, column.attname) for column in columns)] for one in objects]
    with connection.cursor() as cursor:
        for start in range(0, len(rows), most):
            some = _adapted(rows[start : start + most], adapters)
            given = f"(VALUES {', '.join([marks] * len(some))}) AS given"
            cursor.execute(f"UPDATE {table} SET {new} FROM {given} {where}", list(chain.from_iterable(some)))


def _given(column: Any, number: int) -> str:
    """A column of the rows in the statement, which both databases name by number. PostgreSQL takes it for text."""
    name = f"given.column{number}"
    return name if connection.vendor == "sqlite" else f"CAST({name} AS {column.cast_db_type(connection)})"


def _adapted(
    rows: Sequence[Sequence[Any]], adapters: list[tuple[int, Callable[[Any], Any]]]
) -> Sequence[Sequence[Any]]:
    if not adapters:
        return rows
    adapted = [list(row) for row in rows]
    for row in adapted:
        for index, adapter in adapters:
            if row[index] is not None:
                row[index] = adapter(row[index])
    return adapted


def _adapter(column: Any) -> Callable[[Any], Any] | None:
    """What makes a value of this column one that the database's driver takes; None when it does so by itself."""
    is_sqlite = connection.vendor == "sqlite"
    if isinstance(column, models.JSONField):
        return lambda value: connection.ops.adapt_json_value(value, None)
    if isinstance(column, models.DateTimeField):
        return stored_time if is_sqlite else None
    if isinstance(column, models.DateField | models.DecimalField):
        return str if is_sqlite else None
    return None


def stored_time(at: dt.datetime) -> str:
    """A UTC time as Django writes it on SQLite."""
    return str(at.replace(tzinfo=None))
