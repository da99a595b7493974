"""Customers with a contract: who is about to end it, and what speaks for that."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from colere.insights.instruments.queries.days import Period
from colere.insights.instruments.queries.tables import needed, read_table
from colere.insights.instruments.rules.contracts import MONTH, Contract, Known, known_of, watched_until
from colere.insights.instruments.rules.steps import Step, Tell, silent
from colere.platform.imports.registry import Column
from colere.platform.imports.values import Reading, Unusable, is_empty, understood
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import Actor, require
from colere.stats.enough import ANSWERS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from colere.stats.churn import Calibration, Hazard, Ranking

STARTED, ENDED = Column("started_on", "date"), Column("ended_on", "date")
NAMES = ("id", "customer", "started_on", "ended_on")
REASONS = 3


@dataclass(frozen=True, slots=True)
class AtRisk:
    """A running contract with its chance to end within the months asked about, and what speaks most for it."""

    id: str
    chance: float
    low: float
    high: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Test:
    """What a model of what was known `months` before the end said, against what came: of `n` contracts that ran then,
    `expected` were to end and `left` did.
    """

    n: int
    expected: float
    left: int
    ranking: Ranking
    calibration: Calibration


@dataclass(frozen=True, slots=True)
class LeaversFound:
    """`running` contracts at the end of the period, of which `expected` will end within `months`; the hazard with its
    `columns`. None where too few have ended. `refused` has a sentence for each row that could not be used.
    """

    period: Period
    months: int
    contracts: int
    running: int
    ended: int
    columns: tuple[str, ...]
    hazard: Hazard | None
    expected: float | None
    at_risk: list[AtRisk]
    test: Test | None
    refused: list[str]


def find_leavers(
    actor: Actor, *, request: ReportRequest, contracts: str, months: int = 12, top: int = 10, tell: Tell = silent
) -> LeaversFound:
    """The chance to leave of the contracts in a file, with its reasons, learnt from those that have ended.

    The file has `id`, `started_on`, `ended_on` (empty: it goes on) and any further columns. The request's `start`
    keeps contracts that began from then on; `end` is the day up to which they are looked at (default: the last day on
    which anything happened to one). Raises `Invalid` for a file that cannot be read.
    """
    require(actor, "metrics.read")
    require(actor, "customers.read")
    tell(Step.READING)
    read, refused = read_table(contracts, _contract)
    end = request.end or max(day for one in read for day in (one.started_on, one.ended_on) if day)
    known = [c for c in read if c.started_on <= end and (request.start is None or c.started_on >= request.start)]
    period = (min((c.started_on for c in known), default=request.start), end)
    what = known_of(known)
    tell(Step.FITTING)
    hazard = _fit(known, what, end)
    running = watched_until(known, end).is_there
    ended = sum(c.ended_on is not None and c.ended_on <= end for c in known)
    expected, at_risk = (None, list[AtRisk]()) if hazard is None else _ahead(hazard, known, what, end, months, top)
    tell(Step.TESTING)
    test = _test(known, what, end, months)
    return LeaversFound(
        period, months, len(known), int(running.sum()), ended, what.columns, hazard, expected, at_risk, test, refused
    )


def _contract(values: dict[str, Any], reading: Reading) -> Contract:
    started = needed(values, STARTED, reading)
    ended = understood(values.get("ended_on"), ENDED, reading)
    if ended is not None and ended < started:
        raise Unusable(_("“ended_on” is before “started_on”."))
    further = {name: value for name, value in values.items() if name not in NAMES and not is_empty(value)}
    return Contract(str(values.get("id") or values.get("customer") or ""), started, ended, further)


def _fit(contracts: list[Contract], known: Known, day: date) -> Hazard | None:
    """The hazard as far as it could be known on a day; None where too few had left, or stayed."""
    import numpy as np

    from colere.stats.churn import fit_hazard, periods_of

    watched = watched_until(contracts, day)
    rows = np.flatnonzero(watched.months > 0)
    if int(watched.has_left[rows].sum()) < ANSWERS:
        return None
    months, gone = watched.months[rows], watched.has_left[rows]
    whose, tenure, left = periods_of(np.zeros(rows.size), months, gone)
    return None if left.all() else fit_hazard(tenure, known.table[rows][whose], left)


def _next_tenure(contracts: list[Contract], rows: NDArray[np.int64], day: date) -> NDArray[np.float64]:
    """The month of its life that each contract is in on a day."""
    import numpy as np

    begun = np.array([contracts[row].started_on.toordinal() for row in rows.tolist()])
    return np.asarray(np.floor((day.toordinal() + 1 - begun) / MONTH) + 1)


def _ahead(
    hazard: Hazard, contracts: list[Contract], known: Known, day: date, months: int, top: int
) -> tuple[float, list[AtRisk]]:
    import numpy as np

    from colere.stats.churn import chance_to_leave, reasons_to_leave

    rows = np.flatnonzero(watched_until(contracts, day).is_there)
    if not rows.size:
        return 0.0, []
    chances = chance_to_leave(hazard, _next_tenure(contracts, rows, day), known.table[rows], periods=months)
    highest = np.argsort(-chances.value, kind="stable")[:top]
    reasons = [()] * len(highest)
    if known.columns:
        which = reasons_to_leave(hazard, known.table[rows[highest]], reason_of=known.reason_of, top=REASONS).which
        reasons = [tuple(known.reasons[place] for place in row if place >= 0) for row in which.tolist()]
    risks = [
        AtRisk(
            contracts[int(rows[place])].id,
            float(chances.value[place]),
            float(chances.low[place]),
            float(chances.high[place]),
            said,
        )
        for place, said in zip(highest.tolist(), reasons, strict=True)
    ]
    return float(chances.value.sum()), risks


def _test(contracts: list[Contract], known: Known, end: date, months: int) -> Test | None:
    """The same question asked so many months ago, of which the answer is known now."""
    import numpy as np

    from colere.stats.churn import calibration, chance_to_leave, ranking

    then = end - timedelta(days=round(months * MONTH))
    hazard = _fit(contracts, known, then)
    rows = np.flatnonzero(watched_until(contracts, then).is_there)
    if hazard is None or rows.size < ANSWERS:
        return None
    said = chance_to_leave(hazard, _next_tenure(contracts, rows, then), known.table[rows], periods=months).value
    came = [contracts[row].ended_on for row in rows.tolist()]
    left = np.array([one is not None and one <= end for one in came])
    return Test(rows.size, float(said.sum()), int(left.sum()), ranking(said, left), calibration(said, left))
