"""Scores of people in words: by name, never by rank."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.insights.instruments.queries.people import StandingsFound
from colere.insights.instruments.rules.findings import Finding, finding
from colere.insights.instruments.views.report import Report
from colere.platform.ui import words

if TYPE_CHECKING:
    from colere.stats.people import Standing

ASSUMPTIONS = ("same_cases", "few_by_chance")
PERSON, TEAM = ("adjusted", "raw"), ("team_adjusted", "team_raw")


def standings_report(found: StandingsFound) -> Report:
    """Who can be told apart from the team, and the figures of everybody in the order of their names."""
    return Report(_sentence(found), _figures(found), ASSUMPTIONS, "mixed_logit", found.period)


def kept_standings(found: StandingsFound) -> Report:
    """The same for everybody and without a single name: who may read what is decided, and named, when it is read."""
    more = {"question": found.question}
    if found.scores is None:
        return Report("", [], ASSUMPTIONS, "mixed_logit", found.period, more=more)
    people, teams = found.scores.people, found.scores.teams
    rows = _rows(people, None, PERSON)
    if len(teams.label) > 1:
        rows += _rows(teams, None, TEAM)
    elif found.fair is not None:
        rows += [replace(row, key=next(iter(found.fair.teams))) for row in _rows(teams, None, TEAM)]
    more |= found.fair.as_json() if found.fair is not None else {}
    return Report("", rows, ASSUMPTIONS, "mixed_logit", found.period, more=more)


def _sentence(found: StandingsFound) -> str:
    if found.scores is None:
        return no_answer(found.question)
    people = found.scores.people
    shown = [place for place, key in enumerate(people.label.tolist()) if key in found.people]
    return of_colleagues(Counter(str(people.verdict[place]) for place in shown))


def no_answer(question: str) -> str:
    """That there is nothing to tell."""
    return _("Too few: there is no answer to “%(question)s” that belongs to a colleague.") % {"question": question}


def of_colleagues(counted: Counter[str]) -> str:
    """How many of them can be told apart from their team, by verdict."""
    judged = counted["same"] + counted["above"] + counted["below"]
    said = {"same": words.number(counted["same"]), "n": words.number(judged)}
    few = counted["too_few"]
    if not judged:
        sentence = _("Nobody can be compared with a team: too few answers, or nobody beside them.")
    elif counted["same"] == judged > 1:
        sentence = _("With everybody’s cases, none of %(n)s colleagues can be told apart from their team.") % said
    else:
        sentence = (
            _("With everybody’s cases, %(same)s of %(n)s colleagues cannot be told apart from their team.") % said
        )
    if apart := _apart(counted):
        sentence = f"{sentence[:-1]}; {', '.join(apart)}."
    if few:
        of_few = ngettext("Of %(k)s there are too few answers.", "Of %(k)s there are too few answers.", few)
        sentence = f"{sentence} {of_few % {'k': words.number(few)}}"
    return sentence


def of_teams(counted: Counter[str]) -> str:
    """How many teams can be told apart from the others."""
    judged = counted["same"] + counted["above"] + counted["below"]
    if not judged:
        return _("No team can be compared with others: too few answers, or too few people in them.")
    said = {"same": words.number(counted["same"]), "n": words.number(judged)}
    if counted["same"] == judged > 1:
        return _("With everybody’s cases, none of %(n)s teams can be told apart from the others.") % said
    sentence = _("With everybody’s cases, %(same)s of %(n)s teams cannot be told apart from the others.") % said
    apart = _apart(counted)
    return f"{sentence[:-1]}; {', '.join(apart)}." if apart else sentence


def _apart(counted: Counter[str]) -> list[str]:
    return [
        text % {"k": words.number(counted[verdict])}
        for verdict, text in (
            ("above", ngettext("%(k)s stands above it", "%(k)s stand above it", counted["above"])),
            ("below", ngettext("%(k)s below it", "%(k)s below it", counted["below"])),
        )
        if counted[verdict]
    ]


def _figures(found: StandingsFound) -> list[Finding]:
    if found.scores is None:
        return []
    people, teams = found.scores.people, found.scores.teams
    rows = _rows(people, found.people, PERSON)
    if len(teams.label) > 1:
        rows += _rows(teams, found.teams, TEAM)
    return rows


def _rows(standing: Standing, names: dict[int, str] | None, kind: tuple[str, str]) -> list[Finding]:
    """Two figures for each of whom there is a name, in alphabetical order: adjusted, and as counted for comparison.
    Where no names are given: for each, by the id.
    """
    places = {int(key): place for place, key in enumerate(standing.label.tolist())}
    named = dict.fromkeys(places, "") if names is None else names
    found = []
    for key, group in sorted(named.items(), key=lambda item: item[1].casefold()):
        place = places.get(key)
        if place is None:
            continue
        n, verdict = standing.n[place], str(standing.verdict[place])
        of: dict[str, Any] = {"n": n, "unit": "share", "group": group or None, "is_enough": verdict != "too_few"}
        of["key"] = key if names is None else None
        low, high = standing.low[place], standing.high[place]
        found.append(finding(kind[0], standing.adjusted[place], low=low, high=high, verdict=verdict, **of))
        found.append(finding(kind[1], standing.raw[place], is_detail=True, **of))
    return found
