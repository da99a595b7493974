"""Keeping what was found about themes. It is a store of figures, so the log does not hear of it."""

from __future__ import annotations

import time
from datetime import timedelta

from django.utils import timezone

from colere.insights.themes.models import KeptThemes
from colere.insights.themes.queries.counting import count_themes
from colere.insights.themes.queries.kept import key_of, mark_of
from colere.insights.themes.rules.found import FoundThemes
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import Actor, require

NOTE_LOOK = timedelta(hours=1)
ASK_AGAIN = timedelta(minutes=2)  # a worker that needs longer for it has died
FORGET_AFTER = timedelta(days=30)


def note_question(request: ReportRequest, *, actor: Actor) -> bool:
    """Note that somebody looks at this question; gives whether it has to be counted and nobody does so already."""
    require(actor, "metrics.read")
    now = timezone.now()
    row, is_new = KeptThemes.objects.get_or_create(
        pk=key_of(request), defaults={"request": request.as_json(), "asked_at": now}
    )
    is_due = now - row.asked_at > (NOTE_LOOK if row.found is not None else ASK_AGAIN)
    if not is_new and is_due:
        KeptThemes.objects.filter(pk=row.pk).update(asked_at=now)
    return is_new or (is_due and row.found is None)


def keep_themes(request: ReportRequest, *, actor: Actor) -> FoundThemes | None:
    """Count now, keep what is found for who asks next, and forget what nobody has asked for a month. None before the
    first look.
    """
    begun, mark = time.monotonic(), mark_of(actor)
    found = count_themes(actor, request=request)
    if found is None:
        return None
    now = timezone.now()
    values = {
        "request": request.as_json(),
        "mark": mark,
        "found": found.as_json(),
        "seconds": time.monotonic() - begun,
        "computed_at": now,
    }
    KeptThemes.objects.update_or_create(pk=key_of(request), defaults=values)
    KeptThemes.objects.filter(asked_at__lt=now - FORGET_AFTER).delete()
    return found
