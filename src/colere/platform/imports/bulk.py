"""Many rows into a table at once, for loaders: what the ORM does one object at a time, as one prepared statement."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def insert_rows(model: type[models.Model], fields: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert tuples in the order of `fields` (names of the model's fields, or their columns). Times must be in UTC.

    Values are given to the database as they are but for times: no defaults, no validation. Gives no ids back.
    """
    quote = connection.ops.quote_name
    columns = [model._meta.get_field(name) for name in fields]
    names = ", ".join(quote(str(column.column)) for column in columns)
    marks = ", ".join(["%s"] * len(columns))
    times = [index for index, column in enumerate(columns) if isinstance(column, models.DateTimeField)]
    statement = f"INSERT INTO {quote(model._meta.db_table)} ({names}) VALUES ({marks})"
    with connection.cursor() as cursor:
        cursor.executemany(statement, [_adapted(row, times) for row in rows])


def _adapted(row: Sequence[Any], times: Sequence[int]) -> Sequence[Any]:
    if connection.vendor != "sqlite":
        return row
    adapted = list(row)
    for index in times:
        if adapted[index] is not None:
            adapted[index] = stored_time(adapted[index])
    return adapted


def stored_time(at: dt.datetime) -> str:
    """A UTC time as Django writes it on SQLite."""
    return str(at.replace(tzinfo=None))
