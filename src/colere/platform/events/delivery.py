"""Handing lines to handlers: at least once, with retries and dead letters.

A handler runs in one transaction with the move of its own cursor, so on the database its effect happens exactly
once: a handler
that dies half-way leaves neither effect nor move, and runs again. Effects outside the database (a mail) belong into
a job that the handler enqueues in the same transaction.
"""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

from django.db import transaction
from django.utils import timezone

from colere.platform.events.event import Event
from colere.platform.events.log import Position, head, position_of, read_after
from colere.platform.events.models import Cursor, Delivery, LogLine

E = TypeVar("E", bound=Event)

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 10
SKIP_AHEAD = 1_000  # lines of other kinds after which an idle handler's cursor is moved up


@dataclass(frozen=True, slots=True)
class Handler:
    """A function that does something when an event happens."""

    name: str
    event: type[Event]
    run: Callable[[Any, LogLine], None]


_handlers: dict[str, Handler] = {}


def handles(event: type[E], *, name: str) -> Callable[[Callable[[E, LogLine], None]], Callable[[E, LogLine], None]]:
    """Register a handler of an event class. It sees every line of that kind once, old ones too when it is new."""

    def mark(run: Callable[[E, LogLine], None]) -> Callable[[E, LogLine], None]:
        _handlers[name] = Handler(name, event, run)
        return run

    return mark


def all_handlers() -> list[Handler]:
    """Every handler, by name."""
    return [_handlers[name] for name in sorted(_handlers)]


def deliver_pending(limit: int = 500) -> int:
    """Hand up to `limit` new lines to each handler, then retry what is due; gives how many deliveries succeeded."""
    done = sum(_deliver(handler, limit) for handler in all_handlers())
    return done + _retry_due(limit)


def _deliver(handler: Handler, limit: int) -> int:
    cursor, _created = Cursor.objects.get_or_create(name=f"handler:{handler.name}")
    position = Position(cursor.txid, cursor.line)
    end = head()
    lines = read_after(position, limit=limit, kinds=[handler.event.kind()])
    done = 0
    for line in lines:
        outcome = _take(handler, line, position)
        if outcome is None:
            return done  # another worker has moved this cursor
        done += outcome
        position = position_of(line)
    if not lines and end.line - position.line > SKIP_AHEAD:
        _move(handler, position, end)
    return done


def _take(handler: Handler, line: LogLine, position: Position) -> bool | None:
    """Run the handler and move its cursor in one transaction. False: failed and put aside. None: somebody else
    has it.
    """
    target = position_of(line)
    try:
        with transaction.atomic():
            if not _move(handler, position, target):
                return None
            handler.run(handler.event.from_payload(line.payload, line.version), line)
        return True
    except Exception as error:  # any failure of a handler must be put aside, or one bad line would stop all others
        with transaction.atomic():
            if not _move(handler, position, target):
                return None
            Delivery.objects.create(handler=handler.name, line=line, next_at=_next_try(1), error=_describe(error))
        logger.warning("handler %s put line %s aside: %s", handler.name, line.pk, type(error).__name__)
        return False


def _move(handler: Handler, old: Position, new: Position) -> bool:
    moved = Cursor.objects.filter(name=f"handler:{handler.name}", txid=old.txid, line=old.line)
    return moved.update(txid=new.txid, line=new.line, moved_at=timezone.now()) == 1


def _retry_due(limit: int) -> int:
    due = Delivery.objects.filter(is_dead=False, next_at__lte=timezone.now()).select_related("line").order_by("next_at")
    return sum(_retry(delivery) for delivery in due[:limit])


def _retry(delivery: Delivery) -> bool:
    handler = _handlers.get(delivery.handler)
    if handler is None:
        return False  # its code is gone for now; the line waits for it
    try:
        with transaction.atomic():
            deleted, _detail = Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts).delete()
            if not deleted:
                return False
            handler.run(handler.event.from_payload(delivery.line.payload, delivery.line.version), delivery.line)
        return True
    except Exception as error:
        attempts = delivery.attempts + 1
        Delivery.objects.filter(pk=delivery.pk, attempts=delivery.attempts).update(
            attempts=attempts, next_at=_next_try(attempts), error=_describe(error), is_dead=attempts >= MAX_ATTEMPTS
        )
        logger.warning("handler %s failed on line %s, attempt %s", handler.name, delivery.line_id, attempts)
        return False


def dead_letters() -> list[Delivery]:
    """What no handler took within all its attempts, the oldest first."""
    return list(Delivery.objects.filter(is_dead=True).order_by("pk"))


def try_dead_letters_again() -> int:
    """Give each dead letter all its attempts once more, as after a mistake in a handler was mended; gives how many."""
    return Delivery.objects.filter(is_dead=True).update(is_dead=False, attempts=1, next_at=timezone.now())


def _next_try(attempts: int) -> Any:
    """Exponential back-off from 2 s to an hour, with jitter so that many do not come back at once."""
    seconds = min(2.0**attempts, 3600.0)
    return timezone.now() + timedelta(seconds=seconds * random.uniform(0.5, 1.0))


def _describe(error: Exception) -> str:
    """The class and the place only: messages may hold a customer's words."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = f" at {trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else ""
    return f"{type(error).__name__}{place}"[:200]
