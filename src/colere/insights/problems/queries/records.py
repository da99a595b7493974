"""The figures of problem records: what a problem cost before it was raised, and what a change did."""

from __future__ import annotations

import math
from datetime import date, timedelta

from django.utils import timezone

from colere.culture.improvement.actions.measuring import Cost, Effect
from colere.culture.improvement.models import Change, Problem
from colere.culture.improvement.queries.problems import changes_to_look_at
from colere.culture.improvement.rules import LOOKS, Verdict, is_look_due
from colere.insights.instruments.queries.shift import find_shift
from colere.insights.problems.queries.counting import DAYS, count_problems
from colere.insights.problems.queries.kept import PROBLEMS
from colere.insights.problems.rules.finding import MINUTES
from colere.platform.errors import Invalid
from colere.platform.kept.reading import find_kept
from colere.platform.metrics import ReportRequest, answer, company_zone, known_days, periods
from colere.platform.permissions import Actor


def find_cost(actor: Actor, *, problem: Problem) -> Cost | None:
    """What contacts about the problem's topic cost in the year before it was raised, within its team and channel.

    None where nothing counts it: without a topic, without facts, or for a topic too rare to be looked at.
    """
    if not problem.topic:
        return None
    raised = timezone.localtime(problem.opened_at, company_zone()).date()
    known, first = known_days(actor), _first_contact(actor)
    if known is None or first is None:
        return None
    end = min(raised, known[1], periods.today(company_zone()) - timedelta(days=1))
    start = max(end - timedelta(days=DAYS - 1), first)
    if end < start:
        return None
    asked = ReportRequest(start, end, team=problem.team_id, channel=problem.channel or None)
    kept = find_kept(actor, PROBLEMS, question=asked)
    found = (kept.found if kept is not None else None) or count_problems(actor, request=asked)
    topic = next((one for one in found.topics if one.name == problem.topic), None)
    if topic is None:
        return None
    cost = topic.cost.times(MINUTES)
    return Cost(contacts=topic.n, minutes=cost.value, low=cost.low, high=cost.high, start=found.start, until=found.end)


def list_due_changes(actor: Actor) -> list[int]:
    """The changes for which a look is due: four weeks of facts after them, and twelve."""
    return [change.pk for change in changes_to_look_at(actor) if is_due(actor, change=change)]


def is_due(actor: Actor, *, change: Change) -> bool:
    """Whether there are enough days of facts for a look at this change that has not been taken."""
    until = _last_day(actor, change)
    return until is not None and is_look_due(
        changed_on=change.made_on, known_until=until, measured_until=change.measured_until
    )


def find_effect(actor: Actor, *, change: Change) -> Effect | None:
    """How far contacts about the topic moved from the day of the change on, against all other topics.

    None without a topic, or where the day does not lie within what is known.
    """
    problem, until = change.problem, _last_day(actor, change)
    if not problem.topic or until is None:
        return None
    asked = ReportRequest(end=until, team=problem.team_id, channel=problem.channel or None, topic=problem.topic)
    try:
        found = find_shift(actor, request=asked, on=change.made_on)
    except Invalid:
        return None
    if found.change is None or found.observed is None:
        return None
    effect, verdict = found.change.effect, Verdict(str(found.change.verdict))
    figures = [float(figure) for figure in (effect.value, effect.low, effect.high)]
    is_told = verdict is not Verdict.TOO_FEW and all(math.isfinite(figure) for figure in figures)
    value, low, high = figures if is_told else (None, None, None)
    return Effect(
        verdict=verdict if is_told else Verdict.TOO_FEW,
        value=value,
        low=low,
        high=high,
        n=int(found.observed.value.sum()),
        until=until,
    )


def _first_contact(actor: Actor) -> date | None:
    """The day of the first conversation that is known; other facts, such as purchases, may reach further back."""
    days = answer(ReportRequest(by="day", measures=("conversations_opened",)), actor).figures
    return min((date.fromisoformat(day.group) for day in days if day.group and day.value), default=None)


def _last_day(actor: Actor, change: Change) -> date | None:
    """The last day that a look may use: the last whole one that is known, and none after the last look."""
    known = known_days(actor)
    if known is None:
        return None
    whole = min(known[1], periods.today(company_zone()) - timedelta(days=1))
    return min(whole, change.made_on + timedelta(days=LOOKS[-1] - 1))
