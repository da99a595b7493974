"""`colere problems`: which problems come back, and what they cost."""

from __future__ import annotations

from typing import IO, Any, cast

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _
from rich.console import Console
from rich.table import Table

from colere.insights.problems.queries.counting import count_problems, settled
from colere.insights.problems.rules.finding import MINUTES
from colere.insights.problems.rules.findings import Findings
from colere.insights.problems.views import wording
from colere.insights.problems.views.output import in_order, problems_json
from colere.platform import metrics
from colere.platform.errors import Invalid
from colere.platform.metrics.asked import add_asking_arguments, request_from
from colere.platform.permissions import SYSTEM
from colere.platform.ui import words

USAGE = 2


class Command(BaseCommand):
    help = "Which problems come back, since when, how often, and what they cost."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        add_asking_arguments(parser, first="52 weeks before the last", last="the last with facts")
        parser.add_argument(
            "--minutes", metavar="N", type=int, default=MINUTES, help="Minutes of work for a contact. Default: 10."
        )
        parser.add_argument("--json", action="store_true", help="For programs.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            request = request_from(**{name: options[name] for name in ("start", "end", "team", "channel")})
        except Invalid as error:
            raise CommandError(error.sentence, returncode=USAGE) from error
        if options["minutes"] < 1:
            raise CommandError(_("A contact takes at least a minute."), returncode=USAGE)
        metrics.catch_up()
        asked = settled(request, SYSTEM)
        if asked is None:
            raise CommandError(_("There is nothing to compare yet: no conversation has come in."))
        found = count_problems(SYSTEM, request=asked)
        if options["json"]:
            self.stdout.write(problems_json(found, options["minutes"]))
        else:
            self.show(found, options["minutes"])

    def show(self, found: Findings, minutes: int) -> None:
        console = Console(file=cast(IO[str], self.stdout), highlight=False)
        console.print(wording.sentence(found, minutes), markup=False)
        table = Table(box=None, pad_edge=False, header_style="bold")
        table.add_column(_("Topic"))
        for head in (_("Contacts"), _("Work and 95% interval"), _("More than usual")):
            table.add_column(head, justify="right", no_wrap=True)
        table.add_column("")
        for topic in in_order(found):
            excess = wording.hours_words(topic.excess, minutes) if topic.spells else ""
            cost = wording.hours_words(topic.cost, minutes)
            table.add_row(topic.name, words.number(topic.n), cost, excess, wording.state_words(topic))
        console.print(table)
        for title, text in wording.methods(found, minutes):
            console.print(f"{title}: {text}", markup=False, style="dim")
