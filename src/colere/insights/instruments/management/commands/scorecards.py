"""`colere scorecards`: the health of a quality sheet."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from colere.insights.instruments.management.asking import InstrumentCommand
from colere.insights.instruments.queries import find_sheet_health
from colere.insights.instruments.rules.steps import Tell
from colere.insights.instruments.views.report import Report
from colere.insights.instruments.views.scorecards import sheet_report
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import SYSTEM


class Command(InstrumentCommand):
    help = "Which lines of a quality sheet go with what customers felt, and which run against it."
    has_channel = False

    def add_own(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--sheets",
            metavar="FILE",
            required=True,
            help="Reviews with person, lines and csat, and if known reviewer, topic and at; - is standard input.",
        )

    def ask(self, request: ReportRequest, options: dict[str, Any], tell: Tell) -> Report:
        return sheet_report(find_sheet_health(SYSTEM, request=request, sheets=options["sheets"], tell=tell))
