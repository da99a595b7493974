"""DuckDB, held on a short leash: how much memory and how many threads it may take, and nothing from the network.

DuckDB is imported when it is first needed (0.1 s): most web requests need no more than kept answers.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WRITER_MEMORY = "160MB"
_READER_SHARE = 0.25
_READER_MOST = 5 * 2**29  # more is spilled to the disk

_readers: dict[int, DuckDBPyConnection] = {}
_lock = threading.Lock()


def open_writer(spill: Path) -> DuckDBPyConnection:
    """A connection of its own for making facts, small enough to live inside an import."""
    return _open(spill, WRITER_MEMORY)


def reader(spill: Path) -> DuckDBPyConnection:
    """A cursor of this process's one reading connection; safe to use beside others in threads. Close it after use."""
    with _lock:
        process = os.getpid()
        if process not in _readers:
            _readers.clear()
            _readers[process] = _open(spill, settings.FACTS_MEMORY or f"{_reader_memory() >> 20}MB")
        return _readers[process].cursor()


def _reader_memory() -> int:
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return int(min(total * _READER_SHARE, _READER_MOST))


def _open(spill: Path, memory: str) -> DuckDBPyConnection:
    import duckdb

    spill.mkdir(parents=True, exist_ok=True)
    config: dict[str, str | bool | int | float | list[str]] = {
        "memory_limit": memory,
        "temp_directory": str(spill),
        "autoinstall_known_extensions": False,
        "autoload_known_extensions": False,
        "preserve_insertion_order": True,
    }
    if settings.FACTS_THREADS:
        config["threads"] = settings.FACTS_THREADS
    return duckdb.connect(":memory:", config=config)


def quoted(text: str) -> str:
    """The text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def named(name: str) -> str:
    """The name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'
