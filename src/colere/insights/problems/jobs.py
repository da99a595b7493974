"""What a worker does: count what problem records cost and what their changes did. What pages ask is counted by
`platform.kept`.
"""

from django_tasks import task

from colere.culture.improvement.actions.measuring import record_cost, record_effect
from colere.culture.improvement.queries.problems import get_change, get_problem
from colere.insights.problems.queries import records
from colere.platform.permissions import system_actor

WORKER = system_actor("problems")


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
