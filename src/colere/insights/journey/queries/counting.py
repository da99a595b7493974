"""The journey of a period, counted from the facts as they stand."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from colere.foundation.queries.promises import list_promises
from colere.foundation.rules.promises import NARROWED_BY, TIMED, rule_problem
from colere.insights.journey.queries import telling
from colere.insights.journey.queries.telling import Asked, Deadline
from colere.insights.journey.rules.comparing import Counted, is_apart, mean_of, more_than_usual, share_of
from colere.insights.journey.rules.found import Bounded, JourneyFound, Step, Way
from colere.insights.journey.rules.steps import PLACES, USUALLY_SILENT_AFTER
from colere.platform.errors import Invalid
from colere.platform.metrics import ReportRequest, company_zone, duck, following, known_days, manifest, periods
from colere.platform.metrics.facts import DUCKDB_TYPES, Fact, get_fact
from colere.platform.metrics.files import reading
from colere.platform.metrics.manifest import Manifest
from colere.platform.permissions import Actor, require
from colere.stats.enough import ANSWERS

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DAYS = 364
FACTS = ("conversations", "purchases", "responses")


@dataclass(frozen=True, slots=True)
class Promised:
    """The promises about time, as deadlines of an answer and of a settled matter."""

    reply: tuple[Deadline, ...]
    settled: tuple[Deadline, ...]


def find_journey(actor: Actor, *, request: ReportRequest, silent_days: int = USUALLY_SILENT_AFTER) -> JourneyFound:
    """The steps of the period (the last 52 weeks unless one is given) and what followed them.

    Team and channel choose conversations and answers; purchases have neither and stay. Raises `Invalid` where nothing
    is known yet.
    """
    require(actor, "metrics.read")
    start, end, last = _period(actor, request)
    promised = promised_times(actor)
    asked = Asked(
        start=_beginning(start),
        end=_beginning(end + timedelta(days=1)),
        until=_beginning(last + timedelta(days=1)),
        silent_days=silent_days,
        filters={name: value for name, value in request.filters().items() if name in ("team", "channel")},
        reply_within=promised.reply,
        settled_within=promised.settled,
    )
    with _sources() as (db, sources):
        return count_journey(db, asked, sources, (start, end), has_promises=bool(promised.reply or promised.settled))


def promised_times(actor: Actor) -> Promised:
    """The promises that count and say within which time."""
    found: dict[str, list[Deadline]] = {name: [] for name in TIMED}
    for promise in list_promises(actor):
        rule = promise.rule
        if rule and rule_problem(rule) is None and rule["measure"] in found:
            where = {name: rule[name] for name in NARROWED_BY if rule.get(name) is not None}
            found[rule["measure"]].append(Deadline(rule["within_seconds"], where))
    return Promised(tuple(found[TIMED[0]]), tuple(found[TIMED[1]]))


def count_journey(
    db: DuckDBPyConnection, asked: Asked, sources: dict[str, str], days: tuple[date, date], *, has_promises: bool
) -> JourneyFound:
    """The journey that the sources tell: relations in SQL by the name of their fact."""
    db.execute(f"CREATE OR REPLACE TEMP TABLE chosen AS {telling.chosen_sql(asked, **sources)}\nSELECT * FROM chosen")
    try:
        felt = {row[0]: row[1:] for row in db.execute(telling.felt_sql(sources["responses"])).fetchall()}
        spans = dict(db.execute(telling.SPANS_SQL).fetchall())
        steps = [_step(row, felt.get(row[0]), spans.get(row[0])) for row in db.execute(telling.STEPS_SQL).fetchall()]
        ways = _ways(db.execute(telling.WAYS_SQL).fetchall())
        [customers] = db.execute("SELECT count(DISTINCT customer) FROM chosen").fetchone() or (0,)
    finally:
        db.execute("DROP TABLE chosen")
    shown = tuple(way for way in ways if way.customers >= ANSWERS)
    in_order = tuple(sorted(steps, key=lambda step: PLACES[step.kind]))
    hidden = len(ways) - len(shown)
    return JourneyFound(*days, asked.silent_days, int(customers), in_order, shown, hidden, has_promises)


def _period(actor: Actor, request: ReportRequest) -> tuple[date, date, date]:
    """The first and the last day asked about, and the last that is known."""
    known = known_days(actor)
    if known is None:
        raise Invalid(_("There is nothing to follow yet: nobody has bought or written."))
    last = max(min(periods.today(company_zone()) - timedelta(days=1), known[1]), known[0])
    end = min(request.end or last, last)
    start = request.start or max(end - timedelta(days=DAYS - 1), known[0])
    if start > end:
        raise Invalid(_("Nothing is known yet of these days."))
    return start, end, last


@contextmanager
def _sources() -> Iterator[tuple[DuckDBPyConnection, dict[str, str]]]:
    """A connection, and the facts as relations by name."""
    root = following.root()
    with reading(root), closing(duck.reader(root / "tmp")) as db:
        state = manifest.read(root)
        yield db, {name: _relation(get_fact(name), state, root) for name in FACTS}


def _relation(fact: Fact, state: Manifest, root: Path) -> str:
    """The rows of a fact; a fact of which there is nothing yet has none."""
    paths = [duck.quoted(str(root / part.file)) for _month, part in sorted(state.of(fact).months.items())]
    if paths:
        return f"read_parquet([{', '.join(paths)}], hive_partitioning = false)"
    columns = [f"NULL::{DUCKDB_TYPES[kind]} AS {duck.named(name)}" for name, kind in fact.columns.items()]
    return f"(SELECT {', '.join(columns)} LIMIT 0)"


def _step(row: tuple[Any, ...], felt: tuple[Any, ...] | None, half_within: float | None) -> Step:
    kind, n, customers, known, writes, silent, _buys, m_m, w_w, w_m, s_s, s_m, w_usual, s_usual, w_off, s_off = row
    if customers < ANSWERS:
        return Step(kind, int(n), int(customers))
    pleased, effort = _felt(felt)
    if known < ANSWERS:
        return Step(kind, int(n), int(customers), pleased=pleased, effort=effort, half_within=half_within)
    numbers = [float(one) for one in (known, m_m)]
    leaving = Counted(numbers[0], float(silent), numbers[1], float(s_s), float(s_m), s_usual, s_off)
    writing = Counted(numbers[0], float(writes), numbers[1], float(w_w), float(w_m), w_usual, w_off)
    return Step(
        kind,
        int(n),
        int(customers),
        share_of(leaving),
        share_of(writing),
        more_than_usual(leaving),
        more_than_usual(writing),
        is_apart(leaving),
        is_apart(writing),
        pleased,
        effort,
        half_within,
    )


def _felt(row: tuple[Any, ...] | None) -> tuple[Bounded | None, Bounded | None]:
    """The share of satisfied answers and the mean ease; None where there are too few."""
    from colere.stats.shares import wilson

    if row is None:
        return None, None
    answers, satisfied, efforts, mean, spread = row
    pleased = effort = None
    if answers >= ANSWERS:
        low, high = wilson(satisfied, answers)
        pleased = Bounded(satisfied / answers, float(low), float(high), int(answers))
    if efforts >= ANSWERS:
        effort = mean_of(mean, spread, int(efforts))
    return pleased, effort


def _ways(rows: list[tuple[Any, ...]]) -> list[Way]:
    totals: dict[str, int] = {}
    for first, _then, n, _customers, _half in rows:
        totals[first] = totals.get(first, 0) + n
    ways = [Way(first, then, n, customers, n / totals[first], half) for first, then, n, customers, half in rows]
    return sorted(ways, key=lambda way: (-way.n, way.first, way.then))


def _beginning(day: date) -> datetime:
    """The moment in which a day of the company begins, in UTC as the facts write it."""
    return periods.start_of(day, company_zone()).astimezone(UTC).replace(tzinfo=None)
