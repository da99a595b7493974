"""`colere teamwork`: whether the mood of teams goes before what their customers say."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from colere.insights.instruments.actions import take_pulses
from colere.insights.instruments.management.asking import InstrumentCommand
from colere.insights.instruments.queries import find_teamwork
from colere.insights.instruments.rules.steps import Tell
from colere.insights.instruments.views.report import Report
from colere.insights.instruments.views.teamwork import teamwork_report
from colere.platform.errors import Invalid
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import SYSTEM


class Command(InstrumentCommand):
    help = "Whether customers fare better some weeks after their team felt better."

    def add_own(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--pulse",
            metavar="FILE",
            help="Answers of colleagues with team, at (a day) and score; - is standard input. Default: those kept.",
        )
        parser.add_argument("--keep", action="store_true", help="Keep the answers of the file, for the page.")

    def ask(self, request: ReportRequest, options: dict[str, Any], tell: Tell) -> Report:
        if not options["keep"]:
            return teamwork_report(find_teamwork(SYSTEM, request=request, pulses=options["pulse"], tell=tell))
        if options["pulse"] is None:
            raise Invalid(_("What should be kept? Name the file with --pulse."))
        _taken, refused = take_pulses(options["pulse"], actor=SYSTEM)
        return teamwork_report(find_teamwork(SYSTEM, request=request, refused=refused, tell=tell))
