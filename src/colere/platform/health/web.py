"""A web process: serves on a listening socket that the supervisor bound; several web processes share it."""

from __future__ import annotations

import contextlib
import resource
import signal
import socket
from typing import Any

import uvicorn
from django.conf import settings
from django.utils.module_loading import import_string

from colere.platform.health.process import Line

STOP_SECONDS = 3
MOST_FILES = 65_536


class Server(uvicorn.Server):
    """uvicorn that ends our streams before it waits for connections to close, and tells the supervisor when it is
    ready.
    """

    def __init__(self, config: uvicorn.Config, application: Any, line: Line) -> None:
        super().__init__(config)
        self._application, self._line = application, line

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer."""
        await super().startup(sockets=sockets)
        if self.started:
            self._line.say_ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop answering, within STOP_SECONDS."""
        self._application.close()
        await super().shutdown(sockets=sockets)


def serve(listening: socket.socket, line: Line) -> None:
    """Serve on the socket until told to stop. The caller ends the process at once afterwards."""
    _allow_many_connections()
    application = import_string(settings.ASGI_APPLICATION)
    config = uvicorn.Config(
        application,
        log_config=None,
        access_log=False,
        ws="none",
        proxy_headers=True,
        forwarded_allow_ips=settings.TRUSTED_PROXIES,
        server_header=False,
        timeout_keep_alive=30,
        timeout_graceful_shutdown=STOP_SECONDS,
    )
    # uvicorn raises the signal again when it has stopped; the end is the caller's to make.
    signal.signal(signal.SIGTERM, lambda *_: None)
    signal.signal(signal.SIGINT, lambda *_: None)
    server = Server(config, application, line)
    server.run(sockets=[listening])
    if not server.started:
        raise SystemExit(1)


def _allow_many_connections() -> None:
    """As many open files as the system lets us have: each browser that follows something keeps one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MOST_FILES if hard == resource.RLIM_INFINITY else min(hard, MOST_FILES)
    if soft < wanted:
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
