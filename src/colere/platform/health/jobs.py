"""House-keeping that comes round."""

from __future__ import annotations

from django_tasks import task

from colere.platform.health import actions


@task(priority=-50, max_attempts=3)
def forget_sessions() -> int:
    """Delete the sessions that have run out."""
    return actions.forget_sessions()


@task(priority=-50, max_attempts=3)
def tend_database() -> None:
    """Keep the planner's statistics fresh."""
    actions.tend_database()
