"""What a worker does: count what somebody has asked for, and count again what new conversations have changed."""

from typing import Any

from django_tasks import task

from colere.insights.problems.actions import keep_problems
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


register_follower("problems.findings", count_again, every=10.0)
