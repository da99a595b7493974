"""How colleagues and teams do with everybody's cases."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from colere.foundation.metrics import concerned_people
from colere.insights.instruments.queries.days import Period, period_of
from colere.insights.instruments.queries.names import questions_from
from colere.insights.instruments.rules.standing import Fair, fair_shares
from colere.insights.instruments.rules.steps import Step, Tell, silent
from colere.platform.errors import Invalid
from colere.platform.metrics import UNKNOWN, ReportRequest, read_columns
from colere.platform.metrics.dimensions import get_dimension, names_of
from colere.platform.metrics.queries import may_see
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    from colere.stats.people import Scores

COLUMNS = ("name", "score", "at", "person", "team", "channel", "topic")
GOOD = {"csat": 4.0, "recommend": 9.0, "effort": 5.0}


@dataclass(frozen=True, slots=True)
class StandingsFound:
    """Scores with the names of the people and teams in them, by their ids; people whom the actor may not see are in
    the model and have no name. `good` is the least score that counts as good; `fair` what a funnel draws. None: there
    is no answer.
    """

    period: Period
    question: str
    good: float
    scores: Scores | None
    people: dict[int, str]
    teams: dict[int, str]
    fair: Fair | None = None


def find_standings(
    actor: Actor, *, request: ReportRequest, question: str = "csat", good: float | None = None, tell: Tell = silent
) -> StandingsFound:
    """Scores of people and teams, adjusted for topic and channel and shrunk by how little is known.

    `good`: the least score that counts as good; 4 for csat, 9 for recommend, 5 for effort, and for a question of one's
    own the middle of what was answered. Answers without a person are left out. Raises `Refused` for who may see no
    figures by person, `Invalid` for an unknown question.
    """
    require(actor, "metrics.read")
    require(actor, "metrics.read_people")
    import numpy as np

    from colere.stats.people import scores

    tell(Step.READING)
    if question not in GOOD:
        [question] = questions_from([question], actor=actor)
    answers = read_columns("responses", COLUMNS, replace(request, by=None, measures=None))
    labels = answers.labels["name"]
    place = labels.index(question) if question in labels else UNKNOWN - 1
    kept = (answers["name"] == place) & np.isfinite(answers["score"]) & (answers["person"] != UNKNOWN)
    period = period_of(request, answers["at"][kept])
    outcome = answers["score"][kept]
    if not outcome.size:
        return StandingsFound(period, question, good or GOOD.get(question, np.nan), None, {}, {})
    least = good if good is not None else GOOD.get(question, float(np.floor(np.median(outcome))))
    if not np.isfinite(least):
        raise Invalid(_("What counts as good must be a number."))
    tell(Step.FITTING)
    columns = {name: answers[name][kept] for name in ("person", "team", "channel", "topic")}
    found = scores(
        columns["person"],
        outcome,
        cases={"topic": columns["topic"].astype(str), "channel": columns["channel"].astype(str)},
        team=columns["team"] if np.unique(columns["team"]).size > 1 else None,
        good=least,
    )
    ids = [int(one) for one in found.people.label.tolist()]
    shown = set(may_see(actor, "person", ids))
    named = names_of(get_dimension("person"), [one for one in ids if one in shown])
    homes = np.unique(columns["team"])
    teams = names_of(get_dimension("team"), [int(one) for one in homes.tolist() if one != UNKNOWN])
    fair = fair_shares(columns["person"], columns["team"], (columns["topic"], columns["channel"]), outcome >= least)
    named_teams = _by_id(teams) | {UNKNOWN: _("no team")}
    return StandingsFound(period, question, least, found, _by_id(named), named_teams, fair)


def whose_figures(actor: Actor, people: Collection[int]) -> set[int]:
    """Of these people, those whose scores the actor may see: their own, and those of whom they lead. Not even a head
    of care sees more: for everybody else there are teams.
    """
    require(actor, "metrics.read")
    return set(people) if actor.is_system else concerned_people(actor, people)


def led_teams(actor: Actor) -> frozenset[int]:
    """The teams that the actor leads."""
    require(actor, "metrics.read")
    return actor.ids("leads")


def names_by_id(dimension: str, keys: Collection[int], *, actor: Actor) -> dict[int, str]:
    """The names of people or teams; "no team" for those who have none."""
    require(actor, "metrics.read")
    found = _by_id(names_of(get_dimension(dimension), [key for key in keys if key != UNKNOWN]))
    return found | {UNKNOWN: _("no team")} if UNKNOWN in keys else found


def _by_id(names: dict[int | str, str]) -> dict[int, str]:
    return {int(key): name for key, name in names.items()}
