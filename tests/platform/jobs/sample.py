"""Tasks for the tests: a task must stand at the top of a module that a worker can import."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from django_tasks import task

ran: list[Any] = []


@task()
def note(*, what: Any = None) -> Any:
    ran.append(what)
    return {"noted": what}


@task()
def append_line(*, path: str, line: str) -> None:
    with Path(path).open("a", encoding="utf-8") as file:
        file.write(f"{line}\n")


@task()
def hang_at_first(*, path: str) -> None:
    """The first attempt never ends; the next one does its work."""
    is_first = "begun" not in Path(path).read_text(encoding="utf-8")
    append_line.call(path=path, line=f"begun by {os.getpid()}")
    if is_first:
        time.sleep(600)
    append_line.call(path=path, line=f"done by {os.getpid()}")


@task(max_attempts=3)
def stumble(*, word: str) -> None:
    ran.append(word)
    raise LookupError(f"no such customer: {word}")


@task(takes_context=True)
def say_attempt(context: Any) -> int:
    return int(context.attempt)


@task()
def end_the_process() -> None:
    raise SystemExit(3)


async def _answer() -> int:
    return 42


@task()
async def ask_later() -> int:
    return await _answer()


@task()
def write_a_line(*, what: int) -> None:
    from tests.platform.live.sample import note_line

    note_line(what)
