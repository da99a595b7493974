"""Loading rows of a kind: understood, told apart from what is known already, and written batch by batch.

Each batch is one transaction: rows, log lines and all. Whatever happens in between (Ctrl-C, `kill -9`, a full disk),
the same import run again ends in the same state, because rows are matched by their id within their source and compared
by a hash of their content. A row that cannot be used is refused with a sentence and never stops the others.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from django.db import DatabaseError, DataError, IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from colere.platform.errors import NotFound
from colere.platform.imports import values
from colere.platform.imports.flat import grouped, nested
from colere.platform.imports.mapping import ColumnMap
from colere.platform.imports.models import Source
from colere.platform.imports.readers import Item, Refused, Row
from colere.platform.imports.registry import (
    ImportKind,
    Outcome,
    Part,
    Record,
    all_kinds,
    find_kind,
    parts_of,
    reference,
)
from colere.platform.permissions import Actor, require

SHOWN_REFUSALS = 20
LOCK = 0x636F6C6572
"""Imports take turns on PostgreSQL (an advisory lock for each batch), as they do on SQLite by themselves."""


@dataclass
class ImportResult:
    """How an import went. `read` is the sum of all the others; what was merged is counted among the updated too."""

    kind: str
    source: str = ""
    read: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    rejected: int = 0
    merged: int = 0
    seconds: float = 0.0
    is_dry_run: bool = False
    was_stopped: bool = False
    refusals: list[Refused] = field(default_factory=list)
    unused: set[str] = field(default_factory=set)

    def as_json(self) -> dict[str, Any]:
        """The promised figures; a dry run also says that it was one and how many would be merged."""
        names = ("kind", "read", "created", "updated", "unchanged", "rejected")
        found = {name: getattr(self, name) for name in names} | {"seconds": round(self.seconds, 3)}
        return found | {"dry_run": True, "merged": self.merged} if self.is_dry_run else found

    def count(self, outcome: Outcome) -> None:
        """Count what became of a record."""
        if outcome.state == "merged":
            self.merged += 1
            self.updated += 1
        else:
            setattr(self, outcome.state, getattr(self, outcome.state) + 1)


@dataclass
class ImportContext:
    """What loaders need to know of the import they are part of. `cache` is theirs; it is emptied by a roll-back."""

    source: Source
    actor: Actor
    reading: values.Reading
    cache: dict[str, Any] = field(default_factory=dict)

    def resolve(self, name: str, ids: Iterable[str]) -> dict[str, Any]:
        """What a neighbour knows under these ids of this source (see `register_reference`); without the unknown."""
        resolve = reference(name)
        wanted = sorted({one for one in ids if one})
        return resolve(wanted, context=self, actor=self.actor) if resolve and wanted else {}


Progress = Callable[[ImportResult], None]


def run_import(
    kind: str,
    rows: Iterable[Item | Mapping[str, Any]],
    *,
    source: str,
    actor: Actor,
    columns: ColumnMap | None = None,
    dry_run: bool = False,
    result: ImportResult | None = None,
    on_progress: Progress | None = None,
    on_refused: Callable[[Refused], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> ImportResult:
    """Load rows (from a reader, or plain dicts in the shape of the interchange) and tell how many became what.

    A dry run does all of it and rolls each batch back. `result` may be given to look at on the way; `on_progress` is
    called after each batch, `on_refused` for each row that cannot be used; when `should_stop` says so, the batch at
    hand is finished and the rest left for next time.
    """
    require(actor, "imports.run")
    loading = _Loading(_kind(kind), source, actor, columns or ColumnMap(), result, is_dry_run=dry_run)
    loading.on_refused = on_refused
    begun = time.perf_counter()
    try:
        for item in loading.prepared(rows):
            loading.take(item)
            if loading.is_full():
                loading.load_batch()
                loading.result.seconds = time.perf_counter() - begun
                if on_progress:
                    on_progress(loading.result)
                if should_stop and should_stop():
                    loading.result.was_stopped = True
                    break
        loading.load_batch()
        loading.finish()
    finally:
        loading.close()
    loading.result.seconds = time.perf_counter() - begun
    return loading.result


def _kind(name: str) -> ImportKind:
    found = find_kind(name)
    if found is None:
        known = ", ".join(kind.name for kind in all_kinds())
        raise NotFound(
            _("“%(name)s” is no kind that can be imported; choose one of %(known)s.") % {"name": name, "known": known}
        )
    return found


class _Loading:
    """One import on its way."""

    def __init__(
        self,
        kind: ImportKind,
        source: str,
        actor: Actor,
        columns: ColumnMap,
        result: ImportResult | None,
        *,
        is_dry_run: bool,
    ) -> None:
        self.kind, self.columns = kind, columns
        self.result = result or ImportResult(kind.name, source=source, is_dry_run=is_dry_run)
        self.context = ImportContext(self._source(source), actor, columns.reading)
        self.parts = parts_of(kind.name)
        self.known = {column.name for column in kind.columns} | set(self.parts)
        self.salt = f"1|{columns.reading.key()}".encode()
        self.seen = _SeenIds()
        self.batch: list[Record] = []
        self.weight = 0
        self.on_refused: Callable[[Refused], None] | None = None

    def _source(self, name: str) -> Source:
        found = Source.objects.filter(name=name).first()
        if found is None and not self.result.is_dry_run:
            return Source.objects.get_or_create(name=name)[0]
        return found or Source(pk=0, name=name)

    def prepared(self, rows: Iterable[Item | Mapping[str, Any]]) -> Iterator[Item]:
        """Rows with our column names; those of a table put together where the kind is nested."""
        items = self._mapped(rows)
        form = self.kind.flat
        if form is None:
            return items
        first: list[Item] = []
        for item in items:
            first.append(item)
            if isinstance(item, Row):
                break
        together = _chained(first, items)
        if (
            first
            and isinstance(first[-1], Row)
            and form.group in first[-1].values
            and form.into not in first[-1].values
        ):
            together = grouped(together, form, self.columns.reading)
        return self._nested(together, dict(form.inner))

    def _mapped(self, rows: Iterable[Item | Mapping[str, Any]]) -> Iterator[Item]:
        into = self.kind.flat.into if self.kind.flat else ""
        changes_nothing = self.columns.changes_nothing
        for number, row in enumerate(rows, start=1):
            item = row if isinstance(row, Row | Refused) else Row(number, dict(row))
            if isinstance(item, Row) and not changes_nothing:
                item.values = self.columns.applied(item.values, into=into)
            yield item

    def _nested(self, items: Iterable[Item], inner: dict[str, str]) -> Iterator[Item]:
        for item in items:
            if isinstance(item, Row):
                item.values = nested(item.values, inner)
            yield item

    def take(self, item: Item) -> None:
        """Understand a row and put it into the batch, or refuse it."""
        self.result.read += 1
        if isinstance(item, Refused):
            self.refuse(item)
            return
        try:
            record = self._understood(item)
        except values.Unusable as error:
            self.refuse(Refused(item.line, str(error), item.values, str(item.values.get("id", ""))[:200]))
            return
        before = self.seen.first_line(record.id, record.line)
        if before is not None:
            sentence = _("The id “%(id)s” stands on line %(line)s already; an id can be there once.") % {
                "id": record.id,
                "line": before,
            }
            self.refuse(Refused(record.line, sentence, record.raw, record.id))
            return
        self.batch.append(record)
        self.weight += self.kind.weight(record.values)

    def _understood(self, row: Row) -> Record:
        reading, raw = self.columns.reading, row.values
        found: dict[str, Any] = {}
        for column in self.kind.columns:
            value = values.understood(raw.get(column.name), column, reading)
            if value is None and column.is_required:
                raise values.Unusable(_("“%(column)s” is missing.") % {"column": column.name})
            found[column.name] = value
        if self.kind.keeps_further:
            found["further"] = {
                name: value for name, value in raw.items() if name not in self.known and not values.is_empty(value)
            }
        else:
            self._note_unused(raw)
        if self.kind.understand:
            found = self.kind.understand(found, self.context)
        record = Record(row.line, found["id"], found, fingerprint(raw, self.salt), raw)
        for name, part in self.parts.items():
            if not values.is_empty(raw.get(name)):
                found[name] = self._part(part, raw[name], record)
        return record

    def _part(self, part: Part, value: Any, record: Record) -> Any:
        try:
            return part.understand(value, self.context, record)
        except values.Unusable as error:
            raise values.Unusable(f"{part.field}: {error}") from None

    def _note_unused(self, raw: dict[str, Any]) -> None:
        if len(self.result.unused) < SHOWN_REFUSALS:
            self.result.unused.update(name for name in raw if name not in self.known and isinstance(name, str))

    def refuse(self, refused: Refused) -> None:
        """Count a refused row, show the first ones, and hand it on."""
        self.result.rejected += 1
        if len(self.result.refusals) < SHOWN_REFUSALS:
            self.result.refusals.append(refused)
        if self.on_refused:
            self.on_refused(refused)

    def is_full(self) -> bool:
        """Whether the batch is heavy enough to be written."""
        return self.weight >= self.kind.batch_weight

    def load_batch(self) -> None:
        """Write the batch in one transaction; where the database refuses it, row by row, to find the one at fault."""
        batch, self.batch, self.weight = self.batch, [], 0
        if not batch:
            return
        try:
            outcomes = self._write(batch)
        except (DataError, IntegrityError, OverflowError, UnicodeEncodeError):
            self.context.cache.clear()
            outcomes = [self._write_alone(record) for record in batch]
        for record, outcome in zip(batch, outcomes, strict=True):
            if outcome.state == "rejected":
                self.refuse(Refused(record.line, outcome.sentence, record.raw, record.id))
            else:
                self.result.count(outcome)

    def _write_alone(self, record: Record) -> Outcome:
        try:
            return self._write([record])[0]
        except (DatabaseError, OverflowError, UnicodeEncodeError) as error:
            if isinstance(error, DatabaseError) and not isinstance(error, DataError | IntegrityError):
                raise
            self.context.cache.clear()
            return Outcome.rejected(
                _("The database does not take this row: %(why)s.") % {"why": str(error).split("\n")[0]}
            )

    def _write(self, batch: list[Record]) -> list[Outcome]:
        with transaction.atomic():
            self._take_turn()
            if self.context.source.pk == 0:
                self.context.source = Source.objects.create(name=self.context.source.name)
            outcomes = self.kind.load(batch, context=self.context, actor=self.context.actor)
            self._write_parts(batch, outcomes)
            if self.result.is_dry_run:
                transaction.set_rollback(True)
        if self.result.is_dry_run:
            self.context.cache.clear()
            self.context.source = self._source(self.context.source.name)
        return outcomes

    def _write_parts(self, batch: list[Record], outcomes: list[Outcome]) -> None:
        loaded = [
            (record, outcome.pk)
            for record, outcome in zip(batch, outcomes, strict=True)
            if outcome.state in ("created", "updated", "merged")
        ]
        for name, part in self.parts.items():
            found = [(record, pk, record.values[name]) for record, pk in loaded if name in record.values]
            if found:
                part.load(found, context=self.context, actor=self.context.actor)

    def _take_turn(self) -> None:
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])

    def finish(self) -> None:
        """Let the kind do what needs all rows."""
        if self.kind.finish and not self.result.is_dry_run:
            with transaction.atomic():
                self.kind.finish(self.context)

    def close(self) -> None:
        """Give back what the import held."""
        self.seen.close()


class _SeenIds:
    """Which ids a file has had, and on which line; kept in a temporary SQLite file, so any number of them is small."""

    def __init__(self) -> None:
        self._store = sqlite3.connect("", isolation_level=None)
        self._store.execute("PRAGMA cache_size = -32000")
        self._store.execute("CREATE TABLE seen (id TEXT PRIMARY KEY, line INTEGER) WITHOUT ROWID")
        self._store.execute("BEGIN")

    def first_line(self, id: str, line: int) -> int | None:
        """The line on which an id stood before; None (and noted) when it is new."""
        if self._store.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (id, line)).rowcount:
            return None
        found: int = self._store.execute("SELECT line FROM seen WHERE id = ?", (id,)).fetchone()[0]
        return found

    def close(self) -> None:
        self._store.close()


def _chained(first: list[Item], rest: Iterator[Item]) -> Iterator[Item]:
    yield from first
    yield from rest


def fingerprint(raw: Mapping[str, Any], salt: bytes = b"") -> int:
    """A 64-bit hash of a row's content (never 0): the same content in another order of columns has the same hash."""
    try:
        content = orjson.dumps(raw, default=str, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS)
    except (TypeError, orjson.JSONEncodeError):
        content = json.dumps(raw, sort_keys=True, default=str, ensure_ascii=True).encode()
    digest = hashlib.blake2b(content, digest_size=8)
    digest.update(salt)
    return int.from_bytes(digest.digest(), "big", signed=True) or 1
