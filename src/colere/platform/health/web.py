"""A web process: `python -m colere.platform.health.web FD` serves on the listening socket that it was given.

Started by the supervisor, which binds the socket once; several web processes share it.
"""

from __future__ import annotations

import logging
import os
import signal
import socket
import sys
from typing import Any

import uvicorn

from colere.platform.health.process import Line, write_readable_logs

STOP_SECONDS = 3


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


def main(number: int) -> None:
    """Serve on the socket with this file number until told to stop."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "colere.config.settings")
    import django

    django.setup()
    write_readable_logs()
    from django.conf import settings
    from django.utils.module_loading import import_string

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
    # uvicorn raises the signal again when it has stopped; the end is ours to make.
    signal.signal(signal.SIGTERM, lambda *_: None)
    signal.signal(signal.SIGINT, lambda *_: None)
    listening = socket.socket(fileno=number)
    server = Server(config, application, Line())
    server.run(sockets=[listening])
    logging.shutdown()
    # Not sys.exit: that would wait for every thread that still answers a request.
    os._exit(0 if server.started else 1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
