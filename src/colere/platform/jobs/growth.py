"""Noticing that the database has changed, without asking it a real question over and over.

SQLite: `PRAGMA data_version` on a connection of its own changes whenever another connection has committed; asking
takes microseconds. PostgreSQL: LISTEN on the channel that triggers on the log and on jobs notify. A message may be
missed (a dropped connection), so every wait also ends by itself and the caller looks.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
import time
from typing import Any, Protocol

from django.db import connection, connections

log = logging.getLogger("colere.jobs")

CHANNEL = "colere"
TICK_SECONDS = 0.02


class Watch(Protocol):
    """Something that can wait for the database to change. Used by one thread, which also closes it."""

    def wait(self, seconds: float) -> bool:
        """Return True as soon as something may have changed, False when `seconds` passed or `stop` was set."""

    def close(self) -> None:
        """Give the connection back."""


def watch(stop: threading.Event) -> Watch:
    """A watch on the default database that gives up waiting when `stop` is set."""
    if connection.vendor == "postgresql":
        return _PostgresWatch(stop)
    if connection.vendor == "sqlite" and not _is_in_memory():
        return _SQLiteWatch(stop)
    return _BlindWatch(stop)


class _SQLiteWatch:
    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._connection = sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=5, isolation_level=None)
        self._seen = self._version()

    def wait(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not self._stop.is_set():
            version = self._version()
            if version != self._seen:
                self._seen = version
                return True
            left = until - time.monotonic()
            if left <= 0:
                return False
            self._stop.wait(min(TICK_SECONDS, left))
        return False

    def close(self) -> None:
        self._connection.close()

    def _version(self) -> int:
        try:
            return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
        except sqlite3.OperationalError:
            return self._seen + 1


class _PostgresWatch:
    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._connection: Any = None

    def wait(self, seconds: float) -> bool:
        until = time.monotonic() + seconds
        while not self._stop.is_set():
            left = until - time.monotonic()
            if left <= 0:
                return False
            try:
                if self._listening(min(0.25, left)):
                    return True
            except Exception as error:  # whatever the driver raises: listen again, and let the caller look meanwhile
                log.warning("The database's messages were interrupted (%s); listening again.", type(error).__name__)
                self.close()
                self._stop.wait(1)
                return True
        return False

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _listening(self, seconds: float) -> bool:
        if self._connection is None:
            self._connection = connections.create_connection("default")
            self._connection.inc_thread_sharing()
            self._connection.ensure_connection()
            self._connection.connection.autocommit = True
            self._connection.connection.execute(f"LISTEN {CHANNEL}")
            return True
        raw = self._connection.connection
        return any(True for _ in raw.notifies(timeout=seconds, stop_after=1))


class _BlindWatch:
    """For a database that lives in this process only (tests): says after a moment that something may have changed."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop

    def wait(self, seconds: float) -> bool:
        self._stop.wait(min(seconds, 0.05))
        return not self._stop.is_set()

    def close(self) -> None:
        return None


def _is_in_memory() -> bool:
    name = str(connection.settings_dict["NAME"])
    return ":memory:" in name or "mode=memory" in name
