"""A worker process: `python -m colere.platform.health.work` does background work until told to stop."""

from __future__ import annotations

import argparse
import logging
import os
import signal
from collections.abc import Sequence

from colere.platform.health.process import Line, write_readable_logs

THREADS = 4


def run_worker(*, threads: int = THREADS, queues: Sequence[str] = ()) -> None:
    """Work until SIGTERM or SIGINT, give back what was not finished, and end the process.

    The process ends without waiting for its threads: their leases are given back, so whatever they still did would be
    done twice.
    """
    from colere.platform.jobs.worker import Worker

    worker = Worker(threads=threads, queues=queues)
    signal.signal(signal.SIGTERM, lambda *_: worker.stop())
    signal.signal(signal.SIGINT, lambda *_: worker.stop())
    Line().say_ready()
    worker.run()
    logging.shutdown()
    os._exit(0)


def main() -> None:
    """Work as a child of the supervisor."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "colere.config.settings")
    parser = argparse.ArgumentParser()
    parser.add_argument("--threads", type=int, default=THREADS)
    arguments = parser.parse_args()
    import django

    django.setup()
    write_readable_logs()
    run_worker(threads=arguments.threads)


if __name__ == "__main__":
    main()
