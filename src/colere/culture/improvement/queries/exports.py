"""Problems as rows that go out."""

from collections.abc import Iterator
from typing import Any

from colere.culture.improvement.models import Change, Problem, Telling
from colere.platform.imports.outgoing import without_empty
from colere.platform.permissions import Actor, require

COLUMNS = (
    "id", "title", "why", "topic", "team", "channel", "owner", "department", "state", "opened_at", "reopened_at",
    "closed_at", "cause", "changes", "told", "cost_contacts", "cost_minutes", "cost_low", "cost_high",
)  # fmt: skip


def problem_rows(actor: Actor) -> Iterator[dict[str, Any]]:
    """Every problem with its changes and what was told; people by their address."""
    require(actor, "improvement.read")
    problems = Problem.objects.filter(withdrawn_at=None).select_related("team", "owner", "department").order_by("pk")
    for problem in problems:
        changes = Change.objects.filter(problem=problem, withdrawn_at=None).order_by("made_on", "pk")
        tellings = Telling.objects.filter(problem=problem, withdrawn_at=None).order_by("told_on", "pk")
        yield without_empty(
            {
                "id": f"colere-{problem.pk}",
                "title": problem.title,
                "why": problem.why,
                "topic": problem.topic,
                "team": problem.team.name if problem.team else None,
                "channel": problem.channel,
                "owner": (problem.owner.email or problem.owner.name) if problem.owner else None,
                "department": problem.department.name if problem.department else None,
                "state": problem.state,
                "opened_at": problem.opened_at,
                "reopened_at": problem.reopened_at,
                "closed_at": problem.closed_at,
                "cause": problem.cause,
                "changes": [_change(one) for one in changes],
                "told": [{"whom": one.whom, "on": one.told_on, "words": one.text} for one in tellings],
                "cost_contacts": problem.cost_contacts,
                "cost_minutes": problem.cost_minutes,
                "cost_low": problem.cost_low,
                "cost_high": problem.cost_high,
            }
        )


def _change(change: Change) -> dict[str, Any]:
    return without_empty(
        {
            "on": change.made_on,
            "words": change.text,
            "verdict": change.verdict,
            "effect": change.effect,
            "low": change.low,
            "high": change.high,
            "n": change.n,
        }
    )
