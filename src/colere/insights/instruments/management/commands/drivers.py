"""`colere drivers`: what goes with the ups and downs of a score."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from colere.insights.instruments.management.asking import InstrumentCommand
from colere.insights.instruments.queries import find_drivers
from colere.insights.instruments.rules.steps import Tell
from colere.insights.instruments.views.drivers import drivers_report
from colere.insights.instruments.views.report import Report
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import SYSTEM


class Command(InstrumentCommand):
    help = "What goes with the ups and downs of a score, of all that was asked beside it."

    def add_own(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--outcome",
            metavar="QUESTION",
            help="The score to explain. Default: what is asked most often beside others.",
        )
        parser.add_argument(
            "--drivers", metavar="Q1,Q2", default="", help="Questions asked beside it. Default: those that usually are."
        )

    def ask(self, request: ReportRequest, options: dict[str, Any], tell: Tell) -> Report:
        named = [name.strip() for name in options["drivers"].split(",") if name.strip()]
        found = find_drivers(SYSTEM, request=request, outcome=options["outcome"], drivers=named, tell=tell)
        return drivers_report(found)
