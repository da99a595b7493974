"""`colere changes`: which measures changed of late, and nothing else."""

from __future__ import annotations

from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console

from colere.insights.problems.queries.changes import list_changes
from colere.insights.problems.views.changes import evidence, news, since_words
from colere.insights.problems.views.output import changes_json
from colere.platform.permissions import SYSTEM


class Command(BaseCommand):
    help = "Which measures changed within the last four weeks, each with its evidence and since when."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="For programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        changes = list_changes(SYSTEM, fresh=True)
        if options["json"]:
            self.stdout.write(changes_json(changes))
            return
        console = Console(file=cast(IO[str], self.stdout), highlight=False)
        console.print(news(changes), markup=False)
        for series, signal in changes.found if changes else []:
            said = " · ".join(f"{title}: {text}" for title, text in evidence(series, signal))
            console.print(f"{series.measure.label}: {since_words(series, signal)}. {said}", markup=False)
