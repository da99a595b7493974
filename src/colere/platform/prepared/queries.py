"""Compiling once, asking often."""

from __future__ import annotations

import copy
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, update_wrapper
from typing import Any, ParamSpec

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Model, QuerySet

from colere.platform.prepared import slots

P = ParamSpec("P")
SHAPES_KEPT = 2048

Build = Callable[..., QuerySet[Any, Any]]
Rows = Any
"""What a prepared function says that it gives: a query set, whose type `.values(*names)` leaves open."""
Shape = tuple[tuple[str, Hashable], ...]


class Prepared:
    """A function that gives a query set, called as one that gives the rows."""

    def __init__(self, build: Build) -> None:
        self.build = build
        update_wrapper(self, build)

    def __call__(self, *values: Any, **shape: Hashable) -> list[Any]:
        """The rows, as a list of what the query set would give. Raises what the database raises."""
        connection, text, wanted = self._compile(values, shape)
        return [] if text is None else text.ask(connection, wanted)

    def count(self, *values: Any, **shape: Hashable) -> int:
        """How many rows there are: counted by the database, no further than the query's own limit."""
        connection, text, wanted = self._compile(values, shape)
        if text is None:
            return 0
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM ({text.sql}) AS found", text.filled(wanted))
            return int(cursor.fetchone()[0])

    def sql(self, *values: Any, **shape: Hashable) -> tuple[str, tuple[Any, ...]]:
        """The statement with its parameters, to stand inside a statement of one's own. Raises `EmptyResultSet`."""
        _connection, text, wanted = self._compile(values, shape)
        if text is None:
            raise EmptyResultSet
        return text.sql, text.filled(wanted)

    def first(self, *values: Any, **shape: Hashable) -> Any:
        """The first row, or None. The query itself should be limited to one row."""
        return next(iter(self(*values, **shape)), None)

    def _compile(self, values: Sequence[Any], shape: dict[str, Hashable]) -> tuple[Any, _Text | None, list[Any]]:
        kinds = tuple([slots.kind_of(value) for value in values])
        connection = connections[DEFAULT_DB_ALIAS]
        text = _compiled(self.build, connection.vendor, kinds, tuple(shape.items()))
        return connection, text, slots.flat(values, connection)


def prepared(build: Callable[P, QuerySet[Any, Any]]) -> Prepared:
    """Make a query of a function that gives a query set; see the package's docstring."""
    return Prepared(build)


@dataclass(slots=True)
class _Asked:
    """As much of a query set as Django's row makers look at."""

    db: str
    query: Any
    model: type[Model]
    _known_related_objects: dict[Any, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Text:
    """A compiled query: its SQL, its parameters, and at which of them a value goes."""

    queryset: QuerySet[Any, Any]
    compiler: Any
    sql: str
    params: tuple[Any, ...]
    places: tuple[tuple[int, int], ...]
    """(parameter, value): one value may go to several parameters."""

    def filled(self, values: list[Any]) -> tuple[Any, ...]:
        """The parameters with these values at their places."""
        params = list(self.params)
        for parameter, value in self.places:
            params[parameter] = values[value]
        return tuple(params)

    def ask(self, connection: Any, values: list[Any]) -> list[Any]:
        """The rows for these values, made by the same row makers as those of any query set."""
        compiler = copy.copy(self.compiler)
        compiler.connection = connection
        answer = (self.sql, self.filled(values))
        compiler.as_sql = lambda *_args, **_kwargs: answer
        query: Any = copy.copy(self.queryset.query)
        query.get_compiler = lambda *_args, **_kwargs: compiler
        make: Any = self.queryset._iterable_class
        return list(make(_Asked(connection.alias, query, self.queryset.model)))


@lru_cache(maxsize=SHAPES_KEPT)
def _compiled(build: Build, vendor: str, kinds: tuple[slots.Kind, ...], shape: Shape) -> _Text | None:
    """The text for values of these kinds; None when no row can fit, whatever the values."""
    connection = connections[DEFAULT_DB_ALIAS]
    marks = [slots.stand_in(kind, place) for place, kind in enumerate(kinds)]
    queryset = build(*marks, **dict(shape))
    if queryset._prefetch_related_lookups:  # type: ignore[attr-defined]
        raise TypeError(f"{build.__qualname__}: a prepared query cannot prefetch; ask a second one.")
    compiler = queryset.query.get_compiler(DEFAULT_DB_ALIAS)
    try:
        sql, params = compiler.as_sql()
    except EmptyResultSet:
        return None
    wanted = slots.flat(marks, connection)
    places = tuple((n, wanted.index(param)) for n, param in enumerate(params) if param in wanted)
    if missing := set(range(len(wanted))) - {value for _parameter, value in places}:
        raise TypeError(f"{build.__qualname__}: value {min(missing)} does not arrive in the SQL as it is.")
    return _Text(queryset, compiler, sql, tuple(params), places)
