"""Keeping account of imports: begun, on their way, finished, stopped, and put away."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from colere.platform.errors import Conflict
from colere.platform.events import publish
from colere.platform.imports.engine import ImportResult
from colere.platform.imports.events import DataExported, ImportFinished, ImportProgressed, ImportStarted
from colere.platform.imports.models import ImportRun
from colere.platform.permissions import Actor, require

COUNTED = ("read", "created", "updated", "merged", "unchanged", "rejected", "seconds")
SHOWN_REFUSALS = 10


@transaction.atomic
def begin_run(
    *, kind: str, source: str, file_name: str, size: int | None, is_check: bool, folder: str = "", columns: str = "",
    actor: Actor,
) -> ImportRun:  # fmt: skip
    """A new account of an import, waiting to be done."""
    require(actor, "imports.run")
    run = ImportRun.objects.create(
        kind=kind,
        source_name=source,
        file_name=file_name[:200],
        folder=folder,
        columns=columns,
        is_check=is_check,
        total_bytes=size,
        actor=actor.ref,
    )
    publish(ImportStarted(run=run.pk, what=kind, is_check=is_check), actor=actor)
    return run


@transaction.atomic
def note_progress(run: ImportRun, *, result: ImportResult, position: int, actor: Actor) -> bool:
    """Write how far an import has come; gives whether somebody has asked it to stop."""
    _copy(run, result)
    run.state, run.done_bytes = ImportRun.RUNNING, position
    run.save(update_fields=[*COUNTED, "state", "done_bytes", "refusals"])
    publish(ImportProgressed(run=run.pk, read=result.read), actor=actor)
    return ImportRun.objects.filter(pk=run.pk, stop_asked=True).exists()


@transaction.atomic
def finish_run(run: ImportRun, *, result: ImportResult | None, failure: str = "", actor: Actor) -> None:
    """Write how an import ended: with a result, with a sentence why it failed, or with both."""
    if result is not None:
        _copy(run, result)
        run.unused = sorted(result.unused)
    run.state = ImportRun.FAILED if failure else ImportRun.DONE
    if result is not None and result.was_stopped:
        run.state = ImportRun.STOPPED
    run.failure, run.finished_at = failure, timezone.now()
    run.done_bytes = run.total_bytes or run.done_bytes
    run.save(update_fields=[*COUNTED, "state", "failure", "finished_at", "refusals", "unused", "done_bytes"])
    counts = {name: getattr(run, name) for name in ("read", "created", "updated", "unchanged", "rejected")}
    publish(ImportFinished(run=run.pk, state=run.state, **counts), actor=actor)


def _copy(run: ImportRun, result: ImportResult) -> None:
    for name in COUNTED:
        setattr(run, name, getattr(result, name))
    run.refusals = [
        {"line": one.line, "id": one.id, "sentence": one.sentence} for one in result.refusals[:SHOWN_REFUSALS]
    ]


@transaction.atomic
def load_checked(run: ImportRun, *, actor: Actor) -> ImportRun:
    """Turn a check into a load of the same file; raises `Conflict` when it is no check, or its file is gone."""
    require(actor, "imports.run")
    checked = ImportRun.objects.filter(pk=run.pk, is_check=True, state=ImportRun.DONE)
    if not checked.update(is_check=False, state=ImportRun.WAITING, finished_at=None, done_bytes=0, stop_asked=False):
        raise Conflict(_("This file is not waiting to be loaded any more. Nothing was changed."))
    run.refresh_from_db()
    publish(ImportStarted(run=run.pk, what=run.kind, is_check=False), actor=actor)
    return run


@transaction.atomic
def ask_to_stop(run: ImportRun, *, actor: Actor) -> None:
    """Let an import stop after the rows it is writing; what is loaded stays, and the same file goes on from there."""
    require(actor, "imports.run")
    ImportRun.objects.filter(pk=run.pk, state__in=[ImportRun.WAITING, ImportRun.RUNNING]).update(stop_asked=True)
    publish(ImportProgressed(run=run.pk, read=run.read), actor=actor)


@transaction.atomic
def note_export(kind: str, *, rows: int, actor: Actor) -> None:
    """Write into the log that data was taken out."""
    publish(DataExported(what=kind, rows=rows), actor=actor)


def put_away(*, days: int = 30, actor: Actor) -> int:
    """Delete the uploaded files of imports that ended so many days ago; gives how many. The accounts of them stay."""
    require(actor, "imports.run")
    before = timezone.now() - timedelta(days=days)
    runs = ImportRun.objects.filter(finished_at__lt=before).exclude(folder="")
    for run in runs:
        shutil.rmtree(folder_of(run, actor=actor), ignore_errors=True)
    return runs.update(folder="")


def folder_of(run: ImportRun, *, actor: Actor) -> Path:
    """Where what was uploaded for an import, and what was refused of it, is kept."""
    return Path(settings.FILES_DIR, "imports", run.folder)
