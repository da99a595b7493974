"""Contacts by topic and day, and what is found in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, timedelta
from typing import TYPE_CHECKING

from colere.insights.problems.rules.finding import find_problems_in
from colere.insights.problems.rules.findings import Findings
from colere.platform.metrics import UNKNOWN, ReportRequest, company_zone, known_days, periods, read_columns
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DAYS = 364  # 52 whole weeks, so that each weekday counts as often


def usual_request(actor: Actor) -> ReportRequest | None:
    """The question of the page as it opens: the last 52 weeks of which something is known; None without facts."""
    days = known_days(actor)
    if days is None:
        return None
    end = min(periods.today(company_zone()) - timedelta(days=1), days[1])
    return ReportRequest(max(end - timedelta(days=DAYS - 1), days[0]), max(end, days[0]))


def count_problems(actor: Actor, *, request: ReportRequest) -> Findings:
    """What comes back among the topics of the period, counted from the facts as they stand.

    The request's period must be given; it may be filtered by team and channel. Under a second for a million
    conversations, and up to six more the first time in a process.
    """
    import numpy as np

    require(actor, "metrics.read")
    assert request.start is not None
    assert request.end is not None
    rows = read_columns("conversations", ["topic", "opened_at"], request)
    days = (request.end - request.start).days + 1
    at = np.searchsorted(_beginnings(request.start, days), rows["opened_at"], side="right") - 1
    names, codes = rows.labels["topic"], rows["topic"]
    has_topic = codes != UNKNOWN
    places = codes[has_topic].astype(np.int64) * days + at[has_topic]
    counts = np.bincount(places, minlength=len(names) * days).reshape(len(names), days).astype(np.float64)
    named = [place for place, name in enumerate(names) if name]
    everything = np.bincount(at, minlength=days).astype(np.float64)
    return find_problems_in([names[place] for place in named], counts[named], everything, request.start)


def settled(request: ReportRequest, actor: Actor) -> ReportRequest | None:
    """The request with a period: where it leaves an end open, that of the usual one. None while there are no facts."""
    usual = usual_request(actor)
    if usual is None:
        return None
    assert usual.end is not None
    end = request.end or max(usual.end, request.start or usual.end)
    start = request.start or max(end - timedelta(days=DAYS - 1), min(usual.start or end, end))
    return replace(request, start=start, end=end)


def _beginnings(start: date, days: int) -> NDArray[np.datetime64]:
    """The instants at which the days begin in the company's zone, as the facts write them."""
    import numpy as np

    zone = company_zone()
    begin = [periods.start_of(start + timedelta(days=n), zone) for n in range(days)]
    return np.array([moment.astimezone(UTC).replace(tzinfo=None) for moment in begin], dtype="datetime64[us]")
