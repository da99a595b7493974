"""What a worker does: count what somebody has asked for, count again what new conversations have changed, and count
what problem records cost and what their changes did.
"""

from typing import Any

from django_tasks import task

from colere.culture.improvement.actions.measuring import record_cost, record_effect
from colere.culture.improvement.queries.problems import get_change, get_problem
from colere.insights.problems.actions import keep_problems
from colere.insights.problems.queries import records
from colere.insights.problems.queries.kept import to_count_again
from colere.platform.jobs import register_follower
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import system_actor

WORKER = system_actor("problems")


@task()
def count_for_page(*, request: dict[str, Any]) -> None:
    """Count the answer to a question that a page has asked; run again, it gives the same."""
    keep_problems(ReportRequest.from_json(request), actor=WORKER)


def count_again() -> int:
    """One turn: the usual question before anybody asks it, else one whose facts have moved. Gives how many were
    counted.
    """
    request = to_count_again(WORKER)
    if request is None:
        return 0
    keep_problems(request, actor=WORKER)
    return 1


@task()
def weigh_problem(*, problem: int) -> None:
    """Count what a problem cost before it was raised; run again, it writes the same."""
    found = get_problem(WORKER, problem)
    cost = records.find_cost(WORKER, problem=found)
    if cost is not None:
        record_cost(found, cost=cost, actor=WORKER)


@task()
def measure_change(*, change: int) -> None:
    """Compare contacts before and after a change, if that is due; run again, it does nothing."""
    found = get_change(WORKER, change)
    effect = records.find_effect(WORKER, change=found) if records.is_due(WORKER, change=found) else None
    if effect is not None:
        record_effect(found, effect=effect, actor=WORKER)


@task()
def measure_changes() -> None:
    """Every night: each change for which four or twelve weeks of contacts are there now."""
    for change in records.list_due_changes(WORKER):
        measure_change.enqueue(change=change)


register_follower("problems.findings", count_again, every=10.0)
