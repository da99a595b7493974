"""Real processes for the tests: an installation in a directory of its own, served, and killed when told."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil

from tests.crash.warm import WarmProcess

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 240.0  # a machine with much else to do is slow, not wrong


class Installation:
    """A `COLERE_HOME` with an SQLite database, and the programs run in it."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("COLERE_", "DATABASE_URL"))},
            "COLERE_HOME": str(home),
            "DJANGO_SETTINGS_MODULE": "colere.config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "src")]),
        }

    def colere(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Run a command to its end."""
        process = WarmProcess(words, self.environment, is_apart=True)
        said, complained = process.communicate(timeout=PATIENCE_SECONDS)
        return subprocess.CompletedProcess(process.args, process.wait(), said, complained)

    def start(self, *words: str) -> WarmProcess:
        """Begin a command."""
        return WarmProcess(words, self.environment)

    def start_program(self, source: str, *words: str) -> subprocess.Popen[str]:
        """Begin a Python program with Django set up, which can also be spoken to."""
        return subprocess.Popen(
            [sys.executable, "-c", f"import django; django.setup()\n{source}", *words],
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, source: str, *words: str) -> str:
        """What a Python program prints, run to its end with Django set up."""
        program = WarmProcess(words, self.environment, source=source)
        said, _ = program.communicate(timeout=PATIENCE_SECONDS)
        assert program.returncode == 0, said
        return said

    def run_after_setup(self, source: str, *words: str) -> str:
        """As `run`, after the tables have been made."""
        made = self.colere("jobs")
        assert made.returncode == 0, made.stderr
        return self.run(source, *words)

    def enqueue(self, task: str, **kwargs: object) -> None:
        """Enqueue a task of the tests, without the half a second that another Python takes."""
        with contextlib.closing(sqlite3.connect(self.home / "colere.sqlite3", timeout=20)) as database, database:
            database.execute(
                """INSERT INTO jobs_job (task, args, kwargs, queue, priority, state, run_at, attempts, max_attempts,
                       worker, workers, failures, enqueued_at)
                   VALUES (?, '[]', ?, 'default', 0, 'ready', datetime(), 0, 8, '', '[]', '[]', datetime())""",
                [f"tests.platform.jobs.sample.{task}", json.dumps(kwargs)],
            )

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        """What the database has, read from outside."""
        with contextlib.closing(sqlite3.connect(self.home / "colere.sqlite3", timeout=20)) as database:
            return database.execute(sql).fetchall()

    def doctor(self) -> dict[str, str]:
        """The levels of `colere doctor`'s findings by name; the worst where there are several."""
        findings = json.loads(self.colere("doctor", "--json").stdout)
        worst: dict[str, str] = {}
        for level in ("well", "care", "problem"):
            worst.update({f["name"]: level for f in findings if f["level"] == level})
        return worst


@contextlib.contextmanager
def served(installation: Installation, *words: str) -> Iterator[tuple[WarmProcess, int, list[str]]]:
    """A running `colere serve` on a free port: the supervisor, the port, and what it said until it was ready."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port = chosen.getsockname()[1]
    supervisor = installation.start("serve", "--port", str(port), *words)
    said = listen_to(supervisor)
    try:
        wait_for_words(said, "Ctrl-C", supervisor)
        yield supervisor, port, said
    finally:
        family = psutil.Process(supervisor.pid).children(recursive=True) if supervisor.poll() is None else []
        if supervisor.poll() is None:
            supervisor.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                supervisor.wait(timeout=10)
        for process in [*family]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        if supervisor.poll() is None:
            supervisor.kill()
        supervisor.wait()


def listen_to(process: WarmProcess) -> list[str]:
    """What the process says, line by line, as it says it."""
    said: list[str] = []

    def listen() -> None:
        for line in process.stdout:
            said.append(line.rstrip())

    threading.Thread(target=listen, daemon=True).start()
    return said


def wait_for_words(said: list[str], words: str, process: WarmProcess) -> str:
    """The line that has the words, as soon as it is said."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        has_ended = process.poll() is not None
        for line in list(said):
            if words in line:
                return line
        if has_ended:
            break
        time.sleep(0.02)
    raise AssertionError("It never said so: " + "\n".join(said))


def children_of(supervisor: WarmProcess, kind: str) -> list[psutil.Process]:
    """The supervisor's children of this kind: "web" or "worker"."""
    return [child for child in psutil.Process(supervisor.pid).children() if child.name().startswith(f"colere {kind}")]


def wait_for(condition: Callable[[], bool], seconds: float = PATIENCE_SECONDS) -> float:
    """Wait until it holds, and give how long that took."""
    started = time.monotonic()
    while not condition():
        if time.monotonic() - started > seconds:
            raise AssertionError("It did not become true in time.")
        time.sleep(0.02)
    return time.monotonic() - started
