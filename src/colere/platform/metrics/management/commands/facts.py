"""`colere facts`: bring the facts up to the log, make them anew, or prove that they are right."""

from __future__ import annotations

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.platform.metrics import following

DIFFERENT = 1


class Command(BaseCommand):
    help = "Bring the facts (the columns that measures are counted on) up to the log."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="Make all facts anew from the log.")
        parser.add_argument(
            "--check", action="store_true", help="Compare the facts with the whole log; status 1 if they differ."
        )
        parser.add_argument("--json", action="store_true", help="For programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        begun = time.monotonic()
        if options["check"]:
            self.check_facts(as_json=options["json"])
            return
        done = following.rebuild() if options["rebuild"] else following.catch_up()
        seconds = round(time.monotonic() - begun, 2)
        if options["json"]:
            self.stdout.write(json.dumps({"rows" if options["rebuild"] else "lines": done, "seconds": seconds}))
            return
        if options["rebuild"]:
            said = ngettext("Made anew: %(n)s row in %(s)s s.", "Made anew: %(n)s rows in %(s)s s.", done)
        else:
            said = ngettext("Taken in: %(n)s line in %(s)s s.", "Taken in: %(n)s lines in %(s)s s.", done)
        self.stdout.write(said % {"n": f"{done:,}", "s": seconds})

    def check_facts(self, *, as_json: bool) -> None:
        different = following.differences()
        if as_json:
            self.stdout.write(json.dumps(different))
        else:
            for name, count in different.items():
                said = _("%(name)s: equal to the log.") if not count else _("%(name)s: %(n)s rows differ from the log.")
                self.stdout.write(said % {"name": name, "n": f"{count:,}"})
            if any(different.values()):
                self.stdout.write(_("Run “colere facts --rebuild”: the log is the truth."))
        if any(different.values()):
            raise SystemExit(DIFFERENT)
