"""`colere journey`: after which steps customers fall silent or write to us."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from colere.insights.instruments.management.asking import InstrumentCommand
from colere.insights.instruments.rules.report import Report
from colere.insights.instruments.rules.steps import Step, Tell
from colere.insights.journey.queries.counting import find_journey
from colere.insights.journey.rules.steps import SILENT_AFTER, USUALLY_SILENT_AFTER
from colere.insights.journey.views.report import ARROW, journey_report
from colere.insights.journey.views.wording import KINDS
from colere.platform.errors import Invalid
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import SYSTEM


class Command(InstrumentCommand):
    help = "Which step follows which, after which steps customers fall silent or write to us, and how each felt."

    def add_own(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--silent",
            type=int,
            choices=SILENT_AFTER,
            default=USUALLY_SILENT_AFTER,
            help="Days without a purchase or a message from which somebody counts as silent. Default: 90.",
        )

    def ask(self, request: ReportRequest, options: dict[str, Any], tell: Tell) -> Report:
        if request.topic is not None:
            raise Invalid(_("A journey passes through many topics. Leave --topic out."))
        tell(Step.READING)
        report = journey_report(find_journey(SYSTEM, request=request, silent_days=options["silent"]))
        if options["json"]:
            return report
        return replace(report, figures=[replace(one, group=_named(str(one.group))) for one in report.figures])


def _named(group: str) -> str:
    """The kinds of a step, or of both ends of a way, in words."""
    return ARROW.join(str(KINDS[kind]) for kind in group.split(ARROW))
