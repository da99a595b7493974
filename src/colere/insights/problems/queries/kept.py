"""Findings as they are kept, and which of them are to be counted again."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from colere.insights.problems.models import KeptFindings
from colere.insights.problems.queries.counting import usual_request
from colere.insights.problems.rules import finding, findings, rhythm
from colere.insights.problems.rules.findings import Findings
from colere.platform.metrics import ReportRequest, following, keeping, manifest
from colere.platform.permissions import Actor, require

LOOKED_AT = timedelta(days=3)
RESTS = 30.0  # counting takes at most a thirtieth of a worker's time
LEAST_REST = timedelta(seconds=20)
MEASURE = ("conversations_opened",)  # its files are those that are counted from


@dataclass(frozen=True, slots=True)
class Kept:
    """What was found, when, and whether conversations have come in since."""

    found: Findings
    computed_at: datetime
    is_stale: bool


def find_problems(actor: Actor, *, request: ReportRequest) -> Kept | None:
    """What is kept for the question; None where it was never counted."""
    require(actor, "metrics.read")
    row = KeptFindings.objects.filter(pk=key_of(request)).first()
    if row is None or row.found is None or row.computed_at is None:
        return None
    return Kept(Findings.from_json(row.found), row.computed_at, row.facts != facts_mark(request))


def key_of(request: ReportRequest, *, actor: Actor | None = None) -> str:
    """The question's name in the table; the same for every actor."""
    return keeping.key_of(replace(request, measures=MEASURE, by=None))


def facts_mark(request: ReportRequest, *, actor: Actor | None = None) -> str:
    """What the findings depend on: the files of the period, and the code that finds."""
    root = following.root()
    files = keeping.facts_mark(replace(request, measures=MEASURE, by=None), root, manifest.read(root))
    code = b"".join(Path(str(module.__file__)).read_bytes() for module in (finding, findings, rhythm))
    return hashlib.sha256(files.encode() + code).hexdigest()


def to_count_again(actor: Actor) -> ReportRequest | None:
    """The question whose turn it is: the usual one where nothing is kept, then what was asked lately and is not right
    any longer, the oldest first.
    """
    usual = usual_request(actor)
    if usual is None:
        return None
    known = KeptFindings.objects.filter(pk=key_of(usual), found__isnull=False)
    if not known.exists():
        return usual
    now = timezone.now()
    asked = KeptFindings.objects.filter(asked_at__gte=now - LOOKED_AT, found__isnull=False).order_by("computed_at")
    for row in asked.only("request", "facts", "seconds", "computed_at"):
        request = ReportRequest.from_json(row.request)
        rests_until = (row.computed_at or now) + max(LEAST_REST, timedelta(seconds=RESTS * row.seconds))
        if rests_until <= now and row.facts != facts_mark(request):
            return request
    return None
