"""`colere report`: what happened, what was promised and what was kept, with n and interval."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from colere.insights.explorer.views import report as views
from colere.platform import metrics
from colere.platform.errors import Invalid
from colere.platform.metrics import Answer, ReportRequest, engines
from colere.platform.metrics.asked import add_asking_arguments, request_from
from colere.platform.permissions import SYSTEM
from colere.platform.ui import words

GROUPINGS = ("team", "person", "channel", "topic", "week", "month")
USAGE = 2


class Command(BaseCommand):
    help = "What happened, what was promised and what was kept: every measure with its n and its interval."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        add_asking_arguments(parser, first="the first with facts", last="the last with facts")
        parser.add_argument("--by", choices=GROUPINGS, help="One figure for each of these.")
        parser.add_argument("--engine", choices=engines.NAMES, help="Who counts. Default: duckdb, on this machine.")
        parser.add_argument(
            "--master", metavar="URL", default="", help="Where Spark's master is, as spark://host:7077. Default: here."
        )
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="For programs.")
        form.add_argument("--csv", action="store_true", help="For spreadsheets.")
        form.add_argument("--html", metavar="FILE", help="As one HTML file that needs no other; - is standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            asked = {name: options[name] for name in ("start", "end", "by", "team", "channel")}
            request = request_from(**asked)
        except Invalid as error:
            raise CommandError(error.sentence, returncode=USAGE) from error
        if options["master"] and options["engine"] != "spark":
            raise CommandError(_("Only Spark has a master. Add --engine spark."), returncode=USAGE)
        chosen_engine = engines.engine(options["engine"], master=options["master"]) if options["engine"] else None
        answer = metrics.answer(request, SYSTEM, fresh=True, engine=chosen_engine)
        if options["json"]:
            self.stdout.write(views.as_json(answer, request))
        elif options["csv"]:
            self.stdout.write("".join(views.csv_lines(answer.figures)), ending="")
        elif options["html"]:
            self.write_page(views.page(answer, request), options["html"])
        else:
            self.show(answer, request)

    def write_page(self, page: str, file: str) -> None:
        if file == "-":
            self.stdout.write(page)
            return
        try:
            Path(file).write_text(page, encoding="utf-8")
        except OSError as error:
            sentence = _("“%(file)s” could not be written: %(reason)s.") % {"file": file, "reason": error.strerror}
            raise CommandError(sentence, returncode=USAGE) from error
        sys.stderr.write(_("Written to %(file)s.") % {"file": file} + "\n")

    def show(self, answer: Answer, request: ReportRequest) -> None:
        console = Console(file=cast(IO[str], self.stdout), highlight=False)
        console.print(views.sentence(answer))
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column(_("Measure"))
        if request.by:
            table.add_column(views.dimension_label(request.by))
        for head in (_("Value"), _("95% interval"), "n"):
            table.add_column(head, justify="right", no_wrap=True)
        table.add_column("")
        for measure, figures in views.rows(answer):
            for place, figure in enumerate(figures):
                said = [words.figure(figure.value, figure.unit), words.interval(figure.low, figure.high, figure.unit)]
                group = [views.group_words(figure, request.by)] if request.by else []
                name = str(measure.label) if place == 0 else ""
                table.add_row(name, *group, *said, words.number(figure.n), views.state_words(figure))
        console.print(table)
