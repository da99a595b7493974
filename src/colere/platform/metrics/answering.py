"""Asking the facts: which files, which texts, and figures out of the sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from colere.platform.metrics import compiling, duck, manifest, periods
from colere.platform.metrics.compiling import GROUP, Shape
from colere.platform.metrics.dimensions import CALENDAR, get_dimension, names_of
from colere.platform.metrics.estimates import Quantile, Reading
from colere.platform.metrics.facts import DUCKDB_TYPES, Fact
from colere.platform.metrics.figures import Answer, Figure, ReportRequest
from colere.platform.metrics.files import reading
from colere.platform.metrics.manifest import Manifest
from colere.platform.metrics.measures import Measure, all_measures, get_measure

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

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
        first, last = self.begins_at.replace(tzinfo=None), (self.ends_at + after).replace(tzinfo=None)
        months = self.state.of(fact).months
        return [
            p.file
            for _, p in sorted(months.items())
            if p.last.replace(tzinfo=None) >= first and p.first.replace(tzinfo=None) < last
        ]

    def scans(self) -> Iterator[tuple[Shape, list[Measure]]]:
        """The measures that can be counted in one go, with the shape of the question."""
        together: dict[tuple[str, str], list[Measure]] = defaultdict(list)
        for measure in self.measures:
            together[measure.fact, measure.name if measure.context else ""].append(measure)
        steps = self._offsets()
        for (fact, _), measures in together.items():
            yield Shape(fact, self.request.by, tuple(self.request.filters()), steps), measures

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


def ask(request: ReportRequest, root: Path, *, now: datetime | None = None) -> Answer:
    """Compute the answer from the facts as they stand."""
    with reading(root):
        question = Question(request, root, manifest.read(root), now=now)
        found: dict[str, dict[Key, Reading]] = {}
        texts: list[str] = []
        with closing(duck.reader(root / "tmp")) as db:
            for shape, measures in question.scans():
                found.update(_Scan(question, shape, measures, db, texts).readings())
    named = [(measure, found[measure.name]) for measure in question.measures]
    return Answer(question.start, question.end, tuple(_figures(request, named)), tuple(texts), datetime.now(UTC))


class _Scan:
    """One pass over one fact (two where quantiles are wanted)."""

    def __init__(
        self, question: Question, shape: Shape, measures: Sequence[Measure], db: DuckDBPyConnection, texts: list[str]
    ) -> None:
        self.question, self.shape, self.measures, self.db, self.texts = question, shape, measures, db, texts
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
        filled = with_facts(compiling.fill(text, self.question.marks()), self.fact, self._paths())
        self.texts.append(filled.replace(f"'{self.question.root}/", "'facts/"))
        cursor = self.db.execute(filled)
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def _paths(self) -> list[str]:
        return [
            str(self.question.root / file) for file in self.question.files(self.fact, compiling.after_of(self.measures))
        ]

    def _sums(self, rows: list[dict[str, Any]]) -> Sums:
        return {row.pop(GROUP, None): row for row in rows}

    def _values(self, sums: Sums) -> dict[tuple[str, Key], dict[int, int]]:
        """For each key of values and each group: the values at the ranks that the quantiles need."""
        wanted: dict[str, dict[Key, set[int]]] = defaultdict(lambda: defaultdict(set))
        for i, measure in enumerate(self.measures):
            if isinstance(measure.estimate, Quantile):
                for key, row in sums.items():
                    if row[f"m{i}_n"]:
                        wanted[measure.estimate.key][key].update(measure.estimate.ranks(row[f"m{i}_n"]))
        counts = {
            (measure.estimate.key, key): row[f"m{i}_n"]
            for i, measure in enumerate(self.measures)
            if isinstance(measure.estimate, Quantile)
            for key, row in sums.items()
        }
        if not wanted:
            return {}
        inner = compiling.values_sql(self.shape, self.measures, store=self.question.root / "sql")
        pick = _picked_by_group if self.shape.by else _picked
        rows = self._run(
            pick(inner, {name: {k: sorted(r) for k, r in groups.items()} for name, groups in wanted.items()}, counts)
        )
        found = {}
        for row in rows:
            key = row.get(GROUP)
            for name, groups in wanted.items():
                if key in groups:
                    found[name, key] = dict(zip(sorted(groups[key]), row[name], strict=True))
        return found


def _picked(inner: str, ranks: Mapping[str, Mapping[Key, list[int]]], counts: Mapping[tuple[str, Key], int]) -> str:
    """The values at the ranks, by selection without sorting: the share (rank − ½) ÷ n falls on exactly that rank."""
    columns = []
    for name, groups in ranks.items():
        n = counts[name, None]
        shares = ", ".join(repr((rank - 0.5) / n) for rank in groups[None])
        columns.append(f"quantile_disc({duck.named(name)}, [{shares}]::DOUBLE[]) AS {duck.named(name)}")
    return f"SELECT {', '.join(columns)}\nFROM (\n{inner}\n) AS v"


def _picked_by_group(
    inner: str, ranks: Mapping[str, Mapping[Key, list[int]]], counts: Mapping[tuple[str, Key], int]
) -> str:
    """The values at ranks that differ from group to group: each group is sorted once."""
    keys = list(dict.fromkeys(key for groups in ranks.values() for key in groups))
    lines = []
    for key in keys:
        lists = [f"[{', '.join(map(str, groups.get(key, [])))}]::BIGINT[]" for groups in ranks.values()]
        lines.append(f"({_literal(key)}, {', '.join(lists)})")
    names = [duck.named(name) for name in ranks]
    sorted_lists = ", ".join(f"list_sort(list({name}) FILTER (WHERE {name} IS NOT NULL)) AS {name}" for name in names)
    picked = ", ".join(f"list_select(s.{name}, r.{name}) AS {name}" for name in names)
    wanted = f"(VALUES {', '.join(lines)}) AS r({GROUP}, {', '.join(names)})"
    by_group = f"SELECT {GROUP}, {sorted_lists} FROM (\n{inner}\n) AS v GROUP BY {GROUP}"
    return (
        f"SELECT s.{GROUP}, {picked}\nFROM (\n{by_group}\n) AS s\n"
        f"JOIN {wanted} ON s.{GROUP} IS NOT DISTINCT FROM r.{GROUP}"
    )


def _literal(key: Key) -> str:
    if key is None:
        return "NULL"
    return str(key) if isinstance(key, int) else duck.quoted(key)


def with_facts(text: str, fact: Fact, paths: Sequence[str]) -> str:
    """The text with its fact defined in front: the Parquet files, or no rows where there are none."""
    if paths:
        source = (
            f"SELECT * FROM read_parquet([{', '.join(duck.quoted(path) for path in paths)}], hive_partitioning = false)"
        )
    else:
        nothing = ", ".join(
            f"CAST(NULL AS {DUCKDB_TYPES[kind]}) AS {duck.named(name)}" for name, kind in fact.columns.items()
        )
        source = f"SELECT {nothing} WHERE false"
    head, rest = (",", text.removeprefix("WITH ")) if text.startswith("WITH ") else ("", text)
    return f"WITH {duck.named(fact.name)} AS NOT MATERIALIZED (\n{source}\n){head}\n{rest}"


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
