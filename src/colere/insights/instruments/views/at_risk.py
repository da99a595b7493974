"""Customers at risk in words: the sentence, the figures, and each customer's row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from colere.care.customers.queries.exports import outgoing_customers
from colere.foundation.queries.charter import list_charter
from colere.insights.instruments.queries.asking import Question
from colere.insights.instruments.queries.at_risk import AtRiskFound, Risk, Trial
from colere.insights.instruments.rules.at_risk import AHEAD, Judged
from colere.insights.instruments.rules.findings import Finding, finding
from colere.insights.instruments.views.contracts import calibration_findings
from colere.insights.instruments.views.pages import row_of
from colere.insights.instruments.views.report import Report, figure_words, interval_words
from colere.platform.permissions import Actor, allows
from colere.platform.ui import words
from colere.platform.ui.charts import IntervalChart, IntervalRow

ASSUMPTIONS = ("association", "goes_on_as_now", "shown_need_not_be_acted_on", "private_teams_left_out")
AT_ONCE = 12  # rows of a list before the others have to be asked for

REASONS: Mapping[str, str | Promise] = {
    "waiting": gettext_lazy("buys later than usual"),
    "seldom": gettext_lazy("buys seldom"),
    "new": gettext_lazy("has come back only once"),
    "open": gettext_lazy("waits for us to settle a matter"),
    "same_again": gettext_lazy("had to write again about the same matter"),
    "displeased": gettext_lazy("was not satisfied when last asked"),
    "late": gettext_lazy("waited more than a day for an answer"),
    "quiet": gettext_lazy("has not written to us of late"),
}
DEEDS: Mapping[str, str | Promise] = {
    "open": gettext_lazy("Settle what is open, and say on which day it will be done."),
    "same_again": gettext_lazy("Ring them up, and look for why it came back."),
    "displeased": gettext_lazy("Say that you know, and ask what is missing."),
    "late": gettext_lazy("Say that it took too long, and why."),
}
SAID = ("waiting", "quiet")  # what the list of the silent says of them all


def at_risk_report(found: AtRiskFound) -> Report:
    """How many are likelier than others to stay away, what is at stake, and who they are."""
    known = found.usual is not None
    figures = [
        finding("risk_customers", found.customers, n=found.customers, unit="count"),
        finding("risk_usual", found.usual, n=found.customers, unit="share"),
        finding("risk_leaving", found.leaving if known else None, n=found.customers, unit="count"),
        finding("risk_silent", found.silent if known else None, n=found.customers, unit="count"),
        finding("risk_at_stake", as_known(found.at_stake), n=found.leaving, unit=found.currency or "count"),
        *_trial(found.trial),
        *_judged(found.judged),
        *(_figure(risk) for risk in found.risks),
    ]
    more = {
        "risks": {str(risk.customer): asdict(risk) for risk in found.risks},
        "held_out": found.held_out,
        "currency": found.currency,
    }
    return Report(_sentence(found), figures, ASSUMPTIONS, "staying_away", found.period, more=more)


def name_customers(report: Report, actor: Actor) -> Report:
    """The report with customers' names for who may read them, and reasons in words; who is no more is left out."""
    keys = [figure.key for figure in report.named("risk") if figure.key is not None]
    names = outgoing_customers(keys, actor=actor) if allows(actor, "customers.read") else {}
    figures = []
    for figure in report.figures:
        if figure.name != "risk":
            figures.append(figure)
        elif figure.key in names:
            said = tuple(str(REASONS[reason]) for reason in figure.reasons)
            figures.append(replace(figure, group=names[figure.key].get("name") or figure.group, reasons=said))
    return replace(report, figures=figures)


def draw_at_risk(report: Report) -> list[IntervalChart]:
    """Whether what would have been said ninety days ago came true."""
    rows = [
        IntervalRow(str(one.group), one.value, one.low, one.high, one.n, _kept(one), one.verdict == "missed")
        for one in report.named("risk_calibration")
    ]
    if not rows:
        return []
    said = _("Share that did stay away, by the chance that would have been said %(days)s days ago") % {"days": AHEAD}
    return [
        IntervalChart(
            _("Whether the chances hold"),
            "share",
            rows,
            sentence=said,
            group_label=_("Said"),
            n_label=_("Customers"),
        )
    ]


def own_of_at_risk(report: Report, question: Question, actor: Actor) -> dict[str, Any]:
    """Both lists, what the hold-out tells so far, and what the reader may decide alone."""
    rows = [_row(figure, report.more) for figure in report.named("risk")]
    charter = [rule.text for role, rules in list_charter(actor) if actor.has_role(role) for rule in rules]
    said = _("Each with the chance to buy nothing for %(days)s days, and that times what they would spend in a year.")
    lists = [
        (_("Still there, and may stay away"), said, [row for row in rows if not row["is_silent"]]),
        (
            _("Fallen silent"),
            _("Neither bought nor wrote for %(days)s days. Ask how the last order did, without advertisement."),
            [row for row in rows if row["is_silent"]],
        ),
    ]
    return {
        "plain": [row_of(one) for one in report.figures if not one.is_detail and one.name != "risk"],
        "lists": [(title, text % {"days": AHEAD}, own[:AT_ONCE], own[AT_ONCE:]) for title, text, own in lists if own],
        "held_out": report.more["held_out"],
        "judged": judged_words(report),
        "charter": charter,
    }


def judged_words(report: Report) -> str:
    """What showing customers has brought, as far as it can be told."""
    [more] = report.named("risk_judged_more")
    if more.value is None or more.low is None or more.high is None:
        return _(
            "It cannot be told yet what the list brings: %(days)s days after they were listed, too few are known."
        ) % {"days": AHEAD}
    said = {"points": words.number(more.value * 100), "interval": _points(more.low, more.high), "days": AHEAD}
    if more.low > 0:
        return _("The list helps: of those shown, %(points)s points more (%(interval)s) bought again.") % said
    if more.high < 0:
        return _("The list does harm: of those shown, fewer bought again (%(points)s points; %(interval)s).") % said
    return (
        _("Those shown and those held out cannot be told apart yet: %(points)s points (%(interval)s) bought again.")
        % said
    )


def _points(low: float, high: float) -> str:
    return _("%(low)s to %(high)s") % {"low": words.number(low * 100), "high": words.number(high * 100)}


def _sentence(found: AtRiskFound) -> str:
    if found.usual is None:
        said = _("Too few: of %(n)s customers who come back, too few have stayed away to tell who will.")
        return said % {"n": words.number(found.customers)}
    if found.trial is not None and not found.trial.ranking.low > 0.5:
        return _("Who will stay away cannot be told better than by chance yet.")
    if not found.leaving:
        told = _("No customer who is still there is likelier than the others to stay away.")
    else:
        told = ngettext(
            "%(n)s customer who is still there is likelier than others to stay away",
            "%(n)s customers who are still there are likelier than others to stay away",
            found.leaving,
        ) % {"n": words.number(found.leaving)}
        if found.at_stake is not None:
            worth = figure_words(as_known(found.at_stake), found.currency)
            told += _("; in a year about %(worth)s are at stake") % {"worth": worth}
        told += "."
    silent = ngettext("%(n)s has fallen silent.", "%(n)s have fallen silent.", found.silent)
    return f"{told} {silent % {'n': words.number(found.silent)}}" if found.silent else told


def as_known(worth: float | None) -> float | None:
    """A sum of what may be lost, to two figures: of a chance times what somebody may spend, no more can be known."""
    return float(f"{worth:.1e}") if worth else worth


def _figure(risk: Risk) -> Finding:
    return finding(
        "risk",
        risk.chance,
        low=risk.low,
        high=risk.high,
        n=1,
        unit="share",
        group=_("customer %(id)s") % {"id": risk.customer},
        verdict="silent" if risk.is_silent else "still_there",
        reasons=risk.reasons,
        key=risk.customer,
    )


def _trial(trial: Trial | None) -> list[Finding]:
    if trial is None:
        return []
    area = trial.ranking
    rows = [
        finding("risk_trial_expected", trial.expected, n=trial.n, unit="count"),
        finding("risk_trial_stayed", trial.stayed, n=trial.n, unit="count"),
        finding("risk_trial_area", area.area, low=area.low, high=area.high, n=area.n, unit="ratio"),
    ]
    return rows + calibration_findings("risk_calibration", trial.calibration)


def _judged(judged: Judged) -> list[Finding]:
    def share(name: str, back: int, n: int) -> Finding:
        return finding(name, back / n if n else None, n=n, unit="share", is_enough=judged.more is not None)

    value, low, high = judged.more or (None, None, None)
    n = judged.shown + judged.held_out
    return [
        share("risk_judged_shown", judged.shown_back, judged.shown),
        share("risk_judged_held_out", judged.held_out_back, judged.held_out),
        finding("risk_judged_more", value, low=low, high=high, n=n, unit="balance"),
    ]


def _kept(figure: Finding) -> str:
    return _("not as said") if figure.verdict == "missed" else _("as said")


def _row(figure: Finding, more: Mapping[str, Any]) -> dict[str, Any]:
    risk = more["risks"][str(figure.key)]
    stake = None if risk["value"] is None else risk["value"] * risk["chance"]
    spans = {"since": words.number(risk["since"]), "rhythm": words.number(risk["rhythm"])}
    return {
        "name": figure.group,
        "href": reverse("customers:customer-detail", args=[figure.key]),
        "chance": figure_words(figure.value, "share"),
        "interval": interval_words(figure.low, figure.high, "share"),
        "stake": "" if stake is None else figure_words(as_known(stake), more["currency"]),
        "bought": _("bought %(since)s days ago, usually every %(rhythm)s") % spans,
        "reasons": [str(REASONS[reason]) for reason in risk["reasons"] if not (risk["is_silent"] and reason in SAID)],
        "deeds": [str(DEEDS[reason]) for reason in risk["reasons"] if reason in DEEDS],
        "is_silent": risk["is_silent"],
    }
