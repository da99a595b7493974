"""Keeping what was found. It is a store of figures, not an event of the company, so the log does not hear of it."""

import time
from datetime import timedelta

from django.utils import timezone

from colere.insights.problems.models import KeptFindings
from colere.insights.problems.queries.counting import count_problems
from colere.insights.problems.queries.kept import facts_mark, key_of
from colere.insights.problems.rules.findings import Findings
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import Actor, require

NOTE_LOOK = timedelta(hours=1)
ASK_AGAIN = timedelta(minutes=2)  # a worker that needs longer for it has died
FORGET_AFTER = timedelta(days=30)


def note_question(request: ReportRequest, *, actor: Actor) -> bool:
    """Note that somebody looks at this question; gives whether it has to be counted and nobody does so already."""
    require(actor, "metrics.read")
    now = timezone.now()
    row, is_new = KeptFindings.objects.get_or_create(
        pk=key_of(request), defaults={"request": request.as_json(), "asked_at": now}
    )
    is_due = now - row.asked_at > (NOTE_LOOK if row.found is not None else ASK_AGAIN)
    if not is_new and is_due:
        KeptFindings.objects.filter(pk=row.pk).update(asked_at=now)
    return is_new or (is_due and row.found is None)


def keep_problems(request: ReportRequest, *, actor: Actor) -> Findings:
    """Count now, keep what is found for who asks next, and forget what nobody has asked for a month."""
    begun, facts = time.monotonic(), facts_mark(request)
    found = count_problems(actor, request=request)
    now = timezone.now()
    values = {
        "request": request.as_json(),
        "facts": facts,
        "found": found.as_json(),
        "seconds": time.monotonic() - begun,
        "computed_at": now,
    }
    KeptFindings.objects.update_or_create(pk=key_of(request), defaults=values)
    KeptFindings.objects.filter(asked_at__lt=now - FORGET_AFTER).delete()
    return found
