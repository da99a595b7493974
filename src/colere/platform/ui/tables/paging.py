"""Paging by key: the next page starts after the last row that was seen, so page 1,000 costs what page 1 costs.

A position is the sort value and the primary key of a row, packed for the address. It grants nothing: the rows that may
be seen are chosen before.
"""

import base64
import binascii
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.expressions import OrderBy

from colere.platform.prepared import Rows, prepared
from colere.platform.ui.tables.columns import read


@dataclass(frozen=True, slots=True)
class Order:
    """One sort field with its direction, and the primary key to break ties."""

    field: str
    is_descending: bool = False
    is_nullable: bool = False

    @property
    def path(self) -> str:
        """Where a row holds the sort value."""
        return self.field.replace("__", ".")

    def terms(self, *, backwards: bool = False) -> list[OrderBy]:
        """For `order_by`; backwards to fetch the page before."""
        descending = self.is_descending != backwards
        return [
            self._term(self.field, descending=descending, backwards=backwards),
            self._term("pk", descending=descending, backwards=backwards),
        ]

    def _term(self, field: str, *, descending: bool, backwards: bool) -> OrderBy:
        nulls: dict[str, bool] = {}
        if self.is_nullable and field != "pk":
            nulls = {"nulls_first": True} if backwards else {"nulls_last": True}
        return F(field).desc(**nulls) if descending else F(field).asc(**nulls)

    def beyond(self, value: Any, pk: Any, *, backwards: bool = False) -> Q:
        """The rows after (or, backwards, before) the row with this value and key."""
        step = "lt" if self.is_descending != backwards else "gt"
        field = self.field
        if value is None:
            same = Q(**{f"{field}__isnull": True, f"pk__{step}": pk})
            return same | Q(**{f"{field}__isnull": False}) if backwards else same
        found = Q(**{f"{field}__{step}e": value}) & (Q(**{f"{field}__{step}": value}) | Q(**{f"pk__{step}": pk}))
        if self.is_nullable and not backwards:
            found |= Q(**{f"{field}__isnull": True})
        return found


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, and the positions of its neighbours (None at an end)."""

    rows: list[Any]
    before: str | None
    after: str | None


class PreparedRows:
    """The rows of a list that is asked for all day: its SQL is written once for each set of filters.

    `build(*values, **shape)` gives the query set without columns or order, as for `platform.prepared`; `fields` are the
    columns. A table takes this in place of a query set.
    """

    def __init__(self, build: Callable[..., "QuerySet[Any]"], fields: tuple[str, ...], *values: Any, **shape: Any):
        self.build, self.fields, self.values, self.shape = build, fields, values, shape

    def all(self) -> "QuerySet[Any, Any]":
        """The whole list as a query set, for a file."""
        return self.build(*self.values, **self.shape).values(*self.fields)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.all())

    def page(self, order: Order, start: tuple[Any, Any] | None, *, backwards: bool, size: int) -> list[Any]:
        """At most `size` rows after the position, or before it when backwards."""
        value, pk = start or (None, None)
        return _page(
            *self.values, value, pk, build=self.build, fields=self.fields, order=order, has_start=start is not None,
            backwards=backwards, size=size, shape=tuple(self.shape.items()),
        )  # fmt: skip

    def count(self, up_to: int) -> int:
        """How many rows there are, counted no further than `up_to`."""
        return _keys.count(*self.values, build=self.build, up_to=up_to, shape=tuple(self.shape.items()))


@prepared
def _page(
    *values: Any, build: Any, fields: Any, order: Order, has_start: bool, backwards: bool, size: int, shape: Any
) -> Rows:
    """Which rows first, then what is shown of them: what words have found is sorted without the columns and joins of a
    thousand rows of which fifty are shown.
    """
    *narrowing, value, pk = values
    rows, terms = build(*narrowing, **dict(shape)), order.terms(backwards=backwards)
    if has_start:
        rows = rows.filter(order.beyond(value, pk, backwards=backwards))
    if rows.query.annotations:  # they belong to this query set, and are columns or the order of it
        return rows.values(*fields).order_by(*terms)[:size]
    shown = rows.order_by(*terms).values("pk")[:size]
    return rows.model._base_manager.filter(pk__in=shown).values(*fields).order_by(*terms)


@prepared
def _keys(*values: Any, build: Any, up_to: int, shape: Any) -> Rows:
    return build(*values, **dict(shape)).order_by().values_list("pk")[:up_to]


def _rows_at(
    rows: "QuerySet[Any, Any] | PreparedRows",
    order: Order,
    start: tuple[Any, Any] | None,
    *,
    backwards: bool,
    size: int,
) -> list[Any]:
    if isinstance(rows, PreparedRows):
        return rows.page(order, start, backwards=backwards, size=size)
    if start is not None:
        rows = rows.filter(order.beyond(*start, backwards=backwards))
    return list(rows.order_by(*order.terms(backwards=backwards))[:size])


def fetch_page(
    rows: "QuerySet[Any, Any] | PreparedRows", order: Order, *, after: str | None, before: str | None, size: int
) -> Page:
    """One query: `size` rows after or before a position. A position that cannot be read means the first page."""
    start = unpack(after) or (unpack(before) if not after else None)
    backwards = bool(start and not after)
    found = _rows_at(rows, order, start, backwards=backwards, size=size + 1)
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    if not found:
        return Page([], None, None)
    has_before, has_after = (more, True) if backwards else (start is not None, more)
    return Page(
        found,
        pack(found[0], order) if has_before else None,
        pack(found[-1], order) if has_after else None,
    )


def pack(row: Any, order: Order) -> str:
    """The position of a row, for the address."""
    value = _value(row, order)
    raw = json.dumps([_tag(value), _plain(value), key_of(row)])
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def pack_index(index: int) -> str:
    """A position in a list, for tables whose rows are not in the database."""
    raw = json.dumps(["", index, 0])
    return base64.urlsafe_b64encode(raw.encode()).decode().rstrip("=")


def unpack(text: str | None) -> tuple[Any, Any] | None:
    """The (value, key) of a position; None when there is none or it is not one of ours."""
    if not text:
        return None
    try:
        raw = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
        tag, value, key = json.loads(raw)
        if not isinstance(key, int | str) or isinstance(key, bool):
            return None
        return _typed(tag, value), key
    except (ValueError, TypeError, ArithmeticError, binascii.Error):
        return None


def key_of(row: Any) -> Any:
    """The primary key of a row, be it a model or a mapping."""
    if isinstance(row, dict):
        return row["pk"] if "pk" in row else row["id"]
    return row.pk


def _value(row: Any, order: Order) -> Any:
    if order.field == "pk":
        return key_of(row)
    return read(row, order.field if isinstance(row, dict) else order.path)


def _tag(value: Any) -> str:
    if isinstance(value, datetime):
        return "t"
    if isinstance(value, date):
        return "d"
    return "n" if isinstance(value, Decimal) else ""


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def _typed(tag: str, value: Any) -> Any:
    if tag == "t":
        return datetime.fromisoformat(value)
    if tag == "d":
        return date.fromisoformat(value)
    if tag == "n":
        return Decimal(value)
    if not isinstance(value, str | int | float | bool | None):
        raise ValueError("a position holds one plain value")
    return value
