"""`colere serve`: web and workers on this machine."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import connections
from django.utils.translation import gettext as _

from colere.platform.health.first_operator import first_link
from colere.platform.health.supervisor import Child, Supervisor, listen
from colere.platform.health.web import serve
from colere.platform.health.work import work


class Command(BaseCommand):
    help = "Serve Colere: answer browsers and do the background work, until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="The address to listen on (0.0.0.0 for all).")
        parser.add_argument("--port", type=int, default=8000, help="The port to listen on.")
        parser.add_argument("--web", type=int, default=1, metavar="N", help="How many web processes.")
        parser.add_argument("--workers", type=int, default=1, metavar="N", help="How many worker processes.")
        parser.add_argument("--no-link", action="store_true", help="Do not offer a link to the first operator.")

    def handle(self, *args: Any, **options: Any) -> None:
        listening = listen(options["host"], options["port"])
        port = listening.getsockname()[1]
        webs = [Child(name, lambda line: serve(listening, line)) for name in _names("web", options["web"])]
        workers = [Child(name, work) for name in _names("worker", options["workers"])]
        address = _address(options["host"], port)
        link = "" if options["no_link"] else first_link(address)
        supervisor = Supervisor(
            [*webs, *workers],
            on_ready=lambda: self._announce(address, link, options["workers"]),
            say=lambda words: self.stderr.write(words),
        )
        connections.close_all()  # no child may use a connection of its parent
        supervisor.run()
        self.stdout.write(_("Colere has stopped. Everything that was finished is kept."))

    def _announce(self, address: str, link: str, workers: int) -> None:
        self.stdout.write(_("Colere is ready: %(address)s") % {"address": address})
        if link:
            self.stdout.write(_("Nobody looks after it yet. Come in as its operator, once, by this link:"))
            self.stdout.write(f"  {link}")
        if not workers:
            self.stdout.write(_("Background work is not done here: run “colere worker” as well."))
        self.stdout.write(_("Ctrl-C stops it."))
        self.stdout.flush()


def _names(kind: str, count: int) -> list[str]:
    return [kind] if count == 1 else [f"{kind}-{number}" for number in range(1, count + 1)]


def _address(host: str, port: int) -> str:
    shown = "127.0.0.1" if host in ("", "0.0.0.0", "::") else host
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"
