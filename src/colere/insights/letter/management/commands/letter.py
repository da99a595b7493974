"""`colere letter`: the weekly letter in a terminal, in files or for programs."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from colere.insights.letter.actions import addresses_of
from colere.insights.letter.queries.gathering import gather_letter
from colere.insights.letter.queries.html import as_html
from colere.insights.letter.queries.kept import letter_days
from colere.insights.letter.queries.pdf import as_pdf
from colere.insights.letter.queries.plain import as_text
from colere.insights.letter.rules.weeks import Week, week_named
from colere.platform.metrics import catch_up
from colere.platform.permissions import SYSTEM

USAGE = 2


class Command(BaseCommand):
    help = "The weekly letter to leaders: in the terminal, as HTML, as PDF. It is written anew and not kept."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--week", metavar="WEEK", help="Which week, as 2026-W20; the last whole one by default.")
        parser.add_argument("--html", metavar="FILE", help="Write it as HTML for a mail into this file.")
        parser.add_argument("--pdf", metavar="FILE", help="Write it as PDF into this file.")
        parser.add_argument("--text", action="store_true", help="Print it as plain text, beside what goes into files.")
        parser.add_argument("--json", action="store_true", help="For programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        catch_up()
        letter = gather_letter(SYSTEM, week=_week(options["week"]))
        addresses = addresses_of(letter)
        if options["html"]:
            _write(options["html"], as_html(letter, addresses).encode())
        if options["pdf"]:
            _write(options["pdf"], as_pdf(letter, addresses))
        if options["json"]:
            self.stdout.write(json.dumps(letter.as_json(), ensure_ascii=False, indent=1))
        elif options["text"] or not (options["html"] or options["pdf"]):
            self.stdout.write(as_text(letter, addresses))


def _week(name: str | None) -> Week:
    days = letter_days(SYSTEM)
    if days is None:
        raise CommandError(_("There is no whole week to write about yet."), returncode=USAGE)
    if name is None:
        return days[1]
    week = week_named(name)
    if week is None:
        raise CommandError(_("“%(name)s” is not a week. Write it as 2026-W20.") % {"name": name}, returncode=USAGE)
    if not days[0] <= week <= days[1]:
        said = {"first": days[0].name, "last": days[1].name}
        raise CommandError(_("Letters can be written from %(first)s to %(last)s.") % said, returncode=USAGE)
    return week


def _write(file: str, content: bytes) -> None:
    try:
        Path(file).write_bytes(content)
    except OSError as error:
        said = {"file": file, "why": error.strerror}
        raise CommandError(_("%(file)s cannot be written: %(why)s.") % said, returncode=USAGE) from error
