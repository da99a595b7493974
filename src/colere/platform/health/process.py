"""What every process of the tree has in common: readable log lines, and a line to the supervisor.

The line is one end of a socket pair, given by its number in COLERE_LINE. The process says "ready" on it; when the
other end closes, the supervisor is gone, and the process stops as if it had been told to.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import socket
import sys
import threading

LINE = "COLERE_LINE"
NAME = "COLERE_PROCESS"
READY = b"ready\n"


class Line:
    """The line to the supervisor; silent in a process that was started without one."""

    def __init__(self) -> None:
        number = os.environ.pop(LINE, "")
        self._socket = socket.socket(fileno=int(number)) if number else None

    def say_ready(self) -> None:
        """Tell the supervisor that the process does its work now, and stop when the supervisor is gone."""
        if self._socket is None:
            return
        self._socket.sendall(READY)
        threading.Thread(target=self._wait_for_end, name="line", daemon=True).start()

    def _wait_for_end(self) -> None:
        assert self._socket is not None
        with contextlib.suppress(OSError):
            self._socket.recv(1)
        os.kill(os.getpid(), signal.SIGTERM)


def write_readable_logs() -> None:
    """One line for each message: time, process, level where it matters, words. Replaces the handlers that settings
    made.
    """
    name = os.environ.get(NAME, "")
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Readable(name))
    root = logging.getLogger()
    root.handlers[:] = [handler]
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
