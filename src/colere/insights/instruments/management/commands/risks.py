"""`colere risks`: which customers are likely to stay away."""

from __future__ import annotations

from typing import Any

from colere.insights.instruments.management.asking import InstrumentCommand
from colere.insights.instruments.queries.at_risk import find_at_risk
from colere.insights.instruments.rules.steps import Tell
from colere.insights.instruments.views.at_risk import at_risk_report, name_customers
from colere.insights.instruments.views.report import Report
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import SYSTEM


class Command(InstrumentCommand):
    help = "Which customers are likely to stay away, why, and what is at stake; one in ten is held out."

    def ask(self, request: ReportRequest, options: dict[str, Any], tell: Tell) -> Report:
        return name_customers(at_risk_report(find_at_risk(SYSTEM, request=request, tell=tell)), SYSTEM)
