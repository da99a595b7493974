"""The words of a stream, as bytes."""

from __future__ import annotations

import random
from functools import lru_cache
from typing import Final

import orjson

from colere.platform.events import Position

END: Final = b"event: end\ndata: {}\n\n"


def position_text(position: Position) -> str:
    """A position as the browser keeps and returns it."""
    return f"{position.txid}-{position.line}"


def read_position(text: str) -> Position | None:
    """The position in a Last-Event-ID, or None when it is not one of ours."""
    first, _, second = text.partition("-")
    if not (first.isdecimal() and second.isdecimal() and len(text) < 40):
        return None
    return Position(int(first), int(second))


def hello(position: Position) -> bytes:
    """The first words: where we are, and after how long to come back when the stream breaks.

    The pause differs from stream to stream, so that a restart does not bring everybody back in the same moment.
    """
    return b"retry: %d\nid: %b\n\n" % (random.randint(500, 3000), position_text(position).encode())


def beat(position: Position) -> bytes:
    """Proof of life, which also moves the browser's position so that little has to be read when it comes back."""
    return b":\nid: %b\n\n" % position_text(position).encode()


@lru_cache(maxsize=4096)
def changed(position: Position, topics: tuple[str, ...]) -> bytes:
    """These topics have changed. Cached, because one line of the log is told to many."""
    return b"id: %b\nevent: changed\ndata: %b\n\n" % (
        position_text(position).encode(),
        orjson.dumps({"topics": topics}),
    )


def reset(position: Position) -> bytes:
    """Too much has happened since the position that the browser knew."""
    return b"id: %b\nevent: reset\ndata: {}\n\n" % position_text(position).encode()
