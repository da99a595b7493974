"""How an instrument tells how far it has come, to whoever waits for it."""

from collections.abc import Callable
from enum import StrEnum


class Step(StrEnum):
    """What is being done."""

    CATCHING_UP = "catching_up"
    READING = "reading"
    FITTING = "fitting"
    EXPECTING = "expecting"
    TESTING = "testing"


Tell = Callable[[Step], None]


def silent(step: Step) -> None:
    """Nobody waits."""
