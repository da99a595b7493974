"""What a worker does: count what somebody has asked for, and count again where something has moved."""

from typing import Any

from django_tasks import task

from colere.platform.jobs import register_follower
from colere.platform.kept.keeping import count_and_keep
from colere.platform.kept.kinds import get_kind
from colere.platform.kept.reading import to_count_again
from colere.platform.permissions import system_actor

WORKER = system_actor("kept")


@task()
def count_for_page(*, kind: str, question: dict[str, Any]) -> None:
    """Count the answer to a question that a page has asked; run again, it gives the same."""
    found = get_kind(kind)
    count_and_keep(found, question=found.question.from_json(question), actor=WORKER)


def count_again() -> int:
    """One turn: a page's usual question before anybody asks it, else one for which something has moved. Gives how many
    were counted.
    """
    due = to_count_again(WORKER)
    if due is None:
        return 0
    kind, question = due
    return int(count_and_keep(kind, question=question, actor=WORKER))


register_follower("kept.answers", count_again, every=10.0)
