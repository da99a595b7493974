"""What every process of the tree has in common: a name, readable log lines, and a line to the supervisor.

The line is one end of a socket pair. The process says "ready" on it; when the other end closes, the supervisor is gone,
and the process stops as if it had been told to.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import sys
import threading
from pathlib import Path

READY = b"ready\n"


class Line:
    """The line to the supervisor; silent in a process that has none."""

    def __init__(self, end: socket.socket | None = None) -> None:
        self._end = end

    def say_ready(self) -> None:
        """Tell the supervisor that the process does its work now, and stop when the supervisor is gone."""
        if self._end is None:
            return
        self._end.sendall(READY)
        threading.Thread(target=self._wait_for_end, args=[self._end], name="line", daemon=True).start()

    def _wait_for_end(self, end: socket.socket) -> None:
        with contextlib.suppress(OSError):
            end.recv(1)
        os.kill(os.getpid(), signal.SIGTERM)


def begin_process(name: str = "") -> None:
    """Give this process its name in lists of processes, and log lines that can be read.

    One line for each message: time, process, level where it matters, words. Replaces the handlers that settings made.
    """
    if name:
        with contextlib.suppress(OSError):
            Path("/proc/self/comm").write_text(f"colere {name}", encoding="ascii")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Readable(name))
    logging.getLogger().handlers[:] = [handler]
    for library in ("uvicorn", "uvicorn.error"):
        logging.getLogger(library).setLevel(logging.WARNING)
    logging.getLogger("uvicorn.error").addFilter(_is_worth_telling)


class _Readable(logging.Formatter):
    def __init__(self, name: str) -> None:
        super().__init__(datefmt="%H:%M:%S")
        self._name = f" {name}" if name else ""

    def format(self, record: logging.LogRecord) -> str:
        level = "" if record.levelno <= logging.INFO else f" {record.levelname.lower()}:"
        text = f"{self.formatTime(record, self.datefmt)}{self._name}{level} {record.getMessage()}"
        if record.exc_info:
            text += "\n" + self.formatException(record.exc_info)
        return text


def _is_worth_telling(record: logging.LogRecord) -> bool:
    # Said of each stream whose reader was too slow, and when a stop cuts off a request: both are meant.
    return not record.getMessage().startswith(("ASGI callable returned without", "Cancel "))
