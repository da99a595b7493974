"""A program that lets the exporter die at every step in turn, and says whether the facts were right afterwards.

`python crashing.py HOME STRIDE`, with the home of an installation without any data, prints one line of JSON,
{"steps": 31, "wrong": []}; with a stride of 1 it tries every step. Each runs in a forked child, which ends by
`os._exit` as if the power had gone: nothing is flushed, no `finally` runs, no lock is given back but by the system.
"""

import json
import os
import shutil
import sys
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

DIED = 9


def child(work: Callable[[], int]) -> int:
    """The exit status of the work done in a process of its own."""
    from django.db import connections

    connections.close_all()
    pid = os.fork()
    if pid:
        return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    status = 99
    try:
        status = work()
    finally:
        os._exit(status)


def prepare() -> int:
    from tests.platform.metrics.telling import MARCH, conversation, response, tell, update

    tell(*[conversation(key, opened_at=MARCH + timedelta(days=40 * (key % 2))) for key in range(20)])
    tell(*[update(key, opened_at=MARCH + timedelta(days=40), moved_from="2026-03") for key in range(0, 8, 2)])
    tell(response(1, 4))
    return 0


def die_at(step: int) -> int:
    """Catch up, dying at the n-th change of a file or call of the database. Status 0: there were fewer steps."""
    from django.db import connection

    from colere.platform.metrics import duck, files, following

    count = 0

    def passing() -> None:
        nonlocal count
        count += 1
        if count == step:
            os._exit(DIED)

    def before(function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*args: Any, **kwargs: Any) -> Any:
            passing()
            return function(*args, **kwargs)

        return run

    for name in ("fsync", "replace", "unlink", "mkdir"):
        setattr(os, name, before(getattr(os, name)))
    open_writer = duck.open_writer

    class Dying:
        """A connection on which every statement is a step."""

        def __init__(self, spill: Path) -> None:
            self.inner = open_writer(spill)

        def execute(self, text: str) -> Any:
            passing()
            return self.inner.execute(text)

        def close(self) -> None:
            self.inner.close()

    duck.open_writer = Dying  # type: ignore[assignment, misc]
    assert files
    with connection.execute_wrapper(
        lambda execute, sql, params, many, context: before(execute)(sql, params, many, context)
    ):
        following.catch_up(limit=21)
    return 0


def is_right() -> int:
    """0 when the facts, brought up to the log after the crash, equal it and nothing is left over."""
    from django.conf import settings

    from colere.platform.metrics import following, manifest

    following.catch_up()
    if any(following.differences().values()):
        return 1
    following.catch_up()
    named = manifest.read(settings.FACTS_DIR).files()
    return 0 if named and all((settings.FACTS_DIR / file).exists() for file in named) else 2


def main(home: str, stride: int) -> None:
    os.environ["COLERE_HOME"], os.environ["DJANGO_SETTINGS_MODULE"] = home, "colere.config.settings"
    import django
    import duckdb  # so that no child needs to; threads begin only with a connection

    assert duckdb
    django.setup()
    from django.conf import settings

    wrong, step, ended = [], 1 - stride, False
    if child(prepare):
        raise SystemExit("the log could not be prepared")
    while not ended:
        step += stride
        shutil.rmtree(settings.FACTS_DIR, ignore_errors=True)
        status = child(partial(die_at, step))
        ended = status == 0
        found = child(is_right)
        if status not in (0, DIED) or found:
            wrong.append([step, status, found])
    sys.stdout.write(json.dumps({"steps": step, "wrong": wrong}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
