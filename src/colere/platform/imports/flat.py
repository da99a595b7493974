"""Nested rows that stand in a table, one line for each item: put together again, in whatever order the lines are.

Lines are kept in a temporary SQLite file, which SQLite itself moves to the disk when it outgrows its cache, so a table
of any size takes little memory. Things come out in the order in which they first appear.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import orjson
from django.utils.translation import gettext as _

from colere.platform.imports import values
from colere.platform.imports.readers import Item, Refused, Row
from colere.platform.imports.registry import Column, FlatForm

_KEPT_TOGETHER = """
SELECT part.line, part.owner, part.content FROM part
JOIN (SELECT owner, MIN(seq) AS begun FROM part GROUP BY owner) AS whole USING (owner)
ORDER BY whole.begun, part.seq
"""


def grouped(items: Iterable[Item], form: FlatForm, reading: values.Reading) -> Iterator[Item]:
    """Rows with their lists, from lines with one list item each. Lines whose item cannot be used are refused singly.

    A line without anything of an item is about the whole: its list may be empty.
    """
    store = sqlite3.connect("", isolation_level=None)
    try:
        store.execute("PRAGMA cache_size = -32000")
        store.execute("CREATE TABLE part (seq INTEGER PRIMARY KEY, line INTEGER, owner TEXT, content BLOB)")
        store.execute("BEGIN")
        for item in items:
            part = item if isinstance(item, Refused) else _part(item, form, reading)
            if isinstance(part, Refused):
                yield part
                continue
            store.execute("INSERT INTO part (line, owner, content) VALUES (?, ?, ?)", part)
        store.execute("CREATE INDEX part_owner ON part (owner, seq)")
        yield from _put_together(store, form)
    finally:
        store.close()


def _part(row: Row, form: FlatForm, reading: values.Reading) -> tuple[int, str, bytes] | Refused:
    try:
        owner = values.understood(row.values.get(form.group), Column(form.group, "id"), reading)
        if owner is None:
            raise values.Unusable(_("“%(column)s” is missing.") % {"column": form.group})
        has_item = any(not values.is_empty(row.values.get(name)) for name in (*_names(form), form.item_id))
        for column in form.items if has_item else ():
            if values.understood(row.values.get(column.name), column, reading) is None and column.is_required:
                raise values.Unusable(_("“%(column)s” is missing.") % {"column": column.name})
    except values.Unusable as error:
        return Refused(row.line, str(error), row.values, str(row.values.get(form.group, "")))
    return row.line, owner, orjson.dumps(_filled(row.values), default=str, option=orjson.OPT_NON_STR_KEYS)


def _names(form: FlatForm) -> tuple[str, ...]:
    return tuple(column.name for column in form.items)


def _filled(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if not values.is_empty(value)}


def _put_together(store: sqlite3.Connection, form: FlatForm) -> Iterator[Row]:
    current: Row | None = None
    for line, owner, content in store.execute(_KEPT_TOGETHER):
        part = orjson.loads(content)
        if current is None or current.values["id"] != owner:
            if current is not None:
                yield current
            current = Row(line, {"id": owner, form.into: []})
        _add(current.values, part, form)
    if current is not None:
        yield current


def _add(whole: dict[str, Any], part: dict[str, Any], form: FlatForm) -> None:
    item = {column.name: part.pop(column.name) for column in form.items if column.name in part}
    own = part.pop(form.item_id, None) or part.pop("id", None)
    if own is not None:
        item["id"] = own
    part.pop(form.group, None)
    if item:
        whole[form.into].append(item)
    for name, value in part.items():
        whole.setdefault(name, value)


def nested(row: dict[str, Any], inner: Mapping[str, str]) -> dict[str, Any]:
    """Columns such as `customer.name` or `customer_name` as fields of one object `customer`."""
    found: dict[str, Any] = {}
    objects: dict[str, dict[str, Any]] = {}
    for name, value in row.items():
        owner, field = _split(name, inner)
        if owner and values.is_empty(value):
            continue
        if owner:
            objects.setdefault(owner, {})[field] = value
        else:
            found[name] = value
    for owner, fields in objects.items():
        given = found.get(owner)
        if values.is_empty(given):
            found[owner] = fields
        elif isinstance(given, dict):
            found[owner] = {**fields, **given}
        else:
            found[owner] = {inner[owner]: given, **fields}
    return found


def _split(name: str, inner: Mapping[str, str]) -> tuple[str, str]:
    for owner in inner:
        if name.startswith((f"{owner}.", f"{owner}_")):
            return owner, name[len(owner) + 1 :]
    return "", name
