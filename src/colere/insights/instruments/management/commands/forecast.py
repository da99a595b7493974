"""`colere forecast`: how many contacts will come, and how many people they need."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser

from colere.insights.instruments.management.asking import InstrumentCommand, whole
from colere.insights.instruments.queries import Service, find_contacts_ahead
from colere.insights.instruments.rules.steps import Tell
from colere.insights.instruments.views.forecast import contacts_report
from colere.insights.instruments.views.report import Report
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import SYSTEM


class Command(InstrumentCommand):
    help = "How many contacts will come, by interval of the day, and how many people they need."

    def add_own(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=whole, default=14, help="How many days ahead. Default: 14.")
        parser.add_argument(
            "--every", type=whole, default=60, metavar="MINUTES", help="Length of an interval. Default: 60."
        )
        parser.add_argument(
            "--handling", type=float, default=10.0, metavar="MINUTES", help="What a contact takes. Default: 10."
        )
        parser.add_argument("--share", type=float, default=0.8, help="The share to be answered in time. Default: 0.8.")
        parser.add_argument(
            "--within", type=float, default=20.0, metavar="SECONDS", help="What is in time. Default: 20."
        )
        parser.add_argument(
            "--away", type=float, default=0.0, help="The share of paid time for breaks, training, illness. Default: 0."
        )

    def ask(self, request: ReportRequest, options: dict[str, Any], tell: Tell) -> Report:
        service = Service(options["handling"] * 60.0, options["share"], options["within"], options["away"])
        found = find_contacts_ahead(
            SYSTEM, request=request, days=options["days"], minutes=options["every"], service=service, tell=tell
        )
        return contacts_report(found)
