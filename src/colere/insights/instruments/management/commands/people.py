"""`colere people`: how colleagues and teams do with everybody's cases."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from colere.insights.instruments.management.asking import InstrumentCommand
from colere.insights.instruments.queries import find_standings
from colere.insights.instruments.rules.steps import Tell
from colere.insights.instruments.views.people import standings_report
from colere.insights.instruments.views.report import Report
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import SYSTEM


class Command(InstrumentCommand):
    help = "How colleagues and teams do with everybody's cases: by name, never as a league table."

    def add_own(self, parser: CommandParser) -> None:
        parser.add_argument("--question", metavar="QUESTION", default="csat", help="Which answers. Default: csat.")
        parser.add_argument(
            "--good", type=float, metavar="SCORE", help="The least score that counts as good. Default: 4 for csat."
        )

    def ask(self, request: ReportRequest, options: dict[str, Any], tell: Tell) -> Report:
        found = find_standings(SYSTEM, request=request, question=options["question"], good=options["good"], tell=tell)
        return standings_report(found)
