"""Imports as pages show them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from colere.platform.errors import NotFound
from colere.platform.imports.models import ImportRun
from colere.platform.permissions import Actor, require

UNDER_WAY = (ImportRun.WAITING, ImportRun.RUNNING)


def list_runs(actor: Actor) -> QuerySet[ImportRun, Any]:
    """Every import, as rows for the list."""
    require(actor, "imports.run")
    return ImportRun.objects.values(
        "id", "kind", "file_name", "source_name", "state", "is_check", "started_at", "created", "updated", "rejected"
    )


def get_run(actor: Actor, pk: int) -> ImportRun:
    """One import; raises `NotFound`."""
    require(actor, "imports.run")
    found = ImportRun.objects.filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such import."))
    return found


def count_under_way(actor: Actor) -> int:
    """How many imports are waiting or running."""
    require(actor, "imports.run")
    return ImportRun.objects.filter(state__in=UNDER_WAY).count()


def find_last_load(actor: Actor) -> ImportRun | None:
    """The newest import that was more than a look, and has ended."""
    require(actor, "imports.run")
    ended = ImportRun.objects.filter(is_check=False).exclude(state__in=UNDER_WAY)
    return ended.order_by("-started_at", "-id").first()
