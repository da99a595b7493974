"""What a worker does: count what somebody has asked for, and count again where facts have moved."""

from typing import Any

from django_tasks import task

from colere.insights.instruments.actions import count_and_keep, list_risks
from colere.insights.instruments.queries.asking import Question, get_instrument
from colere.insights.instruments.queries.at_risk import find_everybody
from colere.insights.instruments.queries.kept import to_count_again
from colere.platform.jobs import register_follower
from colere.platform.permissions import system_actor

WORKER = system_actor("instruments")


@task()
def count_for_page(*, instrument: str, question: dict[str, Any]) -> None:
    """Count the answer to a question that a page has asked; run again, it gives the same."""
    count_and_keep(get_instrument(instrument), question=Question.from_json(question), actor=WORKER)


@task()
def list_customers_at_risk() -> None:
    """Write down who is at risk today, so that it can be judged later what came of it; run again, it adds nobody."""
    list_risks(find_everybody(WORKER), actor=WORKER)


def count_again() -> int:
    """One turn: a page's usual question before anybody asks it, else one whose facts have moved. Gives how many were
    counted.
    """
    due = to_count_again(WORKER)
    if due is None:
        return 0
    instrument, question = due
    return int(count_and_keep(instrument, question=question, actor=WORKER))


register_follower("instruments.reports", count_again, every=10.0)
