"""`colere worker`: background work alone, for further machines."""

from __future__ import annotations

import os
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.platform.health.process import Line, begin_process
from colere.platform.health.work import THREADS, work
from colere.platform.jobs.worker import run_until_idle


class Command(BaseCommand):
    help = "Do background work only, as “colere serve” does beside the pages: for more machines."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--threads", type=int, default=THREADS, metavar="N", help="How many jobs at once.")
        parser.add_argument("--queue", action="append", default=[], metavar="NAME", help="Only jobs of this queue.")
        parser.add_argument("--once", action="store_true", help="Do what is waiting now, then end.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["once"]:
            done = run_until_idle()
            self.stdout.write(ngettext("%(n)s job done.", "%(n)s jobs done.", done) % {"n": done})
            return
        self.stdout.write(_("Working. Ctrl-C stops it."))
        self.stdout.flush()
        begin_process("worker")
        work(Line(), threads=options["threads"], queues=options["queue"])
        self.stdout.flush()
        os._exit(0)
