"""Raising a problem, describing it better, and taking it back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from colere.culture.improvement.actions.holding import hold, keep, person_behind
from colere.culture.improvement.events import ProblemChanged, ProblemOpened, ProblemRestored, ProblemWithdrawn
from colere.culture.improvement.models import TEXT_LENGTH, TITLE_LENGTH, Problem
from colere.foundation.actions.writing import changed_fields, clean_words
from colere.foundation.models import Person, Team
from colere.platform.errors import Conflict
from colere.platform.events import publish
from colere.platform.permissions import Actor, require


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemFacts:
    """A problem in plain words, why it matters, and where it shows."""

    title: str
    why: str = ""
    topic: str = ""
    theme: int | None = None
    team: Team | None = None
    channel: str = ""


@transaction.atomic
def open_problem(
    *, facts: ProblemFacts, raised_by: Person | None = None, at: datetime | None = None, actor: Actor
) -> Problem:
    """A new problem, raised by the person behind the actor (the house itself may name who did, and when)."""
    require(actor, "improvement.raise")
    raiser = raised_by.pk if raised_by is not None and actor.is_system else person_behind(actor)
    problem = Problem.objects.create(raised_by_id=raiser, opened_at=at or timezone.now(), **_clean(facts))
    publish(
        ProblemOpened(
            problem=problem.pk,
            at=at,
            raised_by=raiser,
            topic=problem.topic,
            theme=problem.theme,
            team=problem.team_id,
            channel=problem.channel,
        ),
        actor=actor,
    )
    return problem


@transaction.atomic
def change_problem(problem: Problem, *, facts: ProblemFacts, version: int | None = None, actor: Actor) -> bool:
    """Describes it anew; gives whether anything was different. Raises `Conflict` as `hold` does."""
    held = hold(problem, version=version, actor=actor)
    require(actor, "improvement.change", held)
    wanted = _clean(facts)
    changed = changed_fields(held, wanted)
    if not changed:
        return False
    keep(held, actor=actor, **{name: wanted[name] for name in changed})
    publish(ProblemChanged(problem=held.pk, fields=changed), actor=actor)
    return True


@transaction.atomic
def withdraw_problem(problem: Problem, *, actor: Actor) -> None:
    """It was none, or stood here twice: it leaves all lists, and can be brought back."""
    held = hold(problem, actor=actor)
    require(actor, "improvement.withdraw", held)
    if held.withdrawn_at is None:
        keep(held, actor=actor, withdrawn_at=timezone.now())
        publish(ProblemWithdrawn(problem=held.pk), actor=actor)


@transaction.atomic
def restore_problem(problem: Problem, *, actor: Actor) -> None:
    """It is a problem after all."""
    held = hold(problem, actor=actor)
    require(actor, "improvement.withdraw", held)
    if held.withdrawn_at is None:
        raise Conflict(_("This problem is there already."))
    keep(held, actor=actor, withdrawn_at=None)
    publish(ProblemRestored(problem=held.pk), actor=actor)


def _clean(facts: ProblemFacts) -> dict[str, Any]:
    return {
        "title": clean_words(facts.title, most=TITLE_LENGTH, field="title"),
        "why": clean_words(facts.why, most=TEXT_LENGTH, field="why", required=False),
        "topic": clean_words(facts.topic, most=120, field="topic", required=False),
        "theme": facts.theme,
        "team_id": facts.team.pk if facts.team else None,
        "channel": clean_words(facts.channel, most=10, field="channel", required=False),
    }
