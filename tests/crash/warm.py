"""Processes that begin warm: forked from one that has imported the product, instead of importing it anew.

A test about dying needs a real process, with a pid, that can be killed with -9; it does not need the second that every
new Python spends on imports. Python's own fork server imports (see `tests/crash/warmed.py`); what it forks takes on the
environment that it is given, reads the settings afresh, and runs a command or a program to its end.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from multiprocessing import forkserver

from tests.crash.warmed import become

TICK_SECONDS = 0.005

_server = multiprocessing.get_context("forkserver")
_server.set_forkserver_preload(["tests.crash.warmed"])
_one_at_a_time = threading.RLock()
"""The fork server tells once how a process has ended, to the first thread that asks."""


class WarmProcess:
    """As much of `subprocess.Popen` as the tests use; without a `source` the words are a `colere` command.

    `stdout` is a stream of what it says. What it complains of is in there too, or in `stderr` when that `is_apart`.
    """

    def __init__(
        self,
        words: tuple[str, ...],
        environment: Mapping[str, str],
        *,
        source: str | None = None,
        is_apart: bool = False,
    ) -> None:
        pipes = [_server.Pipe(duplex=False) for _ in range(2 if is_apart else 1)]
        ends = [theirs for _, theirs in pipes]
        with _one_at_a_time, _surroundings(environment):
            given = (words, dict(environment), source, ends[0], ends[-1])
            self._process = _server.Process(target=become, args=given, daemon=True)
            self._process.start()
        for end in ends:
            end.close()
        self.args = ["colere", *words]
        self.pid = self._process.pid or 0
        streams = [os.fdopen(os.dup(ours.fileno()), encoding="utf-8", errors="replace") for ours, _ in pipes]
        self.stdout, self.stderr = streams[0], streams[1] if is_apart else None

    @property
    def returncode(self) -> int | None:
        return self.poll()

    def poll(self) -> int | None:
        """The status with which it ended, or minus the signal; None while it runs."""
        with _one_at_a_time:
            return self._process.exitcode

    def wait(self, timeout: float | None = None) -> int:
        until = None if timeout is None else time.monotonic() + timeout
        while (status := self.poll()) is None:
            if timeout is not None and until is not None and time.monotonic() > until:
                raise subprocess.TimeoutExpired(self.args, timeout)
            time.sleep(TICK_SECONDS)
        return status

    def communicate(self, timeout: float | None = None) -> tuple[str, str]:
        """What it still says, and what it complains of, when it has ended. One that takes too long is killed."""
        with ThreadPoolExecutor(2) as readers:
            said, complained = (readers.submit(stream.read if stream else str) for stream in (self.stdout, self.stderr))
            try:
                self.wait(timeout)
            except subprocess.TimeoutExpired:
                self.kill()
                raise
            return said.result(), complained.result()

    def send_signal(self, number: int) -> None:
        """Like `Popen`'s, it does nothing to one that has ended: the fork server may hear of its end before we do."""
        if self.poll() is None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


@contextmanager
def _surroundings(environment: Mapping[str, str]) -> Iterator[None]:
    """The fork server, which begins with the first process, imports the product in these surroundings."""
    before = dict(os.environ)
    os.environ.update(environment)
    try:
        forkserver.ensure_running()
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
