"""Who is about to end a contract, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.insights.instruments.queries.contracts import LeaversFound, Test
from colere.insights.instruments.rules.findings import Finding, finding
from colere.insights.instruments.views.report import Report, figure_words, listed
from colere.platform.ui import words
from colere.stats.enough import State

if TYPE_CHECKING:
    from colere.stats.churn import Calibration

ASSUMPTIONS = ("association", "all_contracts_in_file", "circumstances_stay", "interval_of_expectation")


def leavers_report(found: LeaversFound) -> Report:
    """How many will end, what goes with it, and which are likeliest to."""
    figures = [*_counts(found), *_ratios(found), *_risks(found)]
    if found.test is not None:
        figures += _tests(found.test, found.months)
    return Report(_sentence(found), figures, ASSUMPTIONS, "discrete_hazard", found.period, found.refused)


def _sentence(found: LeaversFound) -> str:
    said = {
        "running": words.number(found.running),
        "n": words.number(found.contracts),
        "ended": words.number(found.ended),
        "months": found.months,
    }
    if found.hazard is None or found.expected is None or found.hazard.state is State.TOO_FEW:
        return _("Too few: of %(n)s contracts %(ended)s have ended, which does not tell who will.") % said
    said["expected"] = words.number(found.expected)
    sentence = (
        ngettext(
            "Of %(running)s running contracts, %(expected)s will probably end within a month.",
            "Of %(running)s running contracts, %(expected)s will probably end within %(months)s months.",
            found.months,
        )
        % said
    )
    ratios = [row for row in _ratios(found) if row.verdict == "for_leaving"]
    if ratios:
        names = listed([str(row.group) for row in ratios[:3]])
        return f"{sentence} {_('Most speaks for it: %(reasons)s.') % {'reasons': names}}"
    return f"{sentence} {_('Nothing that the file says of them shows a sign of why.')}"


def _counts(found: LeaversFound) -> list[Finding]:
    rows = [
        finding("contracts", found.contracts, n=found.contracts, unit="count"),
        finding("running", found.running, n=found.contracts, unit="count"),
        finding("ended", found.ended, n=found.contracts, unit="count"),
    ]
    is_enough = found.hazard is not None and found.hazard.state is State.OK
    rows.append(finding("leavers_expected", found.expected, n=found.running, unit="count", is_enough=is_enough))
    return rows


def _ratios(found: LeaversFound) -> list[Finding]:
    """By how much each circumstance multiplies the odds to leave in a month, the strongest first."""
    hazard = found.hazard
    if hazard is None:
        return []
    rows = []
    for place, column in enumerate(found.columns):
        ratio, low, high = hazard.ratio[place], hazard.low[place], hazard.high[place]
        verdict = "for_leaving" if low > 1 else "for_staying" if high < 1 else "no_sign"
        rows.append(
            finding(
                "hazard_ratio",
                ratio,
                low=low,
                high=high,
                n=hazard.leavers,
                unit="ratio",
                group=column,
                verdict=verdict,
                is_enough=hazard.state is State.OK,
            )
        )
    order = ("for_leaving", "for_staying", "no_sign")
    return sorted(rows, key=lambda row: (order.index(row.verdict or "no_sign"), -(row.value or 0.0)))


def _risks(found: LeaversFound) -> list[Finding]:
    """The likeliest to end, each with what speaks most for it."""
    return [
        finding(
            "chance_to_leave",
            one.chance,
            low=one.low,
            high=one.high,
            n=found.running,
            unit="share",
            group=one.id,
            reasons=one.reasons,
        )
        for one in found.at_risk
    ]


def _tests(test: Test, months: int) -> list[Finding]:
    span = ngettext("the last month", "the last %(months)s months", months) % {"months": months}
    area = test.ranking
    rows = [
        finding("test_expected", test.expected, n=test.n, unit="count", group=span),
        finding("test_left", test.left, n=test.n, unit="count", group=span),
        finding("test_area", area.area, low=area.low, high=area.high, n=area.n, unit="ratio", group=span),
    ]
    return rows + calibration_findings("calibration", test.calibration)


def calibration_findings(name: str, said: Calibration) -> list[Finding]:
    """What followed in each group of like chances, beside the chance that was said."""
    return [
        finding(
            name,
            said.observed[place],
            low=said.low[place],
            high=said.high[place],
            n=said.n[place],
            unit="share",
            group=_("said: %(share)s") % {"share": figure_words(float(said.expected[place]), "share")},
            verdict="kept" if said.is_kept[place] else "missed",
            is_detail=True,
        )
        for place in range(len(said.n))
    ]
