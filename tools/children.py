"""The programs that a run has started: told to stop, it has them tidy up first, and starts no further ones."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

PATIENCE_SECONDS = 20.0
TOLD_TO = (signal.SIGTERM, signal.SIGHUP, signal.SIGINT)


class Children:
    """Programs of one run. Pytest that is told to stop stops its servers and removes what it wrote; after some patience
    what is still there is killed.
    """

    def __init__(self, patience: float = PATIENCE_SECONDS) -> None:
        self.patience = patience
        self._running: set[subprocess.Popen[str]] = set()
        self._stopped_by = 0

    def listen(self) -> None:
        """From here on this process ends in good order when it is told to; only for the main thread."""
        for number in TOLD_TO:
            if signal.getsignal(number) is not signal.SIG_IGN:  # as in the background of a shell, or under nohup
                signal.signal(number, self._stop)

    def run(
        self,
        command: list[str],
        *,
        cwd: Path | None = None,
        env: dict[str, str] | None = None,
        stdout: int | None = None,
        stderr: int | None = None,
    ) -> subprocess.CompletedProcess[str]:
        """As `subprocess.run`, from any thread. Raises `SystemExit` once this run was told to stop."""
        self._leave_if_stopped()
        process: subprocess.Popen[str] = subprocess.Popen(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=stdout,
            stderr=stderr,
            text=True,
            errors="replace",
        )
        self._running.add(process)
        if self._stopped_by:
            process.terminate()  # it began at the same moment
        try:
            said, complaints = process.communicate()
        finally:
            self._running.discard(process)
        self._leave_if_stopped()
        return subprocess.CompletedProcess(command, process.returncode, said, complaints)

    def _leave_if_stopped(self) -> None:
        if self._stopped_by:
            raise SystemExit(128 + self._stopped_by)

    def _stop(self, number: int, _frame: Any) -> None:
        if self._stopped_by:
            return
        self._stopped_by = number
        if number != signal.SIGINT:  # a terminal tells all of them by itself, and twice would break off their tidying
            self._each(subprocess.Popen.terminate)
        timer = threading.Timer(self.patience, self._each, [subprocess.Popen.kill])
        timer.daemon = True
        timer.start()

    def _each(self, do: Callable[[subprocess.Popen[str]], None]) -> None:
        for process in list(self._running):
            do(process)
