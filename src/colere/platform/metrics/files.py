"""Files that survive a power cut, and the two locks of the facts directory.

One process writes facts at a time (`writing`). Readers hold `reading` while they use the files that a manifest names,
so that the writer does not take a file away under them.
"""

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def sync(path: Path) -> None:
    """Force a file's or a directory's content to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replace_durably(path: Path, content: bytes) -> None:
    """Put new content in place of a file at one stroke: whoever opens it sees all of the old or all of the new."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    with temporary.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(temporary, path)
    sync(path.parent)


@contextmanager
def writing(root: Path, *, wait: bool) -> Iterator[bool]:
    """Hold the right to write facts. Gives False at once when another process has it and `wait` is false."""
    with _locked(root / ".writing", fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB)) as held:
        yield held


@contextmanager
def reading(root: Path) -> Iterator[None]:
    """Hold the files of the current manifest while they are read. Read the manifest inside."""
    with _locked(root / ".reading", fcntl.LOCK_SH):
        yield


@contextmanager
def alone(root: Path) -> Iterator[bool]:
    """Whether nobody reads just now; while this is held, nobody begins to."""
    with _locked(root / ".reading", fcntl.LOCK_EX | fcntl.LOCK_NB) as held:
        yield held


@contextmanager
def _locked(path: Path, mode: int) -> Iterator[bool]:
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, mode)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(handle)
