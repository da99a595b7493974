"""`colere shift`: what a change on a known day did, or on known days to several."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils.translation import gettext as _

from colere.insights.instruments.management.asking import InstrumentCommand
from colere.insights.instruments.queries import find_shift, find_staggered
from colere.insights.instruments.queries.comparisons import comparison_from
from colere.insights.instruments.queries.shift import CONTACTS
from colere.insights.instruments.rules.steps import Tell
from colere.insights.instruments.views.report import Report
from colere.insights.instruments.views.shift import shift_report
from colere.insights.instruments.views.staggered import staggered_report
from colere.platform.errors import Invalid
from colere.platform.metrics import ReportRequest
from colere.platform.metrics.asked import day_from
from colere.platform.permissions import SYSTEM


class Command(InstrumentCommand):
    help = "What a change on a known day (or on several, to one after the other) did to a measure."

    def add_own(self, parser: CommandParser) -> None:
        parser.add_argument("--on", metavar="DATE", help="The day of the change, as 2026-03-01.")
        parser.add_argument(
            "--since",
            metavar="NAME=DATE",
            action="append",
            default=[],
            help="Instead of --on, once for each team, channel or topic that the change came to: since when it has it, "
            "as Parcels=2026-03-03. All others of that kind are what they are compared with.",
        )
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
        if bool(options["on"]) == bool(options["since"]):
            raise Invalid(_("Say when it changed: either --on a day, or --since NAME=DATE for each that got it."))
        if options["alone"] and options["against"]:
            raise Invalid(_("Either --alone or --against: one says that there is nothing to compare with."))
        if options["since"]:
            return _rolled_out(request, options, tell)
        if options["measure"] is None and request.topic is None:
            raise Invalid(_("Say what may have changed: a measure with --measure, or a topic with --topic."))
        on = day_from(options["on"])
        assert on is not None
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


def _rolled_out(request: ReportRequest, options: dict[str, Any], tell: Tell) -> Report:
    """The answer for a change that came to several on different days."""
    if options["alone"] or options["against"]:
        raise Invalid(_("With --since they are compared with all others of their kind: leave out --against."))
    dimension, starts = _starts(options["since"])
    if getattr(request, dimension) is not None:
        raise Invalid(_("Leave out --%(dimension)s: each of them is looked at by itself.") % {"dimension": dimension})
    measure = options["measure"] or CONTACTS
    found = find_staggered(SYSTEM, request=request, dimension=dimension, starts=starts, measure=measure, tell=tell)
    return staggered_report(found)


def _starts(texts: Sequence[str]) -> tuple[str, dict[int | str, date]]:
    """What "Parcels=2026-03-03" says, of all of them; they must be of one kind."""
    found: dict[int | str, date] = {}
    dimensions = set()
    for text in texts:
        name, _equals, day = text.rpartition("=")
        on = day_from(day) if name else None
        if on is None:
            raise Invalid(_("“%(text)s” does not say who and since when: write Parcels=2026-03-03.") % {"text": text})
        one = comparison_from(name.strip(), actor=SYSTEM)
        if one.key in found:
            raise Invalid(_("“%(name)s” is named twice.") % {"name": one.name})
        found[one.key] = on
        dimensions.add(one.dimension)
    if len(dimensions) > 1:
        raise Invalid(_("Choose teams only, or channels only, or topics only."))
    return dimensions.pop(), found
