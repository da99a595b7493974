"""Happy team → happy customers: whether the mood of teams goes before what their customers say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db.models import Max
from django.utils.translation import gettext as _

from colere.insights.instruments.models import PulseDay
from colere.insights.instruments.queries.days import Period, day_numbers, period_of
from colere.insights.instruments.queries.tables import needed, read_table
from colere.insights.instruments.rules.moods import WEEK, Pulse, beyond_topics, panels_of
from colere.insights.instruments.rules.steps import Step, Tell, silent
from colere.platform.errors import Invalid
from colere.platform.imports.registry import Column
from colere.platform.imports.values import Reading, Unusable
from colere.platform.metrics import UNKNOWN, ReportRequest, read_columns
from colere.platform.metrics.dimensions import get_dimension
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    from colere.stats.teamwork import MoodAndCustomers

TEAM, AT, SCORE = Column("team"), Column("at", "date"), Column("score", "number", low=0)
COLUMNS = ("name", "score", "team", "topic", "at")
CONTENT = 4.0  # the least csat of a content customer
LAGS = (0, 1, 2, 3, 4)  # weeks


@dataclass(frozen=True, slots=True)
class TeamworkFound:
    """What the mood of teams has to do with their customers; None where there is no pulse or no answer of a customer.

    `pulses` and `answers` are how many were looked at; `refused` has a sentence for each row of the file that could not
    be used.
    """

    period: Period
    pulses: int
    answers: int
    found: MoodAndCustomers | None
    refused: list[str]


def find_teamwork(
    actor: Actor,
    *,
    request: ReportRequest,
    pulses: str | None = None,
    refused: Sequence[str] = (),
    tell: Tell = silent,
) -> TeamworkFound:
    """The effect of a point of mood on the share of content customers, by weeks later, with its placebos.

    `pulses` is a file; None: those that are kept, of which `refused` rows of their file could not be used. What topics
    explain is taken away from customers first. Teams only: nobody's own mood is looked at. Raises `Invalid` for a file
    that cannot be read, and for one team alone.
    """
    require(actor, "metrics.read")
    import numpy as np

    from colere.stats.teamwork import mood_and_customers

    if request.team is not None:
        raise Invalid(_("Teams are compared with each other and with themselves: leave the team out."))
    tell(Step.READING)
    told, refused = read_pulses(pulses, actor=actor) if pulses is not None else (kept_pulses(actor), list(refused))
    told = _asked_about(told, request)
    rows = read_columns("responses", COLUMNS, replace(request, by=None, measures=None))
    labels = rows.labels["name"]
    csat = labels.index("csat") if "csat" in labels else UNKNOWN - 1
    kept = (rows["name"] == csat) & np.isfinite(rows["score"]) & (rows["team"] != UNKNOWN)
    period, n = period_of(request, rows["at"][kept]), int(kept.sum())
    answered = sum(pulse.answers for pulse in told)
    if not told or not n:
        return TeamworkFound(period, answered, n, None, refused)
    tell(Step.FITTING)
    pleased = (rows["score"][kept] >= CONTENT).astype(np.float64)
    beyond = beyond_topics(pleased, rows["topic"][kept].astype(np.int64))
    panels = panels_of(told, rows["team"][kept].astype(np.int64), day_numbers(rows["at"][kept]), beyond)
    found = mood_and_customers(panels.mood, panels.mood_answers, panels.customers, panels.customer_answers, lags=LAGS)
    return TeamworkFound(period, answered, n, found, refused)


def read_pulses(source: str | BinaryIO, *, actor: Actor) -> tuple[list[Pulse], list[str]]:
    """The answers of a file by team and day, and a sentence for each row that cannot be used.

    Columns: `team` (its name), `at` (a day), `score`. Raises `Invalid` for a file that cannot be read.
    """
    require(actor, "metrics.read")
    choices = get_dimension("team").choices
    teams = {name.casefold(): int(key) for name, key in (choices() if choices is not None else {}).items()}

    def understand(values: dict[str, Any], reading: Reading) -> tuple[int, date, float]:
        name = str(needed(values, TEAM, reading))
        if name.casefold() not in teams:
            raise Unusable(_("There is no team “%(name)s”.") % {"name": name})
        return teams[name.casefold()], needed(values, AT, reading), float(needed(values, SCORE, reading))

    rows, refused = read_table(source, understand)
    sums: dict[tuple[int, date], tuple[int, float]] = {}
    for team, day, score in rows:
        n, total = sums.get((team, day), (0, 0.0))
        sums[team, day] = (n + 1, total + score)
    return [Pulse(team, day, n, total) for (team, day), (n, total) in sorted(sums.items())], refused


def kept_pulses(actor: Actor) -> list[Pulse]:
    """The answers that are kept, by team and day."""
    require(actor, "metrics.read")
    rows = PulseDay.objects.order_by("team_id", "day").values_list("team_id", "day", "answers", "total")
    return [Pulse(*row) for row in rows]


def has_pulses(actor: Actor) -> bool:
    """Whether any answer of a team is kept."""
    require(actor, "metrics.read")
    return PulseDay.objects.exists()


def pulses_mark(actor: Actor | None = None) -> str:
    """Another one after other answers were taken in."""
    return str(PulseDay.objects.aggregate(newest=Max("pk"))["newest"])


def _asked_about(pulses: list[Pulse], request: ReportRequest) -> list[Pulse]:
    """Those that can go before or with an answer of the period, and of the week after it, for the check ahead."""
    first = request.start - timedelta(days=WEEK * (max(LAGS) + 1)) if request.start else date.min
    last = request.end + timedelta(days=WEEK) if request.end else date.max
    return [pulse for pulse in pulses if first <= pulse.day <= last]
