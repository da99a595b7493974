"""`colere export`: take out what a company has."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import ngettext
from rich.console import Console

from colere.platform.imports.exports import FORMATS, export_to
from colere.platform.imports.registry import all_exports
from colere.platform.permissions import system_actor


class Command(BaseCommand):
    help = "Take out people, customers, conversations, responses, purchases or mentions."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        kinds = list(all_exports())
        parser.add_argument("kind", metavar="KIND", choices=kinds, help=", ".join(kinds))
        parser.add_argument("file", metavar="FILE", help="Ending in .jsonl, .csv or .parquet, and .gz or .zst; or -.")
        parser.add_argument("--format", choices=FORMATS, default="", help="Told by the file's name otherwise.")
        parser.add_argument(
            "--raw-cells",
            action="store_true",
            help="Leave cells of a CSV file that a spreadsheet would run as formulas as they are.",
        )
        parser.add_argument("--json", action="store_true", help="For programs: what was written, as a JSON object.")

    def handle(self, *args: Any, **options: Any) -> None:
        done = export_to(
            options["file"],
            kind=options["kind"],
            actor=system_actor("export"),
            format=options["format"],
            is_neutral=not options["raw_cells"],
        )
        console = Console(stderr=options["file"] == "-", highlight=False, soft_wrap=True)
        if options["json"]:
            console.print_json(json.dumps({"kind": done.kind, "rows": done.rows, "format": done.format}), indent=None)
            return
        said = ngettext("%(count)s row written to %(file)s.", "%(count)s rows written to %(file)s.", done.rows)
        where = "standard output" if options["file"] == "-" else options["file"]
        console.print(said % {"count": f"{done.rows:,}", "file": where}, markup=False)
