"""Which lines of a quality sheet go with what customers felt, and which run against it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from colere.foundation.queries.people import list_people
from colere.insights.instruments.queries.days import Period
from colere.insights.instruments.queries.tables import needed, read_table
from colere.insights.instruments.rules.steps import Step, Tell, silent
from colere.platform.errors import Invalid
from colere.platform.imports.registry import Column
from colere.platform.imports.values import Reading, Unusable, understood
from colere.platform.metrics import ReportRequest, company_zone
from colere.platform.metrics.periods import day_of
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    from colere.stats.scorecards import Health

PERSON, REVIEWER, TOPIC = Column("person"), Column("reviewer"), Column("topic")
AT, CSAT = Column("at", "time"), Column("csat", "number", low=0)
YES, NO = ("true", "yes"), ("false", "no")


@dataclass(frozen=True, slots=True)
class Sheet:
    """One reviewed conversation: the lines of the sheet (None: not applicable) and what the customer answered."""

    person: str
    reviewer: str
    topic: str
    at: datetime | None
    lines: dict[str, float | None]
    csat: float | None


@dataclass(frozen=True, slots=True)
class SheetFound:
    """`reviews` of the file that were asked about, of which `answered` have an answer of the customer. `health` is None
    where there is no line to judge; `refused` has a sentence for each row that could not be used.
    """

    period: Period
    reviews: int
    answered: int
    health: Health | None
    refused: list[str]


def find_sheet_health(actor: Actor, *, request: ReportRequest, sheets: str, tell: Tell = silent) -> SheetFound:
    """The health of each line of a sheet, from a file of reviews with `person`, `lines` and `csat`.

    Period and topic are the review's own, the team is that of the person reviewed. Raises `Invalid` for a file that
    cannot be read, and for a channel, which a review does not tell.
    """
    require(actor, "metrics.read")
    require(actor, "people.read")
    import numpy as np

    from colere.stats.scorecards import health

    if request.channel is not None:
        raise Invalid(_("A quality sheet does not say by which channel the customer came. Leave --channel out."))
    tell(Step.READING)
    read, refused = read_table(sheets, _sheet)
    kept = _asked_about(actor, read, request)
    names = sorted({name for sheet in kept for name in sheet.lines})
    period = _period(request, kept)
    answered = sum(sheet.csat is not None for sheet in kept)
    if not names:
        return SheetFound(period, len(kept), answered, None, refused)
    tell(Step.FITTING)
    reviewers = [sheet.reviewer for sheet in kept]
    found = health(
        np.array([[sheet.lines.get(name) for name in names] for sheet in kept], dtype=np.float64),
        np.array([sheet.csat for sheet in kept], dtype=np.float64),
        person=np.array([sheet.person for sheet in kept]),
        names=names,
        reviewer=np.array(reviewers) if len(set(reviewers)) > 1 else None,
        cases={"topic": np.array([sheet.topic for sheet in kept])},
    )
    return SheetFound(period, len(kept), answered, found, refused)


def _sheet(values: dict[str, Any], reading: Reading) -> Sheet:
    return Sheet(
        person=str(needed(values, PERSON, reading)),
        reviewer=str(understood(values.get("reviewer"), REVIEWER, reading) or ""),
        topic=str(understood(values.get("topic"), TOPIC, reading) or ""),
        at=understood(values.get("at"), AT, reading),
        lines=_lines(values.get("lines")),
        csat=understood(values.get("csat"), CSAT, reading),
    )


def _lines(value: Any) -> dict[str, float | None]:
    """The lines of one sheet; in a table they stand as JSON in one cell."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            raise Unusable(_("“lines” is no JSON object.")) from None
    if not isinstance(value, dict):
        raise Unusable(_("“lines” must be an object with a value for each line of the sheet."))
    return {str(name): _points(points) for name, points in value.items()}


def _points(value: Any) -> float | None:
    """True and false, yes and no, or points; nothing where the line was not applicable."""
    if value is None or value == "":
        return None
    if isinstance(value, str) and value.strip().casefold() in (*YES, *NO):
        return float(value.strip().casefold() in YES)
    try:
        return float(value)
    except (TypeError, ValueError):
        raise Unusable(
            _("“lines” has the value “%(value)s”, which is neither yes or no nor points.") % {"value": value}
        ) from None


def _asked_about(actor: Actor, sheets: list[Sheet], request: ReportRequest) -> list[Sheet]:
    kept = [sheet for sheet in sheets if request.topic is None or sheet.topic == request.topic]
    if request.team is not None:
        team = set(list_people(actor).filter(team=request.team).values_list("email", flat=True))
        kept = [sheet for sheet in kept if sheet.person in team]
    if request.start is None and request.end is None:
        return kept
    first, last, zone = request.start or date.min, request.end or date.max, company_zone()
    return [sheet for sheet in kept if sheet.at is not None and first <= day_of(sheet.at, zone) <= last]


def _period(request: ReportRequest, sheets: list[Sheet]) -> Period:
    days = [day_of(sheet.at, company_zone()) for sheet in sheets if sheet.at is not None]
    return request.start or min(days, default=None), request.end or max(days, default=None)
