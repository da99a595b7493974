"""The thread that runs one follower in a worker: when the log has grown, and never on two workers at once."""

from __future__ import annotations

import logging
import threading
import time

from django.db import connections

from colere.platform import events
from colere.platform.jobs import leases
from colere.platform.jobs.followers import Follower
from colere.platform.jobs.rules import describe_failure

log = logging.getLogger("colere.jobs")

LONGEST_PAUSE_SECONDS = 60.0
SETTLE_SECONDS = 0.02
REST_FOR_EACH_SECOND_OF_WORK = 9
LONGEST_REST_SECONDS = 0.5
NOTE_SECONDS = 30.0


class FollowerThread(threading.Thread):
    """Runs `follower` until `stop` is set. A follower that raises is tried again, less and less often."""

    def __init__(self, follower: Follower, stop: threading.Event) -> None:
        super().__init__(name=follower.name, daemon=True)
        self._follower, self._stop_event = follower, stop
        self._wake = threading.Event()
        self._worker = ""
        self._failures = 0
        self._head: events.Position | None = None
        self._ran_at = 0.0
        self._took = 0.0
        self._noted_at = 0.0

    def start_as(self, worker: str) -> None:
        """Begin, on behalf of the worker with this name."""
        self._worker = worker
        self.start()

    def wake(self) -> None:
        """The database has changed: look whether the log has grown."""
        self._wake.set()

    def run(self) -> None:
        """The thread's work; see the class."""
        while not self._stop_event.is_set():
            began = time.monotonic()
            try:
                self._turn()
            except Exception as error:  # whatever a follower raises must not end the following
                self._failures += 1
                failure = describe_failure(error)
                log.warning("Follower %s raised %s at %s", self.name, failure["exception"], failure["where"][-1:])
                connections.close_all()
            self._took = time.monotonic() - began
            self._pause()
        connections.close_all()

    def _turn(self) -> None:
        if not self._is_due() or not leases.hold_follower(self.name, self._worker):
            return
        head = events.head()
        failed = True
        try:
            while not self._stop_event.is_set() and self._follower.run():
                pass
            failed = False
        finally:
            self._ran_at = time.monotonic()
            if failed or self._failures or self._ran_at - self._noted_at > NOTE_SECONDS:
                self._noted_at = self._ran_at
                leases.note_follower(self.name, self._worker, failed=failed)
        self._failures = 0
        self._head = head

    def _is_due(self) -> bool:
        return self._ran_at + self._follower.every <= time.monotonic() or events.head() != self._head

    def _pause(self) -> None:
        """Wait for the next change; after failures for a while that doubles.

        While the log grows without end, a follower that ran for each line would take from the jobs, in the same
        process, most of the time. It runs at once when something changes after a quiet while, and then rests.
        """
        if self._failures:
            self._stop_event.wait(min(2.0**self._failures, LONGEST_PAUSE_SECONDS))
            return
        self._wake.wait(min(self._follower.every, 1.0))
        self._wake.clear()
        rest = max(SETTLE_SECONDS, self._took * REST_FOR_EACH_SECOND_OF_WORK)
        self._stop_event.wait(min(rest, LONGEST_REST_SECONDS))
