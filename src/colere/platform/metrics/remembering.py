"""What need not be asked of the database twice while one page is made: the company's time zone, the promises.

Outside of a request (commands, workers, tests) nothing is remembered, unless `remembering()` says so.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from django.core.signals import request_finished, request_started

T = TypeVar("T")

_thread = threading.local()


def once_per_request(name: str, compute: Callable[[], T]) -> T:
    """The value of this name, computed when it is first asked for in a request."""
    known: dict[str, Any] | None = getattr(_thread, "known", None)
    if known is None:
        return compute()
    if name not in known:
        known[name] = compute()
    return cast(T, known[name])


@contextmanager
def remembering() -> Iterator[None]:
    """Remember within this block as within a request."""
    before = getattr(_thread, "known", None)
    _thread.known = {} if before is None else before
    try:
        yield
    finally:
        _thread.known = before


def _begin(**kwargs: Any) -> None:
    _thread.known = {}


def _end(**kwargs: Any) -> None:
    _thread.known = None


request_started.connect(_begin, dispatch_uid="metrics.remembering")
request_finished.connect(_end, dispatch_uid="metrics.remembering")
