"""Scores of people in words: by name, never by rank."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.insights.instruments.queries.people import StandingsFound
from colere.insights.instruments.rules.findings import Finding, finding
from colere.insights.instruments.views.report import Report
from colere.platform.ui import words

if TYPE_CHECKING:
    from colere.stats.people import Standing

ASSUMPTIONS = ("same_cases", "few_by_chance")


def standings_report(found: StandingsFound) -> Report:
    """Who can be told apart from the team, and the figures of everybody in the order of their names."""
    return Report(_sentence(found), _figures(found), ASSUMPTIONS, "mixed_logit", found.period)


def _sentence(found: StandingsFound) -> str:
    if found.scores is None:
        return _("Too few: there is no answer to “%(question)s” that belongs to a colleague.") % {
            "question": found.question
        }
    shown = [place for place, key in enumerate(found.scores.people.label.tolist()) if key in found.people]
    counted = Counter(str(found.scores.people.verdict[place]) for place in shown)
    judged = counted["same"] + counted["above"] + counted["below"]
    said = {"same": words.number(counted["same"]), "n": words.number(judged)}
    few = counted["too_few"]
    apart = [
        text % {"k": words.number(counted[verdict])}
        for verdict, text in (
            ("above", ngettext("%(k)s stands above it", "%(k)s stand above it", counted["above"])),
            ("below", ngettext("%(k)s below it", "%(k)s below it", counted["below"])),
        )
        if counted[verdict]
    ]
    if not judged:
        sentence = _("Nobody can be compared with a team: too few answers, or nobody beside them.")
    else:
        sentence = (
            _("With everybody's cases, %(same)s of %(n)s colleagues cannot be told apart from their team.") % said
        )
    if apart:
        sentence = f"{sentence[:-1]}; {', '.join(apart)}."
    if few:
        of_few = ngettext("Of %(k)s there are too few answers.", "Of %(k)s there are too few answers.", few)
        sentence = f"{sentence} {of_few % {'k': words.number(few)}}"
    return sentence


def _figures(found: StandingsFound) -> list[Finding]:
    if found.scores is None:
        return []
    people, teams = found.scores.people, found.scores.teams
    rows = [*_rows(people, found.people, "adjusted")]
    if len(teams.label) > 1:
        rows += _rows(teams, found.teams, "team_adjusted")
    return rows


def _rows(standing: Standing, names: dict[int, str], name: str) -> list[Finding]:
    """Two figures for each of whom there is a name, in alphabetical order: adjusted, and as counted for comparison."""
    places = {int(key): place for place, key in enumerate(standing.label.tolist())}
    found = []
    for key, group in sorted(names.items(), key=lambda item: item[1].casefold()):
        place = places.get(key)
        if place is None:
            continue
        n, verdict = standing.n[place], str(standing.verdict[place])
        is_enough = verdict != "too_few"
        adjusted, low, high = standing.adjusted[place], standing.low[place], standing.high[place]
        found.append(
            finding(
                name,
                adjusted,
                low=low,
                high=high,
                n=n,
                unit="share",
                group=group,
                verdict=verdict,
                is_enough=is_enough,
            )
        )
        found.append(
            finding("raw", standing.raw[place], n=n, unit="share", group=group, is_detail=True, is_enough=is_enough)
        )
    return found
