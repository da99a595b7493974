"""Followers: callables that a worker runs whenever the log has grown, each on one worker at a time.

    register_follower("metrics.facts", catch_up, every=5)

The callable takes no arguments, does a bounded piece of work, and returns how much it did; it is called again until it
returns 0. It must be safe to kill at any moment and to run twice, because a lease can run out under a worker that
hangs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Follower:
    """A callable that follows the log, and the seconds after which it runs even when nothing was noticed."""

    name: str
    run: Callable[[], int]
    every: float


_followers: dict[str, Follower] = {}


def register_follower(name: str, run: Callable[[], int], *, every: float = 5.0) -> None:
    """Have workers call `run` when the log has grown, and at least each `every` seconds. A name registered again is
    replaced.
    """
    _followers[name] = Follower(name=name, run=run, every=every)


def followers() -> list[Follower]:
    """All that are registered, by name."""
    return [_followers[name] for name in sorted(_followers)]
