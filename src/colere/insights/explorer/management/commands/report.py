"""`colere report`: what happened, what was promised and what was kept, with n and interval."""

from __future__ import annotations

import sys
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from colere.insights.explorer.views import report as views
from colere.platform import metrics
from colere.platform.metrics import Answer, ReportRequest, engines
from colere.platform.metrics.dimensions import get_dimension
from colere.platform.permissions import SYSTEM
from colere.platform.ui import words

GROUPINGS = ("team", "person", "channel", "topic", "week", "month")
USAGE = 2


class Command(BaseCommand):
    help = "What happened, what was promised and what was kept: every measure with its n and its interval."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from", dest="start", metavar="DATE", help="First day, as 2026-03-01. Default: the first with facts."
        )
        parser.add_argument(
            "--to", dest="end", metavar="DATE", help="Last day, itself included. Default: the last with facts."
        )
        parser.add_argument("--by", choices=GROUPINGS, help="One figure for each of these.")
        parser.add_argument("--team", metavar="TEAM", help="Only this team (its name).")
        parser.add_argument("--channel", metavar="CHANNEL", help="Only this channel.")
        parser.add_argument("--engine", choices=engines.NAMES, help="Who counts. Default: duckdb, on this machine.")
        parser.add_argument(
            "--master", metavar="URL", default="", help="Where Spark's master is, as spark://host:7077. Default: here."
        )
        form = parser.add_mutually_exclusive_group()
        form.add_argument("--json", action="store_true", help="For programs.")
        form.add_argument("--csv", action="store_true", help="For spreadsheets.")
        form.add_argument("--html", metavar="FILE", help="As one HTML file that needs no other; - is standard output.")

    def handle(self, *args: Any, **options: Any) -> None:
        request = ReportRequest(
            start=day(options["start"]),
            end=day(options["end"]),
            by=options["by"],
            team=cast("int | None", chosen("team", options["team"])),
            channel=cast("str | None", chosen("channel", options["channel"])),
        )
        if request.start and request.end and request.start > request.end:
            raise CommandError(_("The first day is after the last. Swap --from and --to."), returncode=USAGE)
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
        for head in (_("Value"), _("95 % interval"), "n"):
            table.add_column(head, justify="right", no_wrap=True)
        table.add_column("")
        for measure, figures in views.rows(answer):
            for place, figure in enumerate(figures):
                said = [words.figure(figure.value, figure.unit), words.interval(figure.low, figure.high, figure.unit)]
                group = [views.group_words(figure, request.by)] if request.by else []
                name = str(measure.label) if place == 0 else ""
                table.add_row(name, *group, *said, words.number(figure.n), views.state_words(figure))
        console.print(table)


def day(text: str | None) -> date | None:
    """The day that was written; a sentence for one that is none."""
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        sentence = _("“%(text)s” is not a day. Write it as 2026-03-31.") % {"text": text}
        raise CommandError(sentence, returncode=USAGE) from None


def chosen(dimension: str, text: str | None) -> int | str | None:
    """The key that a person means by a name; for an unknown one a sentence that says which was perhaps meant."""
    if text is None:
        return None
    choices = get_dimension(dimension).choices
    known = dict(choices()) if choices is not None else {}
    keys = {name.casefold(): key for name, key in known.items()}
    if text.casefold() in keys:
        return keys[text.casefold()]
    close = get_close_matches(text.casefold(), keys, n=1)
    said = {"kind": str(get_dimension(dimension).label).lower(), "text": text}
    if close:
        said["close"] = next(name for name in known if name.casefold() == close[0])
        raise CommandError(_("There is no %(kind)s “%(text)s”. Did you mean “%(close)s”?") % said, returncode=USAGE)
    said["all"] = ", ".join(sorted(known)) or _("there is none yet")
    raise CommandError(_("There is no %(kind)s “%(text)s”. Known: %(all)s.") % said, returncode=USAGE)
