"""Reading the log for the streams: one thread for each web process, however many browsers there are."""

from __future__ import annotations

import asyncio
import logging
import threading

from django.db import connection
from django.db.utils import DatabaseError

from colere.platform.events import Position, head
from colere.platform.events.log import subjects_after
from colere.platform.jobs.growth import watch
from colere.platform.live.hub import Hub
from colere.platform.live.topics import topics_of

log = logging.getLogger("colere.live")

BATCH = 1000
MOST_BEHIND = 20_000
LOOK_SECONDS = 1.0


class LogFollower(threading.Thread):
    """Follows the log from its head on, and has the hub publish what changed, on the hub's own loop."""

    def __init__(self, hub: Hub, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(name="live", daemon=True)
        self._hub, self._loop = hub, loop
        self._stopping = threading.Event()
        self._position = head()
        hub.position = self._position
        connection.close()

    def stop(self) -> None:
        """Stop soon; does not wait."""
        self._stopping.set()

    def run(self) -> None:
        """The thread's work; see the class."""
        watching = watch(self._stopping)
        while not self._stopping.is_set():
            watching.wait(LOOK_SECONDS)
            try:
                self._catch_up()
            except DatabaseError as error:
                log.warning("The log could not be read (%s); trying again.", type(error).__name__)
                connection.close()
                self._stopping.wait(1)
        watching.close()
        connection.close()

    def _catch_up(self) -> None:
        read = 0
        while not self._stopping.is_set():
            lines = subjects_after(self._position, limit=BATCH)
            if not lines:
                return
            topics: set[str] = set()
            for _txid, _id, kind, subject, about in lines:
                topics |= topics_of(kind, subject, about)
            self._position = Position(*lines[-1][:2])
            self._on_loop(self._position, topics)
            read += len(lines)
            if read >= MOST_BEHIND:
                self._position = head()
                self._loop.call_soon_threadsafe(self._hub.skip_to, self._position)
                return

    def _on_loop(self, position: Position, topics: set[str]) -> None:
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._hub.publish, position, topics)


def topics_since(position: Position, until: Position, *, limit: int = BATCH) -> set[str] | None:
    """The topics changed after `position` up to `until`; None for more than `limit` lines or not in this log."""
    if position > until:
        return None
    lines = subjects_after(position, limit=limit + 1)
    if len(lines) > limit:
        return None
    return {topic for line in lines if line[:2] <= until for topic in topics_of(*line[2:])}
