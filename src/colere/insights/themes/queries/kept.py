"""Findings about themes as they are kept, and which of them are to be counted again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone

from colere.insights.themes.models import KeptThemes
from colere.insights.themes.queries.counting import usual_request
from colere.insights.themes.queries.known import find_map
from colere.insights.themes.rules.found import FoundThemes
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import Actor, require

LOOKED_AT = timedelta(days=3)
RESTS = 30.0  # counting takes at most a thirtieth of a worker's time


@dataclass(frozen=True, slots=True)
class Kept:
    """What was found, when, and whether themes have changed since."""

    found: FoundThemes
    computed_at: datetime
    is_stale: bool


def find_kept(actor: Actor, *, request: ReportRequest) -> Kept | None:
    """What is kept for the question; None where it was never counted."""
    require(actor, "metrics.read")
    row = KeptThemes.objects.filter(pk=key_of(request)).first()
    if row is None or row.found is None or row.computed_at is None:
        return None
    return Kept(FoundThemes.from_json(row.found), row.computed_at, row.mark != mark_of(actor))


def key_of(request: ReportRequest, *, actor: Actor | None = None) -> str:
    """The question's name in the table; the same for every actor."""
    return hashlib.sha256(json.dumps(request.as_json(), sort_keys=True).encode()).hexdigest()


def mark_of(actor: Actor) -> str:
    """The state of the themes that findings are of."""
    known = find_map(actor)
    return known.mark if known is not None else ""


def to_count_again(actor: Actor) -> ReportRequest | None:
    """The question whose turn it is: the usual one where nothing is kept, then what was asked lately and is not right
    any longer, the oldest first.
    """
    usual, mark = usual_request(actor), mark_of(actor)
    if usual is None:
        return None
    if not KeptThemes.objects.filter(pk=key_of(usual), found__isnull=False).exists():
        return usual
    now = timezone.now()
    asked = KeptThemes.objects.filter(asked_at__gte=now - LOOKED_AT, found__isnull=False).exclude(mark=mark)
    for row in asked.order_by("computed_at").only("request", "seconds", "computed_at"):
        if (row.computed_at or now) + timedelta(seconds=RESTS * row.seconds) <= now:
            return ReportRequest.from_json(row.request)
    return None
