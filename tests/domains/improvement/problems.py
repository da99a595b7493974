"""Problems for the tests, made by the product's own actions."""

from __future__ import annotations

from datetime import date, timedelta

from django.utils import timezone

from colere.culture.improvement.actions.owning import give_problem
from colere.culture.improvement.actions.raising import ProblemFacts, open_problem
from colere.culture.improvement.actions.steps import find_cause, make_change, tell_what_became
from colere.culture.improvement.models import Problem
from colere.culture.improvement.rules import Whom
from colere.platform.permissions import SYSTEM, Actor
from tests.people import Member


def raise_one(title: str = "Parcels go astray", *, actor: Actor = SYSTEM, **facts: object) -> Problem:
    return open_problem(facts=ProblemFacts(title=title, **facts), actor=actor)  # type: ignore[arg-type]


def days_ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def told_problem(owner: Member, **facts: object) -> Problem:
    """A problem that only waits to be closed: owned, with cause, change and telling."""
    problem = raise_one(**facts)  # type: ignore[arg-type]
    give_problem(problem, owner=owner.person, actor=SYSTEM)
    find_cause(problem, text="The printer smudges.", actor=SYSTEM)
    make_change(problem, text="A new printer.", made_on=days_ago(40), actor=SYSTEM)
    tell_what_became(problem, whom=Whom.CUSTOMERS, text="It is mended.", told_on=days_ago(30), actor=SYSTEM)
    problem.refresh_from_db()
    return problem
