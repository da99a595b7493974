"""Asking the facts: which files, which texts, and figures out of the sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from zoneinfo import ZoneInfo

from colere.platform.metrics import compiling, duck, engines, manifest, periods, picking
from colere.platform.metrics.compiling import GROUP, Shape
from colere.platform.metrics.dimensions import CALENDAR, get_dimension, names_of
from colere.platform.metrics.engines import Engine
from colere.platform.metrics.estimates import Quantile, Reading
from colere.platform.metrics.facts import Fact
from colere.platform.metrics.figures import Answer, Figure, ReportRequest
from colere.platform.metrics.files import reading
from colere.platform.metrics.manifest import Manifest, Partition
from colere.platform.metrics.measures import Measure, all_measures, get_measure
from colere.platform.metrics.picking import Window

Key = int | str | None
Sums = dict[Key, dict[str, Any]]


class Question:
    """A request bound to the facts as they stand: period settled, measures and files chosen."""

    def __init__(self, request: ReportRequest, root: Path, state: Manifest, *, now: datetime | None = None) -> None:
        self.request, self.root, self.state = request, root, state
        self.zone = periods.company_zone()
        self.now = now or datetime.now(UTC)
        self.measures = wanted_measures(request)
        self.start, self.end = settled_period(request, self.measures, state, self.zone)
        self.begins_at = periods.start_of(self.start, self.zone)
        self.ends_at = periods.start_of(self.end + timedelta(days=1), self.zone)

    def files(self, fact: Fact, after: timedelta = timedelta(0)) -> list[str]:
        """The fact's files that can hold rows of the period, and of `after` beyond it."""
        return [part.file for part in self._parts(fact, after)]

    def rows(self, fact: Fact) -> int:
        """About how many rows the answer is counted from: those of the files."""
        return sum(part.rows for part in self._parts(fact))

    def _parts(self, fact: Fact, after: timedelta = timedelta(0)) -> list[Partition]:
        first, last = self.begins_at.replace(tzinfo=None), (self.ends_at + after).replace(tzinfo=None)
        months = self.state.of(fact).months
        return [
            p
            for _, p in sorted(months.items())
            if p.last.replace(tzinfo=None) >= first and p.first.replace(tzinfo=None) < last
        ]

    def scans(self, dialect: str = "duckdb") -> Iterator[tuple[Shape, list[Measure]]]:
        """The measures that can be counted in one go, with the shape of the question."""
        together: dict[tuple[str, str], list[Measure]] = defaultdict(list)
        for measure in self.measures:
            together[measure.fact, measure.name if measure.context else ""].append(measure)
        steps = self._offsets()
        for (fact, _), measures in together.items():
            is_sampled = dialect == "duckdb" and bool(compiling.quantiles_by_key(measures))
            thin = picking.thinning(self.rows(measures[0].fact_table)) if is_sampled else 0
            yield Shape(fact, self.request.by, tuple(self.request.filters()), steps, thin, dialect), measures

    def marks(self) -> dict[str, str]:
        """The values for the marks in the texts."""
        return {
            "start": compiling.as_literal(self.begins_at),
            "end": compiling.as_literal(self.ends_at),
            "now": compiling.as_literal(self.now.replace(microsecond=0)),
            **{name: str(value) for name, value in self.request.filters().items()},
        }

    def _offsets(self) -> tuple[tuple[str, int], ...]:
        if self.request.by not in CALENDAR or self.zone.key == "UTC":
            return ()
        return tuple(
            (compiling.as_literal(at), seconds)
            for at, seconds in periods.offsets(self.begins_at, self.ends_at, self.zone)
        )


def wanted_measures(request: ReportRequest) -> list[Measure]:
    """The measures of the request that can be grouped and filtered so; raises `KeyError` for an unknown name."""
    chosen = all_measures() if request.measures is None else [get_measure(name) for name in request.measures]
    needed = set(request.filters()) | ({request.by} - {None, *CALENDAR})
    return [measure for measure in chosen if needed <= set(measure.fact_table.dimensions)]


def settled_period(
    request: ReportRequest, measures: Sequence[Measure], state: Manifest, zone: ZoneInfo
) -> tuple[date, date]:
    """The first and last day that are asked about: where the request leaves one open, those of the first and last
    fact.
    """
    facts = {measure.fact: measure.fact_table for measure in measures}
    parts = [p for fact in facts.values() for p in state.of(fact).months.values()]
    firsts, lasts = [periods.day_of(p.first, zone) for p in parts], [periods.day_of(p.last, zone) for p in parts]
    today = periods.today(zone)
    start = request.start or min([*firsts, *([request.end] if request.end else [])], default=today)
    end = request.end or max([*lasts, start], default=today)
    return start, end


def ask(request: ReportRequest, root: Path, *, now: datetime | None = None, engine: Engine | None = None) -> Answer:
    """Compute the answer from the facts as they stand, by DuckDB or by another engine."""
    engine = engine or engines.engine("duckdb")
    with reading(root), closing(engine):
        question = Question(request, root, manifest.read(root), now=now)
        engine.prepare(root, question.state, list({m.fact: m.fact_table for m in question.measures}.values()))
        found: dict[str, dict[Key, Reading]] = {}
        texts: list[str] = []
        for shape, measures in question.scans(engine.dialect):
            found.update(_Scan(question, shape, measures, engine, texts).readings())
    named = [(measure, found[measure.name]) for measure in question.measures]
    return Answer(question.start, question.end, tuple(_figures(request, named)), tuple(texts), datetime.now(UTC))


class _Scan:
    """One pass over one fact (two where quantiles are wanted)."""

    def __init__(
        self, question: Question, shape: Shape, measures: Sequence[Measure], engine: Engine, texts: list[str]
    ) -> None:
        self.question, self.shape, self.measures, self.engine, self.texts = question, shape, measures, engine, texts
        self.fact = measures[0].fact_table

    def readings(self) -> dict[str, dict[Key, Reading]]:
        """For each measure and group, what came out."""
        store = self.question.root / "sql"
        sums = self._sums(self._run(compiling.sums_sql(self.shape, self.measures, store=store)))
        values = self._values(sums)
        found: dict[str, dict[Key, Reading]] = {}
        for i, measure in enumerate(self.measures):
            found[measure.name] = {}
            for key, row in sums.items():
                own = {name.removeprefix(f"m{i}_"): value for name, value in row.items() if name.startswith(f"m{i}_")}
                if isinstance(measure.estimate, Quantile):
                    own["values"] = values.get((measure.estimate.key, key), {})
                found[measure.name][key] = measure.estimate.read(own)
        return found

    def _run(self, text: str) -> list[dict[str, Any]]:
        files = self.question.files(self.fact, compiling.after_of(self.measures))
        ran, rows = self.engine.ask(compiling.fill(text, self.question.marks()), self.fact, files)
        self.texts.append(ran)
        return rows

    def _sums(self, rows: list[dict[str, Any]]) -> Sums:
        return {_key(row.pop(GROUP, None)): row for row in rows}

    def _values(self, sums: Sums) -> dict[tuple[str, Key], dict[int, int]]:
        """For each key of values and each group: the values at the ranks that the quantiles need."""
        wanted = {key: found for key, row in sums.items() if (found := self._windows(row))}
        values = self._picked(wanted)
        missed = {name_key[1] for name_key, at in values.items() if None in at.values()}
        if missed:
            values.update(self._picked({key: self._windows(sums[key], is_sampled=False) for key in missed}))
        return values

    def _windows(self, row: Mapping[str, Any], *, is_sampled: bool = True) -> dict[str, tuple[Window, ...]]:
        """Where a group's ranks are looked for, by key of values; nothing where no quantile has a value."""
        estimated = [(m.estimate, row[f"m{i}_n"]) for i, m in enumerate(self.measures)]
        counts = {estimate.key: n for estimate, n in estimated if isinstance(estimate, Quantile)}
        found = {}
        for name, estimates in compiling.quantiles_by_key(self.measures).items():
            n, sampled = counts[name], row.get(f"s_{name}") if is_sampled else None
            ranks = {estimate.q: estimate.ranks(n) for estimate in estimates} if n else {}
            found[name] = picking.windows(n, ranks, sampled, self.shape.thin) if n else ()
        return found if any(found.values()) else {}

    def _picked(self, wanted: Mapping[Key, Mapping[str, Sequence[Window]]]) -> dict[tuple[str, Key], dict[int, Any]]:
        """The values at the windows' ranks, None for those that lie outside."""
        if not wanted:
            return {}
        inner = compiling.values_sql(self.shape, self.measures, store=self.question.root / "sql")
        groups = [(self._literal(key), found) for key, found in wanted.items()]
        picked: dict[tuple[str, Key], dict[int, Any]] = defaultdict(dict)
        keys = list(wanted)
        if self.shape.dialect != "duckdb":
            for row in self._run(picking.ranked_sql(inner, groups)):
                picked[row["name"], keys[row["place"]]][row["rank"]] = row["value"]
            return picked
        for row in self._run(picking.picking_sql(inner, groups)):
            key = keys[row["place"]]
            for name, windows in wanted[key].items():
                for slot, window in enumerate(windows):
                    picked[name, key].update(zip(window.ranks, row[f"{name} {slot}"], strict=True))
        return picked

    def _literal(self, key: Key) -> str | None:
        """The group's key as SQL; None where there is no grouping."""
        if self.shape.by is None:
            return None
        column = self.fact.columns[self.fact.dimensions.get(self.shape.by, self.fact.at)]
        kind = {"int64": "BIGINT", "string": "VARCHAR(1000)", "timestamp": "DATE"}[column]
        value = "NULL" if key is None else str(key) if isinstance(key, int) else duck.quoted(key)
        return f"CAST({value} AS {kind})"


def _key(value: Any) -> Key:
    """A group's key as figures carry it: days as "2026-03-02"."""
    return value.isoformat() if isinstance(value, date) else cast(Key, value)


def _figures(request: ReportRequest, found: Sequence[tuple[Measure, dict[Key, Reading]]]) -> Iterator[Figure]:
    names = _group_names(request, {key for _, readings in found for key in readings})
    for measure, readings in found:
        for key in sorted(readings, key=lambda k: (names[k] is None, str(names[k]).casefold())):
            reading_ = readings[key]
            yield Figure(measure.name, *reading_[:4], measure.unit, reading_.state, names[key], key)


def _group_names(request: ReportRequest, keys: set[Key]) -> dict[Key, str | None]:
    if request.by is None:
        return dict.fromkeys(keys)
    if request.by in CALENDAR:
        return {key: periods.bucket_name(date.fromisoformat(str(key)), request.by) for key in keys if key is not None}
    named: dict[Key, str | None] = {None: ""} if None in keys else {}
    known = names_of(get_dimension(request.by), [key for key in keys if key is not None])
    named.update((key, name) for key, name in known.items())
    return named
