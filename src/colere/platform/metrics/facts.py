"""Facts: what is kept in columns for measuring, and which events it is taken from.

A fact is a snapshot of one thing: each of its events carries the thing's whole measurable state under the fact's own
column names, and of all lines about one key the newest is the truth. So facts can be dropped at any time and made
again from the log.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.functional import Promise

from colere.platform.events import Event

DUCKDB_TYPES: Mapping[str, str] = {
    "int64": "BIGINT",
    "float64": "DOUBLE",
    "string": "VARCHAR",
    "boolean": "BOOLEAN",
    "timestamp": "TIMESTAMP",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """One kind of fact.

    `key` is the column that names the thing, `at` the time that decides to which day and month it belongs. `columns`
    maps each column to its type: int64, float64, string, boolean or timestamp (stored in UTC). `events` are the event
    classes whose payloads hold these columns; a payload's `moved_from` ("2026-02") names the month in which an older
    row of this key lies, when that is another one. `dimensions` maps a dimension's name to the column that holds it
    here.
    """

    name: str
    label: str | Promise
    key: str
    at: str
    columns: Mapping[str, str]
    events: tuple[type[Event], ...]
    dimensions: Mapping[str, str] = field(default_factory=dict)

    def kinds(self) -> dict[str, type[Event]]:
        """The event classes by the kind that stands in the log."""
        return {event.kind(): event for event in self.events}

    def shape(self) -> str:
        """A mark that changes when the files would look different, so that they are made anew."""
        parts = [self.key, self.at, list(self.columns.items()), sorted(self.kinds())]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


_facts: dict[str, Fact] = {}


def register_fact(fact: Fact) -> Fact:
    """Make a fact known. Raises `ValueError` where its declaration contradicts itself."""
    unknown = {kind for kind in fact.columns.values() if kind not in DUCKDB_TYPES}
    missing = {fact.key, fact.at, *fact.dimensions.values()} - set(fact.columns)
    if unknown or missing:
        raise ValueError(f"Fact {fact.name!r}: unknown types {sorted(unknown)}, missing columns {sorted(missing)}.")
    _facts[fact.name] = fact
    return fact


def all_facts() -> list[Fact]:
    """Every fact, by name."""
    return [_facts[name] for name in sorted(_facts)]


def get_fact(name: str) -> Fact:
    """The fact of this name; an unknown one is a bug and raises `KeyError`."""
    return _facts[name]
