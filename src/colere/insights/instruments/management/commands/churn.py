"""`colere churn`: who is about to leave."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from colere.insights.instruments.management.asking import InstrumentCommand, whole
from colere.insights.instruments.queries import find_leavers, find_returning
from colere.insights.instruments.rules.steps import Tell
from colere.insights.instruments.views.contracts import leavers_report
from colere.insights.instruments.views.report import Report
from colere.insights.instruments.views.returning import returning_report
from colere.platform.errors import Invalid
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import SYSTEM


class Command(InstrumentCommand):
    help = "Who is still there and who is about to leave: from purchases, or from a file of contracts."

    def add_own(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--contracts",
            metavar="FILE",
            help="Contracts with id, started_on, ended_on and whatever else is known; - is standard input.",
        )
        parser.add_argument("--months", type=whole, default=12, help="With --contracts: how far ahead. Default: 12.")
        parser.add_argument("--top", type=whole, default=10, help="How many customers to name. Default: 10.")

    def ask(self, request: ReportRequest, options: dict[str, Any], tell: Tell) -> Report:
        if options["contracts"] is None:
            return returning_report(find_returning(SYSTEM, request=request, top=options["top"], tell=tell))
        if request.filters():
            raise Invalid(_("A file of contracts knows no team, channel or topic. Leave them out."))
        found = find_leavers(
            SYSTEM,
            request=request,
            contracts=options["contracts"],
            months=options["months"],
            top=options["top"],
            tell=tell,
        )
        return leavers_report(found)
