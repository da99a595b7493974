"""`colere doctor`: how the system is, in sentences."""

from __future__ import annotations

import json
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console
from rich.text import Text

from colere.platform.health.checks import examine
from colere.platform.health.queries import Level

SIGNS = {Level.WELL: ("✓", "green"), Level.CARE: ("!", "yellow"), Level.PROBLEM: ("✗", "red")}


class Command(BaseCommand):
    help = "Say how the system is, and what to do where something is wrong."
    requires_system_checks = ()
    needs_database = False  # it says what is missing and changes nothing

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="For programs: a list of findings.")
        parser.add_argument("--thorough", action="store_true", help="Read every page of the database (slow).")

    def handle(self, *args: Any, **options: Any) -> None:
        findings = examine(thoroughly=options["thorough"])
        if options["json"]:
            self.stdout.write(json.dumps([finding.as_json() for finding in findings], ensure_ascii=False, indent=2))
        else:
            console = Console(file=cast(IO[str], self.stdout), highlight=False, soft_wrap=True)
            for finding in findings:
                sign, colour = SIGNS[finding.level]
                console.print(Text.assemble((f"{sign} ", colour), finding.sentence))
        if any(finding.level == Level.PROBLEM for finding in findings):
            raise SystemExit(1)
