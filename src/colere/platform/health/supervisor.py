"""The supervisor: starts the web and worker processes, starts again what dies, and stops them all.

It does nothing else, so that there is little in it that could fail. It has one thread and no database connection, so
its children are forks: they begin at once with the code already loaded, and share its memory. They live in sessions of
their own, so that Ctrl-C reaches the supervisor alone and everything stops in one order; a line to each child (see
`process`) makes the children stop too if the supervisor itself is killed.
"""

from __future__ import annotations

import contextlib
import errno
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from types import FrameType
from typing import NoReturn

from colere.platform.errors import DomainError
from colere.platform.health.process import Line, begin_process

STOP_SECONDS = 4.5
SETTLED_SECONDS = 20.0
LONGEST_PAUSE_SECONDS = 30.0
MOST_FALSE_STARTS = 4
TICK_SECONDS = 0.2


class CannotServe(DomainError):
    """The processes cannot be started; the sentence says what to do."""


@dataclass(eq=False)
class Child:
    """Something that shall run in a process of its own, and the process that runs it now."""

    name: str
    run: Callable[[Line], None]
    pid: int = 0
    line: socket.socket | None = None
    is_ready: bool = False
    started_at: float = 0.0
    false_starts: int = 0
    again_at: float = 0.0

    def start(self, siblings: Iterable[Child]) -> None:
        """Begin to run in a new process."""
        ours, theirs = socket.socketpair()
        sys.stdout.flush()
        sys.stderr.flush()
        pid = os.fork()
        if pid == 0:
            for inherited in [ours, *(child.line for child in siblings if child.line is not None)]:
                inherited.close()
            self._live(theirs)
        theirs.close()
        ours.setblocking(False)
        self.pid, self.line, self.is_ready, self.started_at = pid, ours, False, time.monotonic()

    def look(self) -> int | None:
        """Notice that the process is ready or has ended; its exit status (or minus the signal) if it has just ended."""
        if not self.pid:
            return None
        if self.line is not None and not self.is_ready:
            with contextlib.suppress(OSError):
                self.is_ready = bool(self.line.recv(16))
        found, status = os.waitpid(self.pid, os.WNOHANG)
        if not found:
            return None
        self.pid = 0
        if self.line is not None:
            self.line.close()
            self.line = None
        return os.waitstatus_to_exitcode(status)

    def send(self, number: int) -> None:
        """Signal the process, if it runs."""
        if self.pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def _live(self, line: socket.socket) -> NoReturn:
        """The whole life of the process, seen from inside. It never returns into the supervisor's code."""
        status = 1
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
                signal.signal(number, signal.SIG_DFL)
            os.setsid()
            begin_process(self.name)
            self.run(Line(line))
            status = 0
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 1
        except BaseException:
            traceback.print_exc()
        finally:
            sys.stderr.flush()
            # Not sys.exit: that would wait for every thread that is still busy.
            os._exit(status)


class Supervisor:
    """Keeps children running until a signal says stop. `on_ready` is called once, when all run; `say` tells the
    operator.
    """

    def __init__(self, children: Sequence[Child], *, on_ready: Callable[[], None], say: Callable[[str], None]) -> None:
        self._children, self._on_ready, self._say = children, on_ready, say
        self._stopping = False
        self._is_told = False
        self._waker, self._woken = socket.socketpair()
        for end in (self._waker, self._woken):
            end.setblocking(False)

    def run(self) -> None:
        """Return when all children have stopped. Raises CannotServe when a child cannot be started at all."""
        signal.set_wakeup_fd(self._waker.fileno())
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        with selectors.DefaultSelector() as selector:
            selector.register(self._woken, selectors.EVENT_READ)
            try:
                while not self._stopping:
                    self._tend()
                    selector.select(TICK_SECONDS)
                    with contextlib.suppress(BlockingIOError):
                        self._woken.recv(64)
            finally:
                self._stop_all()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True

    def _tend(self) -> None:
        now = time.monotonic()
        for child in self._children:
            status = child.look()
            if status is not None:
                self._plan_restart(child, status, now)
            if not child.pid and now >= child.again_at:
                child.start(self._children)
        if not self._is_told and all(child.is_ready for child in self._children):
            self._is_told = True
            self._on_ready()

    def _plan_restart(self, child: Child, status: int, now: float) -> None:
        lived = now - child.started_at
        child.false_starts = 0 if lived > SETTLED_SECONDS else child.false_starts + 1
        if not child.is_ready and not self._is_told and child.false_starts >= MOST_FALSE_STARTS:
            raise CannotServe(
                f"{child.name} could not be started ({_how(status)}). What it said stands above. "
                "“colere doctor” may know more."
            )
        pause = 0.0 if child.false_starts <= 1 else min(0.25 * 2**child.false_starts, LONGEST_PAUSE_SECONDS)
        child.again_at = now + pause
        self._say(f"{child.name} ended unexpectedly ({_how(status)}); starting it again" + _in(pause))

    def _stop_all(self) -> None:
        until = time.monotonic() + STOP_SECONDS
        for child in self._children:
            child.send(signal.SIGTERM)
        while self._are_any_alive() and time.monotonic() < until:
            time.sleep(0.02)
        for child in self._children:
            if child.pid:
                self._say(f"{child.name} did not stop in time and was ended.")
                child.send(signal.SIGKILL)
        while self._are_any_alive():
            time.sleep(0.01)

    def _are_any_alive(self) -> bool:
        for child in self._children:
            child.look()
        return any(child.pid for child in self._children)


def listen(host: str, port: int) -> socket.socket:
    """A listening socket that children can inherit. Raises CannotServe with a sentence that says what to do."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0][0]
        listening = socket.socket(family, socket.SOCK_STREAM)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((host, port))
        listening.listen(2048)
    except OSError as error:
        raise CannotServe(_why_not(host, port, error)) from error
    listening.setblocking(False)
    listening.set_inheritable(True)
    return listening


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken: another program answers there, perhaps Colere itself. "
            f"Stop it, or choose another port: colere serve --port {port + 1 if port < 65535 else 8000}"
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is not open to ordinary users. Choose one from 1024 on: colere serve --port 8000"
    return f"Colere cannot listen on {host}, port {port}: {error.strerror or error}. Check --host and --port."


def _how(status: int) -> str:
    if status < 0:
        with contextlib.suppress(ValueError):
            return f"signal {signal.Signals(-status).name}"
    return f"status {status}"


def _in(pause: float) -> str:
    return f" in {pause:.0f} s." if pause >= 1 else "."
