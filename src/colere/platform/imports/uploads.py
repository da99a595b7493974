"""Files that were uploaded: kept under names of our own making, and read from there."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path, PurePosixPath, PureWindowsPath

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from colere.platform.accounts.models import Account
from colere.platform.errors import Refused
from colere.platform.imports import actions
from colere.platform.imports.engine import ImportResult
from colere.platform.imports.files import FileImport, import_file
from colere.platform.imports.mapping import ColumnMap, parsed_text
from colere.platform.imports.models import ImportRun
from colere.platform.imports.readers import RowSource
from colere.platform.permissions import Actor, actor_for, require

UPLOAD, REJECTED = "upload", "rejected.csv"
PROGRESS_SECONDS = 1.0


def shown_name(name: str) -> str:
    """The last part of a file's name, for people to read; it is never used as a path."""
    return PureWindowsPath(PurePosixPath(name.replace("\0", "")).name).name[:200] or "upload"


def keep_upload(file: UploadedFile[bytes]) -> str:
    """Write an uploaded file into a folder of its own, and give the folder's name (made of random letters)."""
    folder = secrets.token_hex(16)
    target = Path(settings.FILES_DIR, "imports", folder)
    target.mkdir(parents=True, mode=0o700)
    with (target / UPLOAD).open("wb") as copy:
        for chunk in _chunks(file):
            copy.write(chunk)
    return folder


def _chunks(file: UploadedFile[bytes]) -> Iterator[bytes]:
    yield from file.chunks()


def carry_out(run: ImportRun) -> None:
    """Check or load an uploaded file on behalf of who uploaded it, and keep account of it."""
    actor = actor_of(run)
    folder = actions.folder_of(run, actor=actor)
    wanted = FileImport(
        kind=run.kind,
        path=folder / UPLOAD,
        name=run.file_name,
        source=run.source_name,
        columns=parsed_text(run.columns) if run.columns else ColumnMap(),
        is_dry_run=run.is_check,
        rejected=folder / REJECTED,
    )
    watch = _Watch(run, actor)
    done = import_file(wanted, actor=actor, on_tick=watch, should_stop=lambda: watch.is_stop_asked)
    actions.finish_run(run, result=done.result, actor=actor)


class _Watch:
    """Writes how far an import has come, once a second, and learns whether it should stop."""

    def __init__(self, run: ImportRun, actor: Actor) -> None:
        self.run, self.actor = run, actor
        self.is_stop_asked = run.stop_asked

    def __call__(self, result: ImportResult, opened: RowSource) -> None:
        if result.seconds - self.run.seconds >= PROGRESS_SECONDS or self.run.state == ImportRun.WAITING:
            position = opened.input.position
            asked = actions.note_progress(self.run, result=result, position=position, actor=self.actor)
            self.is_stop_asked = self.is_stop_asked or asked


def actor_of(run: ImportRun) -> Actor:
    """Who asked for the import, with what they may do now; raises `Refused` when they may not import any more."""
    pk = run.actor.removeprefix("account:")
    account = Account.objects.filter(pk=pk, is_active=True).first() if pk.isdigit() else None
    if account is None:
        raise Refused(_("Whoever started this import has no open account any more. Nothing was loaded."))
    actor = actor_for(account)
    require(actor, "imports.run")
    return actor
