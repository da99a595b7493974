"""House-keeping of the job tables themselves."""

from __future__ import annotations

from django_tasks import task

from colere.platform.jobs import actions


@task(priority=-50, max_attempts=3)
def prune_jobs() -> dict[str, int]:
    """Delete what has been kept long enough; see `actions.prune`."""
    return actions.prune()
