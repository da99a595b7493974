"""`colere promises`: which promises are kept and not felt."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from colere.insights.instruments.management.asking import InstrumentCommand
from colere.insights.instruments.queries.promises import find_promises
from colere.insights.instruments.rules.steps import Tell
from colere.insights.instruments.views.promises import promises_report
from colere.insights.instruments.views.report import Report
from colere.platform.errors import Invalid
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import SYSTEM


class Command(InstrumentCommand):
    help = "How often each promise is kept, as measured, and felt, as customers say; and the gap between the two."

    def ask(self, request: ReportRequest, options: dict[str, Any], tell: Tell) -> Report:
        if request.topic is not None:
            raise Invalid(_("Promises name their topics themselves. Leave --topic out."))
        report = promises_report(find_promises(SYSTEM, request=request, tell=tell))
        if options["json"]:
            return report
        said = {one["slug"]: one["words"] for one in report.more["promises"]}
        return replace(report, figures=[replace(one, group=said[str(one.group)]) for one in report.figures])
