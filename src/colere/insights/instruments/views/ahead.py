"""The page of contacts to come: charts, and a table by day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import formats
from django.utils.translation import gettext as _

from colere.insights.instruments.queries.asking import Question
from colere.insights.instruments.rules.findings import Finding
from colere.insights.instruments.rules.report import Report
from colere.insights.instruments.views.report import figure_words, interval_words
from colere.platform.permissions import Actor
from colere.platform.ui import words
from colere.platform.ui.charts import Bar, Bars, LinePoint, LinesChart
from colere.stats.enough import State


def draw_contacts(report: Report) -> list[LinesChart | Bars]:
    """Contacts by day, as they were and as they are expected; and the busiest day by the time of the day."""
    days = _days(report)
    if not days:
        return []
    busiest = max(days, key=lambda figure: figure.value or 0.0)
    people = _people(report, str(busiest.group))
    is_uneven = len({bar.value for bar in people.bars}) > 1  # the same number all day needs no chart
    return [_by_day(report, days), _by_time(report, str(busiest.group)), *([people] if is_uneven else [])]


def own_of_forecast(report: Report, question: Question, actor: Actor) -> dict[str, Any]:
    """The table by day, what the people are counted for, and how well the last weeks would have been told."""
    people = {figure.group: figure for figure in report.named("agents")}
    chosen = question.options
    return {
        "days": [
            {
                "day": formats.date_format(date.fromisoformat(str(figure.group)), "l j F"),
                "contacts": figure_words(figure.value, "count"),
                "interval": interval_words(figure.low, figure.high, "count"),
                "people": figure_words(people[figure.group].value, "count"),
            }
            for figure in _days(report)
        ],
        "service": _(
            "People are those to be rostered at the busiest time of the day, so that %(share)s of contacts are "
            "answered within %(seconds)s, at %(handling)s a contact and with %(away)s of paid time away."
        )
        % {
            "share": words.figure(chosen["share"], "share"),
            "seconds": words.duration(chosen["within"]),
            "handling": words.duration(chosen["handling"]),
            "away": words.figure(chosen["away"], "share"),
        },
        "trial": _trial(report),
    }


def _days(report: Report) -> list[Finding]:
    return [figure for figure in report.named("contacts") if figure.group and figure.state is State.OK]


def _trial(report: Report) -> list[tuple[str, str]]:
    """How the last four weeks would have been forecast, each from what was known before it."""
    found = {name: report.named(name) for name in ("coverage", "error", "better_than_last_week")}
    if not found["coverage"]:
        return []
    [coverage], [error], [ratio] = found.values()
    return [
        (_("Days within their interval"), _("%(share)s of %(n)s days") % _said(coverage)),
        (
            _("Error of a step, in the mean"),
            _("%(share)s of what came") % {"share": figure_words(error.value, "share")},
        ),
        (_("Error of a day"), _("%(times)s times that of “as a week ago”") % {"times": words.number(ratio.value, 2)}),
    ]


def _said(figure: Finding) -> dict[str, str]:
    return {"share": figure_words(figure.value, figure.unit), "n": words.number(figure.n)}


def _by_day(report: Report, days: list[Finding]) -> LinesChart:
    past = report.more["past"]
    first = date.fromisoformat(past["first"])
    known = [
        LinePoint((first + timedelta(days=place)).isoformat(), value=value, label=_long(first, place))
        for place, value in enumerate(past["contacts"])
    ]
    ahead = [
        LinePoint(
            str(one.group),
            expected=one.value,
            low=one.low,
            high=one.high,
            n=one.n,
            label=_long(date.fromisoformat(str(one.group)), 0),
        )
        for one in days
    ]
    return LinesChart(
        _("Contacts by day"),
        "count",
        [*known, *ahead],
        ahead_from=ahead[0].at,
        sentence=_("The band holds 95 of 100 days, if things go on as they did of late"),
        n_label=_("Days known"),
    )


def _by_time(report: Report, day: str) -> LinesChart:
    steps = _steps(report, "contacts_of_interval", day)
    points = [
        LinePoint(time, expected=one.value, low=one.low, high=one.high, n=one.n, label=time, tick=time)
        for time, one in steps
    ]
    return LinesChart(
        _("Contacts on %(day)s") % {"day": _long(date.fromisoformat(day), 0)},
        "count",
        points,
        sentence=_("The busiest day, by the time of the day"),
        n_label=_("Days known"),
    )


def _people(report: Report, day: str) -> Bars:
    steps = _steps(report, "agents_of_interval", day)
    return Bars(
        _("People on %(day)s") % {"day": _long(date.fromisoformat(day), 0)},
        "count",
        [Bar(time, one.value, n=one.n) for time, one in steps],
        sentence=_("How many are to be rostered at each time of that day"),
    )


def _steps(report: Report, name: str, day: str) -> list[tuple[str, Finding]]:
    """The steps of a day by the time at which each begins, without the quiet hours before and after it."""
    found = [(str(one.group)[11:], one) for one in report.named(name) if str(one.group).startswith(day)]
    busy = [place for place, (_time, one) in enumerate(found) if (one.value or 0.0) >= 0.05]
    return found[busy[0] : busy[-1] + 1] if busy else []


def _long(first: date, days: int) -> str:
    return formats.date_format(first + timedelta(days=days), "l j F Y")
