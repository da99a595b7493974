"""`colere shift`: what a change on a known day did."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from colere.insights.instruments.management.asking import InstrumentCommand
from colere.insights.instruments.queries import find_shift
from colere.insights.instruments.queries.comparisons import comparison_from
from colere.insights.instruments.queries.shift import CONTACTS
from colere.insights.instruments.rules.steps import Tell
from colere.insights.instruments.views.report import Report
from colere.insights.instruments.views.shift import shift_report
from colere.platform.errors import Invalid
from colere.platform.metrics import ReportRequest
from colere.platform.metrics.asked import day_from
from colere.platform.permissions import SYSTEM


class Command(InstrumentCommand):
    help = "What a change on a known day did to a measure, or to how often a topic comes up."

    def add_own(self, parser: CommandParser) -> None:
        parser.add_argument("--on", metavar="DATE", required=True, help="The day of the change, as 2026-03-01.")
        parser.add_argument(
            "--measure", metavar="NAME", help="A measure of `colere report`. Default: contacts about --topic."
        )
        parser.add_argument(
            "--against",
            metavar="NAME",
            help="A team, channel or topic that the change did not touch, to compare with. Default: "
            "for contacts about a topic, all other topics.",
        )
        parser.add_argument("--alone", action="store_true", help="Compare with nothing but the past.")

    def ask(self, request: ReportRequest, options: dict[str, Any], tell: Tell) -> Report:
        on = day_from(options["on"])
        assert on is not None
        if options["measure"] is None and request.topic is None:
            raise Invalid(_("Say what may have changed: a measure with --measure, or a topic with --topic."))
        if options["alone"] and options["against"]:
            raise Invalid(_("Either --alone or --against: one says that there is nothing to compare with."))
        found = find_shift(
            SYSTEM,
            request=request,
            on=on,
            measure=options["measure"] or CONTACTS,
            against=comparison_from(options["against"], actor=SYSTEM) if options["against"] else None,
            is_alone=options["alone"],
            tell=tell,
        )
        return shift_report(found)
