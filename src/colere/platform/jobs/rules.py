"""Decisions about jobs that need no database: when to try again, and what may be said about a failure."""

from __future__ import annotations

import random
import traceback
from collections.abc import Callable
from datetime import timedelta
from typing import TypedDict

DEFAULT_MAX_ATTEMPTS = 8
FIRST_DELAY_SECONDS = 5.0
LONGEST_DELAY_SECONDS = 3600.0
DEEPEST_TRACE = 30


class Failure(TypedDict):
    """What is kept of an exception: its class and the places it went through, never its words.

    Messages of exceptions quote what was being worked on ("no such customer: anna@…"), so they would carry people's
    words and addresses into a table that outlives them.
    """

    exception: str
    where: list[str]


def retry_delay(
    attempts: int, *, first_seconds: float = FIRST_DELAY_SECONDS, rng: Callable[[], float] = random.random
) -> timedelta:
    """How long to wait after the `attempts`-th failure: doubling from `first_seconds` to an hour, less up to a half by
    chance.

    The chance spreads the jobs that one outage made fail together, so that they do not come back together.
    """
    doubled = first_seconds * 2.0 ** min(attempts - 1, 30)
    return timedelta(seconds=min(doubled, LONGEST_DELAY_SECONDS) * (1 - rng() / 2))


def describe_failure(error: BaseException) -> Failure:
    """`error` without its words: class, and "module:line function" from the outermost call to the innermost."""
    where: list[str] = []
    for frame, line in traceback.walk_tb(error.__traceback__):
        where.append(f"{frame.f_globals.get('__name__', '?')}:{line} {frame.f_code.co_name}")
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    if cause is not None and cause is not error:
        # SQLite's own name tells a database that was busy from a disk that is full
        name = getattr(cause, "sqlite_errorname", "")
        where.append(f"caused by {class_path(type(cause))} {name}".rstrip())
    return Failure(exception=class_path(type(error)), where=where[-DEEPEST_TRACE:])


def class_path(cls: type) -> str:
    """The dotted name by which the class can be imported."""
    return f"{cls.__module__}.{cls.__qualname__}"
