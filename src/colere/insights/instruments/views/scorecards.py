"""The health of a quality sheet in words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from colere.insights.instruments.queries.scorecards import SheetFound
from colere.insights.instruments.rules.findings import Finding, finding
from colere.insights.instruments.views.report import Report, listed
from colere.platform.ui import words

ASSUMPTIONS = ("association", "within_people", "few_by_chance")
JUDGED = ("helps", "harms", "no_sign")


def sheet_report(found: SheetFound) -> Report:
    """The lines that run against what customers feel first, then those that go with it."""
    return Report(
        _sentence(found), _figures(found), ASSUMPTIONS, "within_people_regression", found.period, found.refused
    )


def _sentence(found: SheetFound) -> str:
    said = {"n": words.number(found.answered), "reviews": words.number(found.reviews)}
    if found.health is None or not any(str(verdict) in JUDGED for verdict in found.health.verdict):
        return (
            _("Too few: %(reviews)s reviews, of which %(n)s have a customer’s answer, tell no line from another.")
            % said
        )
    by_verdict: dict[str, list[str]] = {}
    for line, verdict in zip(found.health.line, found.health.verdict, strict=True):
        by_verdict.setdefault(str(verdict), []).append(line)
    parts = []
    if harms := by_verdict.get("harms"):
        parts.append(_("%(lines)s: kept, customers are less happy.") % {"lines": listed(harms)})
    if helps := by_verdict.get("helps"):
        parts.append(_("%(lines)s: kept, customers are happier.") % {"lines": listed(helps)})
    if not parts:
        parts.append(_("No line of the sheet shows a sign of what customers feel."))
    return " ".join([*parts, _("(%(n)s reviews with a customer’s answer.)") % said])


def _figures(found: SheetFound) -> list[Finding]:
    health = found.health
    if health is None:
        return []
    order = ("harms", "helps", "no_sign", "too_few", "constant")
    rows = [
        finding(
            "line",
            health.association[place],
            low=health.low[place],
            high=health.high[place],
            n=health.n[place],
            unit="score",
            group=line,
            verdict=str(health.verdict[place]),
        )
        for place, line in enumerate(health.line)
    ]
    return sorted(rows, key=lambda row: order.index(row.verdict or "too_few"))
