"""The mood of teams and their customers in words, as modest as the thing is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.insights.instruments.queries.asking import Question
from colere.insights.instruments.queries.teamwork import TeamworkFound
from colere.insights.instruments.rules.findings import Finding, finding
from colere.insights.instruments.rules.report import Report
from colere.insights.instruments.views.pages import row_of
from colere.insights.instruments.views.report import remark
from colere.platform.permissions import Actor
from colere.platform.ui import words
from colere.platform.ui.charts import IntervalChart, IntervalRow
from colere.stats.enough import State

if TYPE_CHECKING:
    from colere.stats.teamwork import Lag, MoodAndCustomers

ASSUMPTIONS = ("association", "teams_with_themselves", "same_topics", "mood_is_measured_with_error")


def teamwork_report(found: TeamworkFound) -> Report:
    """Whether there is a sign, after how many weeks, and whether the checks that should show nothing show nothing."""
    return Report(_sentence(found), _figures(found), ASSUMPTIONS, "two_way_fixed_effects", found.period, found.refused)


def draw_teamwork(report: Report) -> list[IntervalChart]:
    """The effect by weeks later, and the check ahead, held against nothing."""
    rows = [
        IntervalRow(
            weeks_words(int(str(one.group))),
            one.value, one.low, one.high, one.n, remark(one), is_apart=one.verdict == "sign",
        )
        for one in report.named("mood_effect")
        if one.state is State.OK
    ]  # fmt: skip
    if not rows:
        return []
    [ahead] = report.named("mood_ahead")
    check = IntervalRow(_("a week before (check)"), ahead.value, ahead.low, ahead.high, ahead.n, remark(ahead))
    return [
        IntervalChart(
            _("Content customers and the mood of their team"),
            "balance",
            [check, *rows],
            reference=0.0,
            reference_label=_("nothing"),
            sentence=_("How many more of 100 customers are content, for each point that the team felt better"),
            group_label=_("When"),
            n_label=_("Teams"),
            period=report.days,
        )
    ]


def own_of_teamwork(report: Report, question: Question, actor: Actor) -> dict[str, Any]:
    """The rows of the figures, with weeks in words."""
    rows = []
    for figure in report.figures:
        row = row_of(figure)
        rows.append(row if figure.name != "mood_effect" else {**row, "group": weeks_words(int(str(figure.group)))})
    return {"rows": rows}


def weeks_words(weeks: int) -> str:
    """How long after the mood customers answered."""
    if weeks == 0:
        return _("in the same week")
    return ngettext("%(n)s week later", "%(n)s weeks later", weeks) % {"n": weeks}


def _sentence(found: TeamworkFound) -> str:
    told = found.found
    if not found.pulses:
        return _("Nobody has handed over yet how teams are.")
    if told is None:
        return _("Too few: no customer has answered how content they were with a team.")
    said = {"teams": words.number(told.teams), "weeks": words.number(told.periods)}
    best = strongest(told)
    if best is not None:
        points = words.number(abs(float(best.effect.value)) * 100)
        said |= {"when": weeks_words(best.periods), "points": points}
    return _news(str(told.verdict), is_more=best is not None and float(best.effect.value) > 0) % said


def _news(verdict: str, *, is_more: bool) -> str:
    """The sentence of a verdict, with places for its figures."""
    if verdict == "too_few":
        return _(
            "Too few: with 5 answers each, %(teams)s teams can be followed over %(weeks)s weeks. It takes 8 teams over "
            "10 weeks, or 4 teams over 30."
        )
    if verdict == "no_sign":
        return _(
            "There is no sign that the mood of teams goes before what their customers say (%(teams)s teams, %(weeks)s "
            "weeks)."
        )
    if verdict == "placebo_fails":
        return _(
            "The mood of teams and the content of customers go together, but a check that should show nothing shows "
            "something too: from this alone nothing follows (%(teams)s teams, %(weeks)s weeks)."
        )
    if is_more:
        return _(
            "Where a team felt a point better, about %(points)s more of 100 customers were content %(when)s "
            "(%(teams)s teams, %(weeks)s weeks)."
        )
    return _(
        "Where a team felt a point better, about %(points)s fewer of 100 customers were content %(when)s: look closer "
        "before you believe it (%(teams)s teams, %(weeks)s weeks)."
    )


def strongest(told: MoodAndCustomers) -> Lag | None:
    """The lag with the largest effect of those that can be told from nothing: moods last for weeks, so lags beside the
    true one show something as well, but less.
    """
    return max((lag for lag in told.lags if lag.is_sign), key=lambda lag: abs(float(lag.effect.value)), default=None)


def _figures(found: TeamworkFound) -> list[Finding]:
    told = found.found
    if told is None or not told.lags:
        known = told.teams if told is not None else 0
        return [finding("mood_effect", None, n=known, unit="balance", group="0")]
    rows = [
        finding(
            "mood_effect",
            lag.effect.value,
            low=lag.effect.low,
            high=lag.effect.high,
            n=lag.effect.n,
            unit="balance",
            group=str(lag.periods),
            verdict="sign" if lag.is_sign else "no_sign",
        )
        for lag in told.lags
    ]
    ahead = told.ahead
    is_empty = bool(ahead.low <= 0 <= ahead.high)
    check = "as_it_should" if is_empty else "shows_something"
    rows.append(
        finding("mood_ahead", ahead.value, low=ahead.low, high=ahead.high, n=ahead.n, unit="balance", verdict=check)
    )
    rows.append(finding("mood_shuffled", told.shuffled_p, n=told.teams, unit="share"))
    return rows
