"""Writing to the log and reading from it in commit order."""

from collections.abc import Collection, Iterable, Iterator
from contextvars import ContextVar
from typing import NamedTuple

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
        LogLine(
            at=now,
            happened_at=event.happened_at() or now,
            kind=event.kind(),
            version=event.version,
            actor=actor.ref,
            subject=event.subject(),
            about=event.about(),
            payload=event.payload(),
            request_id=request_id,
        )
        for event in events
    ]
    LogLine.objects.bulk_create(lines, batch_size=500)
    return len(lines)


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
    """As `read_after`, up to and including `until`: (txid, id, kind, version, payload as JSON text) without any decoding.

    For readers of very many lines: a few microseconds each, and bounded memory.
    """
    within = Q(id__lte=until.line) if connection.vendor == "sqlite" else ~_after(until)
    lines = final_lines().filter(_after(position), within, kind__in=list(kinds)).order_by("txid", "id")
    rows = lines.values_list("txid", "id", "kind", "version", Cast("payload", TextField()))
    yield from rows[:limit].iterator(chunk_size=5_000)


def first_line_mark() -> str:
    """A mark by which one log can be told from another: the place and time of its first line; empty for an empty log."""
    first = LogLine.objects.order_by("id").values_list("id", "at").first()
    return f"{first[0]}:{first[1].isoformat()}" if first else ""


def position_of(line: LogLine) -> Position:
    """Where a line stands."""
    return Position(line.txid, line.pk)


def _after(position: Position) -> Q:
    if connection.vendor == "sqlite":
        return Q(id__gt=position.line)
    return Q(txid__gt=position.txid) | Q(txid=position.txid, id__gt=position.line)
