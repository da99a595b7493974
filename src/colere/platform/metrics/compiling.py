"""From declared measures to SQL, by Ibis, once for each shape of question.

Ibis takes 0.6 s to import and some milliseconds to compile, so the text is kept on disk under the shape of the
question and the version of the code; a web process that finds it there never imports Ibis. Days and filter values
stand in the text as marks such as '{{start}}' and are put in as literals when the question is asked, so that the text
that ran can be shown as it was.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import colere
from colere.platform.metrics.dimensions import CALENDAR
from colere.platform.metrics.duck import quoted
from colere.platform.metrics.estimates import Quantile
from colere.platform.metrics.facts import Fact, get_fact
from colere.platform.metrics.files import replace_durably
from colere.platform.metrics.measures import Measure
from colere.platform.metrics.picking import shares_around

if TYPE_CHECKING:
    import ibis.expr.types as ir

GROUP = "g"


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides the text: the fact, the grouping, the names of the filters, the zone's steps from UTC, of how many
    rows one is sampled for the quantiles (0: none), and for which engine.
    """

    fact: str
    by: str | None
    filters: tuple[str, ...]
    offsets: tuple[tuple[str, int], ...] = ()
    thin: int = 0
    dialect: str = "duckdb"


def sums_sql(shape: Shape, measures: Sequence[Measure], *, store: Path) -> str:
    """The text that gives, for each group, the sums of all measures (columns m0_n, m0_yes, m1_n …), in one scan, and
    with a sample the values around each quantile (columns s_<key>).

    Measures that look at other rows must all have the same context.
    """
    return _stored("sums", shape, measures, store)


def values_sql(shape: Shape, measures: Sequence[Measure], *, store: Path) -> str:
    """The text that gives the group and the values (a column for each key) that quantiles are taken from, unsorted."""
    return _stored("values", shape, measures, store)


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its marks replaced by literals."""
    for name, value in values.items():
        text = text.replace(quoted(mark(name)), quoted(value))
    return text


def mark(name: str) -> str:
    """The mark that stands for a value until the question is asked."""
    return "{{" + name + "}}"


def _stored(kind: str, shape: Shape, measures: Sequence[Measure], store: Path) -> str:
    asked = [kind, asdict(shape), [(m.name, m.variant) for m in measures], code_version()]
    name = hashlib.sha256(json.dumps(asked).encode()).hexdigest()[:32]
    return _read_or_compile(store / f"{name}.sql", kind, shape, tuple(measures))


@lru_cache(maxsize=512)
def _read_or_compile(path: Path, kind: str, shape: Shape, measures: tuple[Measure, ...]) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        text = _compile(kind, shape, measures)
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_durably(path, text.encode())
        return text


@lru_cache(maxsize=1)
def code_version() -> str:
    """A mark of all code that decides the figures: this app, `stats`, and every `metrics.py` that declares measures."""
    package = Path(colere.__file__).parent
    digest = hashlib.sha256()
    for file in sorted({*package.glob("**/metrics.py"), *package.glob("**/metrics/*.py"), *package.glob("stats/*.py")}):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@lru_cache(maxsize=512)
def _compile(kind: str, shape: Shape, measures: tuple[Measure, ...]) -> str:
    """The same for every store that lacks it."""
    import ibis

    table = _scope(shape, measures)
    group = {} if shape.by is None else {GROUP: _group(table, shape)}
    if kind == "sums":
        found = {f"m{i}_{name}": v for i, m in enumerate(measures) for name, v in m.estimate.sums(table).items()}
        chosen: Any = table.aggregate(by=list(_named(group)), **found, **_sampled(table, shape, measures))
    else:
        values = {m.estimate.key: m.estimate.of(table) for m in measures if isinstance(m.estimate, Quantile)}
        chosen = table.select(**group, **values)
    if shape.dialect == "pyspark":
        _set_spark_options()
    return str(ibis.to_sql(chosen, dialect=shape.dialect))


def _set_spark_options() -> None:
    """What Ibis's Spark backend sets when it is loaded; compiling needs no more of it, and loading it needs pyarrow."""
    import ibis
    from ibis.config import Config

    class Options(Config):  # type: ignore[misc]
        treat_nan_as_null: bool = False

    if ibis.options.pyspark is None:
        ibis.options.pyspark = Options()


def _sampled(table: ir.Table, shape: Shape, measures: Sequence[Measure]) -> dict[str, Any]:
    """Where in a thin sample each quantile roughly lies."""
    if not shape.thin:
        return {}
    is_sampled = table[get_fact(shape.fact).key].hash() % shape.thin == 0
    return {
        f"s_{key}": estimates[0].of(table).quantile(shares_around([e.q for e in estimates]), where=is_sampled)
        for key, estimates in quantiles_by_key(measures).items()
    }


def quantiles_by_key(measures: Sequence[Measure]) -> dict[str, list[Quantile]]:
    """The quantiles among the measures' estimates, by the key of the values that they are taken from."""
    found: dict[str, list[Quantile]] = {}
    for measure in measures:
        if isinstance(measure.estimate, Quantile):
            found.setdefault(measure.estimate.key, []).append(measure.estimate)
    return found


def _named(group: dict[str, Any]) -> list[Any]:
    return [column.name(name) for name, column in group.items()]


def _scope(shape: Shape, measures: Sequence[Measure]) -> ir.Table:
    """The rows of the period that pass the filters, with the columns of the measures' context."""
    import ibis

    fact = get_fact(shape.fact)
    table = ibis.table(dict(fact.columns), name=fact.name)
    begin, end = _moment("start"), _moment("end")
    context = measures[0].context
    if context is not None:
        wide = table.filter(
            table[fact.at] >= begin, table[fact.at] < end + ibis.interval(seconds=int(context.after.total_seconds()))
        )
        table = wide.mutate(**context.columns(wide))
        return table.filter(table[fact.at] < end, *_filters(table, fact, shape))
    return table.filter(table[fact.at] >= begin, table[fact.at] < end, *_filters(table, fact, shape))


def _filters(table: ir.Table, fact: Fact, shape: Shape) -> list[Any]:
    import ibis

    found: list[Any] = []
    for name in shape.filters:
        column = fact.dimensions[name]
        found.append(table[column] == ibis.literal(mark(name)).cast(fact.columns[column]))
    return found


def _group(table: ir.Table, shape: Shape) -> Any:
    fact = get_fact(shape.fact)
    if shape.by in CALENDAR:
        return _local(table[fact.at], shape.offsets).truncate(shape.by).date()
    column = table[fact.dimensions[str(shape.by)]]
    return column.nullif("") if fact.columns[fact.dimensions[str(shape.by)]] == "string" else column


def _local(at: Any, steps: Sequence[tuple[str, int]]) -> Any:
    """The time on the wall: each instant moved by the offset that holds then."""
    import ibis

    def moved(seconds: int) -> Any:
        return at + ibis.interval(seconds=seconds) if seconds else at

    if len(steps) <= 1:
        return moved(steps[0][1] if steps else 0)
    branches = [
        (at < ibis.literal(following).cast("timestamp"), moved(seconds))
        for (_, seconds), (following, _) in pairwise(steps)
    ]
    return ibis.cases(*branches, else_=moved(steps[-1][1]))


def _moment(name: str) -> Any:
    import ibis

    return ibis.literal(mark(name)).cast("timestamp")


def now_mark() -> Any:
    """For measures that move with time: the instant at which the question is asked, as an Ibis value."""
    return _moment("now")


def as_literal(moment: datetime) -> str:
    """An instant as it stands in the facts: UTC, without a zone."""
    return moment.replace(tzinfo=None).isoformat(sep=" ")


def after_of(measures: Sequence[Measure]) -> timedelta:
    """How far beyond the period these measures look."""
    return max((m.context.after for m in measures if m.context), default=timedelta(0))
