"""Writing to the log and reading from it in commit order."""

from collections.abc import Collection, Iterable, Iterator
from contextvars import ContextVar
from itertools import chain
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet, TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast
from django.utils import timezone

from colere.platform.events.event import Event
from colere.platform.events.models import LogLine
from colere.platform.permissions import Actor

request_id_var: ContextVar[str] = ContextVar("request_id", default="")


class Position(NamedTuple):
    """A place in the log. Ordered as lines become final: by transaction, then by id (on SQLite `txid` is always 0)."""

    txid: int
    line: int


START = Position(0, 0)


def publish(*events: Event, actor: Actor) -> None:
    """Write the events into the log, in the transaction of the change that they tell of.

    Raises `RuntimeError` outside a transaction: a line must never stand without its change.
    """
    publish_many(events, actor=actor)


def publish_many(events: Iterable[Event], *, actor: Actor) -> int:
    """As `publish`, for any number of events; gives how many were written."""
    if not connection.in_atomic_block:
        raise RuntimeError("publish() must be called inside the transaction of the change (transaction.atomic)")
    now, request_id = timezone.now(), request_id_var.get()
    lines = [
        (
            now,
            event.happened_at() or now,
            event.kind(),
            event.version,
            actor.ref,
            event.subject(),
            event.about(),
            event.payload(),
            request_id,
        )
        for event in events
    ]
    _write(lines)
    return len(lines)


COLUMNS = ("at", "happened_at", "kind", "version", "actor", "subject", "about", "payload", "request_id")


def _write(lines: list[tuple[Any, ...]]) -> None:
    """Insert lines without making an object of each: an import writes hundreds of thousands."""
    time, json = connection.ops.adapt_datetimefield_value, connection.ops.adapt_json_value
    rows = [(time(at), time(happened), *facts, json(payload, None), id) for at, happened, *facts, payload, id in lines]
    marks = f"({', '.join(['%s'] * len(COLUMNS))})"
    begin = f"INSERT INTO {LogLine._meta.db_table} ({', '.join(COLUMNS)}) VALUES "
    with connection.cursor() as cursor:
        for start in range(0, len(rows), 500):
            some = rows[start : start + 500]
            cursor.execute(begin + ", ".join([marks] * len(some)), list(chain.from_iterable(some)))


def read_after(position: Position, *, limit: int, kinds: Collection[str] | None = None) -> list[LogLine]:
    """The next final lines after `position`, in the order in which they became final.

    PostgreSQL does not commit in id order. A line is given only when every transaction that began before its own has
    ended
    (its `txid` is below the oldest running transaction's), so a reader that moves on never passes a line that may
    still come.
    """
    lines = final_lines().filter(_after(position))
    if kinds is not None:
        lines = lines.filter(kind__in=list(kinds))
    return list(lines.order_by("txid", "id")[:limit])


def subjects_after(position: Position, *, limit: int) -> list[tuple[int, int, str, str, str]]:
    """As `read_after`, but only (txid, id, kind, subject, about): for readers that pass on what changed and not how."""
    lines = final_lines().filter(_after(position)).order_by("txid", "id")
    return list(lines.values_list("txid", "id", "kind", "subject", "about")[:limit])


def final_lines() -> "QuerySet[LogLine]":
    """All lines that no running transaction can still precede."""
    lines = LogLine.objects.all()
    if connection.vendor == "postgresql":
        lines = lines.filter(txid__lt=RawSQL("pg_snapshot_xmin(pg_current_snapshot())::text::bigint", []))
    return lines


def head() -> Position:
    """The last final position; `START` for an empty log."""
    last = final_lines().order_by("-txid", "-id").values_list("txid", "id").first()
    return Position(*last) if last else START


def payloads_after(
    position: Position, *, until: Position, kinds: Collection[str], limit: int
) -> Iterator[tuple[int, int, str, int, str]]:
    """As `read_after`, up to and including `until`: (txid, id, kind, version, payload as JSON text), undecoded.

    For readers of very many lines: a few microseconds each, and bounded memory.
    """
    within = Q(id__lte=until.line) if connection.vendor == "sqlite" else ~_after(until)
    lines = final_lines().filter(_after(position), within, kind__in=list(kinds)).order_by("txid", "id")
    rows = lines.values_list("txid", "id", "kind", "version", Cast("payload", TextField()))
    yield from rows[:limit].iterator(chunk_size=5_000)


def first_line_mark() -> str:
    """A mark by which one log can be told from another: place and time of its first line; empty for an empty log."""
    first = LogLine.objects.order_by("id").values_list("id", "at").first()
    return f"{first[0]}:{first[1].isoformat()}" if first else ""


def position_of(line: LogLine) -> Position:
    """Where a line stands."""
    return Position(line.txid, line.pk)


def _after(position: Position) -> Q:
    if connection.vendor == "sqlite":
        return Q(id__gt=position.line)
    return Q(txid__gt=position.txid) | Q(txid=position.txid, id__gt=position.line)
