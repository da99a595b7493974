"""Imports in the background."""

from __future__ import annotations

from django_tasks import task

from colere.platform.errors import DomainError
from colere.platform.imports import actions, uploads
from colere.platform.imports.models import ImportRun
from colere.platform.permissions import system_actor

SYSTEM_IMPORT = system_actor("import")


@task()
def carry_out_import(*, run_id: int) -> None:
    """Check or load an uploaded file. Run again after a crash, it ends in the same state."""
    run = ImportRun.objects.filter(pk=run_id, state__in=[ImportRun.WAITING, ImportRun.RUNNING]).first()
    if run is None:
        return
    try:
        uploads.carry_out(run)
    except DomainError as error:
        actions.finish_run(run, result=None, failure=error.sentence, actor=SYSTEM_IMPORT)


@task()
def put_away_uploads() -> int:
    """Delete uploaded files a month after their import; gives of how many imports."""
    return actions.put_away(actor=SYSTEM_IMPORT)
