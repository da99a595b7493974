"""`colere value`: what customers are worth."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from colere.insights.instruments.management.asking import InstrumentCommand, whole
from colere.insights.instruments.queries import find_value
from colere.insights.instruments.rules.steps import Tell
from colere.insights.instruments.views.report import Report
from colere.insights.instruments.views.value import value_report
from colere.platform.errors import Invalid
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import SYSTEM


class Command(InstrumentCommand):
    help = "What customers are worth: how often they will buy, for how much, by the kind of buyer."

    def add_own(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=whole, default=365, help="How far ahead. Default: 365.")
        parser.add_argument(
            "--margin", type=float, default=1.0, metavar="SHARE", help="The share of the price that counts. Default: 1."
        )

    def ask(self, request: ReportRequest, options: dict[str, Any], tell: Tell) -> Report:
        if not 0 < options["margin"] <= 1:
            raise Invalid(_("The margin is a share of the price: above 0, at most 1."))
        return value_report(
            find_value(SYSTEM, request=request, days=options["days"], margin=options["margin"], tell=tell)
        )
