"""The page of people and teams: who reads it decides what is in it, in its charts and in its files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from colere.insights.instruments.queries.people import led_teams, names_by_id, whose_figures
from colere.insights.instruments.rules.findings import Finding
from colere.insights.instruments.rules.report import Report
from colere.insights.instruments.rules.standing import LEAST_PEOPLE
from colere.insights.instruments.views.people import PERSON, TEAM, no_answer, of_colleagues, of_teams
from colere.insights.instruments.views.report import remark, with_interval
from colere.platform.permissions import Actor
from colere.platform.ui import words
from colere.platform.ui.charts import Funnel, FunnelChart, FunnelPoint, IntervalChart, IntervalRow
from colere.stats.enough import State

APART = ("above", "below")
BEYOND = 1.4  # how far the limits of a funnel go on behind its largest group


def narrow_standings(report: Report, actor: Actor) -> Report:
    """Of the kept scores those that this actor may see, with names: their own and those of whom they lead; and teams
    with enough people for nobody to be seen through them.
    """
    people = whose_figures(actor, _keys(report, PERSON[0]))
    members, led = report.more.get("members", {}), led_teams(actor)
    teams = {
        key
        for key in _keys(report, TEAM[0])
        if actor.is_system or key in led or members.get(str(key), 0) >= LEAST_PEOPLE
    }
    names: dict[tuple[str, int | None], str] = {
        **{(name, key): text for name in PERSON for key, text in names_by_id("person", people, actor=actor).items()},
        **{(name, key): text for name in TEAM for key, text in names_by_id("team", teams, actor=actor).items()},
    }
    figures = [replace(one, group=names[one.name, one.key]) for one in report.figures if (one.name, one.key) in names]
    figures.sort(key=lambda one: (one.name in TEAM, str(one.group).casefold()))
    hidden = len(_keys(report, TEAM[0])) - len(teams)
    own = sorted(people & actor.ids("person"))
    more = {**_more(report.more, people, teams), "own": own, "hidden": hidden}
    narrowed = replace(report, figures=figures, more=more)
    return replace(narrowed, sentence=_sentence(narrowed))


def draw_standings(report: Report) -> list[FunnelChart | IntervalChart]:
    """For each team of whose people some may be seen, a funnel and their intervals; then the same of teams."""
    people, teams, homes = report.named(PERSON[0]), report.named(TEAM[0]), report.more.get("homes", {})
    named = {one.key: str(one.group) for one in teams}
    charts: list[FunnelChart | IntervalChart] = []
    for team in sorted({homes[str(one.key)] for one in people}, key=lambda key: (key not in named, named.get(key, ""))):
        own = [one for one in people if homes[str(one.key)] == team]
        charts += _of_people(report, own, team if team in named else None, named.get(team, ""))
    return [*charts, *(_of_teams(report, teams) if len(teams) > 1 else [])]


def hidden_teams(report: Report, *_asked: object) -> dict[str, str]:
    """A word about the teams that are too small to be shown."""
    said = {"n": words.number(report.more["hidden"]), "least": words.number(LEAST_PEOPLE)}
    text = _("Teams in which fewer than %(least)s people have answers are not shown (%(n)s): one could tell who it is.")
    return {"hidden": text % said if report.more["hidden"] else ""}


def _keys(report: Report, name: str) -> set[int]:
    return {one.key for one in report.named(name) if one.key is not None}


def _more(more: Mapping[str, Any], people: set[int], teams: set[int]) -> dict[str, Any]:
    """What charts draw, without anybody whom the actor may not see."""
    shown = {"people": people, "homes": people, "teams": teams, "limits": teams}
    kept = {
        name: {key: value for key, value in more.get(name, {}).items() if key == "all" or int(key) in keys}
        for name, keys in shown.items()
    }
    return {**kept, "question": more["question"], "overall": more.get("overall"), "sizes": more.get("sizes", [])}


def _sentence(report: Report) -> str:
    people, own = report.named(PERSON[0]), report.more["own"]
    if report.more["overall"] is None:
        return no_answer(report.more["question"])
    if [one.key for one in people] == own and own:
        return _of_oneself(people[0])
    if people:
        return of_colleagues(Counter(str(one.verdict) for one in people))
    return of_teams(Counter(str(one.verdict) for one in report.named(TEAM[0])))


def _of_oneself(figure: Finding) -> str:
    if figure.state is State.TOO_FEW or figure.value is None or figure.low is None or figure.high is None:
        return _("There are too few answers about your work yet to say anything (%(n)s).") % {
            "n": words.number(figure.n)
        }
    said = {"value": with_interval(figure.value, figure.low, figure.high, "share")}
    text = {
        "above": _("With everybody’s cases you stand above your team: %(value)s of your answers are good."),
        "below": _("With everybody’s cases you stand below your team: %(value)s of your answers are good."),
        "same": _(
            "You cannot be told apart from your team: with everybody’s cases, %(value)s of your answers are good."
        ),
        "alone": _("With everybody’s cases, %(value)s of your answers are good; there is nobody to compare with."),
    }
    return text[str(figure.verdict)] % said


def _of_people(
    report: Report, people: Sequence[Finding], team: int | None, name: str
) -> list[FunnelChart | IntervalChart]:
    label, adjusted = _("everybody: %(share)s"), report.more["overall"]
    centre = adjusted
    if team is not None:
        label, centre = _("the team: %(share)s"), report.more["teams"][str(team)]
        [adjusted] = [one.value for one in report.named(TEAM[0]) if one.key == team]
    where = name or _("You and everybody")
    funnel = _funnel(report, people, report.more["people"], "all" if team is None else str(team), centre)
    return [
        replace(
            funnel,
            title=_("%(where)s: answers, and how many are good") % {"where": where},
            centre_label=label % {"share": words.figure(centre, "share")},
            group_label=_("Colleague"),
        ),
        IntervalChart(
            _("%(where)s: with everybody’s cases") % {"where": where},
            "share",
            [_row(one) for one in people],
            adjusted,
            label % {"share": words.figure(adjusted, "share")},
            _("Colleagues without a filled dot cannot be told apart from the team"),
            group_label=_("Colleague"),
            period=report.days,
        ),
    ]


def _of_teams(report: Report, teams: Sequence[Finding]) -> list[FunnelChart | IntervalChart]:
    overall = report.more["overall"]
    label = _("everybody: %(share)s") % {"share": words.figure(overall, "share")}
    funnel = _funnel(report, teams, report.more["teams"], "all", overall)
    title = _("Teams: answers, and how many are good")
    return [
        replace(funnel, title=title, centre_label=label, group_label=_("Team")),
        IntervalChart(
            _("Teams: with everybody’s cases"),
            "share",
            [_row(one) for one in teams],
            overall,
            label,
            _("A team without a filled dot cannot be told apart from the others"),
            group_label=_("Team"),
            period=report.days,
        ),
    ]


def _funnel(
    report: Report, rows: Sequence[Finding], shares: Mapping[str, float], limits: str, centre: float
) -> FunnelChart:
    known = [one for one in rows if one.state is State.OK]
    most = BEYOND * max([one.n for one in known], default=0)
    curves = [Funnel(*row) for row in zip(report.more["sizes"], *report.more["limits"][limits], strict=True)]
    own = report.more["own"]
    return FunnelChart(
        "",
        "share",
        [
            FunnelPoint(
                str(one.group),
                one.n,
                shares[str(one.key)],
                remark(one) if one.verdict in APART and _is_outside(shares[str(one.key)], one.n, curves) else "",
                is_named=one.name in PERSON and one.key in own,
            )
            for one in known
        ],
        [curve for curve in curves if curve.n <= most],
        centre,
        sentence=_("Between the curves is what chance alone does; their cases are allowed for"),
        period=report.days,
    )


def _is_outside(share: float, n: int, curves: Sequence[Funnel]) -> bool:
    """Whether a point lies beyond the inner curves; the model may tell apart also whom the funnel alone would not."""
    at = max((curve for curve in curves if curve.n <= n), key=lambda curve: curve.n)
    return not at.lower <= share <= at.upper


def _row(one: Finding) -> IntervalRow:
    is_known = one.state is State.OK
    bounds = (one.value, one.low, one.high) if is_known else (None, None, None)
    return IntervalRow(str(one.group), *bounds, one.n, remark(one), is_apart=one.verdict in APART)
