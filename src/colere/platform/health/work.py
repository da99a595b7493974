"""A worker process: does background work until told to stop."""

from __future__ import annotations

import signal
import sys
from collections.abc import Sequence

from colere.platform.health.process import Line
from colere.platform.jobs.worker import Worker

THREADS = 4
SWITCH_SECONDS = 0.0005


def work(line: Line, *, threads: int = THREADS, queues: Sequence[str] = ()) -> None:
    """Work until SIGTERM or SIGINT, and give back what was not finished.

    The caller must end the process at once afterwards: what the threads still did would be done twice.
    """
    # Small jobs keep the interpreter's lock busy; the bookkeeping thread must not wait 5 ms for each of its statements.
    sys.setswitchinterval(SWITCH_SECONDS)
    worker = Worker(threads=threads, queues=queues)
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    signal.signal(signal.SIGINT, lambda *_: worker.stop())
    line.say_ready()
    worker.run()
