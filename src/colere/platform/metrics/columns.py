"""Facts as arrays: what instruments count on that need every row and not only sums."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from colere.platform.metrics import compiling, duck, following, manifest, periods
from colere.platform.metrics.facts import Fact, get_fact
from colere.platform.metrics.figures import ReportRequest
from colere.platform.metrics.files import reading
from colere.platform.metrics.manifest import Manifest

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

UNKNOWN = -1
"""What stands for no value in columns of whole numbers, of words and of yes and no; none of them is ever negative."""

TYPES = {
    "int64": "int64",
    "float64": "float64",
    "string": "int32",
    "boolean": "int8",
    "timestamp": "datetime64[us]",
}


@dataclass(frozen=True, slots=True)
class Columns:
    """Rows of one fact in the order of their time.

    `arrays` maps each column to a NumPy array of `n` values: int64 (`UNKNOWN` for no value), float64 (NaN),
    datetime64[us] in UTC (NaT), int8 for yes and no (1, 0, `UNKNOWN`), and for words int32 places in
    `labels[column]`, which are in alphabetical order (`UNKNOWN` for no word).
    """

    n: int
    arrays: Mapping[str, NDArray[Any]]
    labels: Mapping[str, tuple[str, ...]]

    def __getitem__(self, column: str) -> NDArray[Any]:
        return self.arrays[column]

    def words(self, column: str) -> list[str | None]:
        """A column of words as words; None for no word."""
        known = self.labels[column]
        return [known[code] if code != UNKNOWN else None for code in self.arrays[column].tolist()]


def read_columns(fact: str, columns: Sequence[str], request: ReportRequest | None = None) -> Columns:
    """The columns of the fact's rows, from the files as they stand.

    `request` bounds the period (days in the company's time zone, by the fact's own time) and filters by team, person,
    channel and topic; its grouping and measures are not looked at. Everything is in memory at once: 8 bytes for a row
    and column. Who may see it is for the caller's query to decide: these are rows, not figures. Raises `KeyError` for
    an unknown fact and `ValueError` for a column that the fact does not have, or a filter that it cannot be asked by.
    """
    known, asked = get_fact(fact), request or ReportRequest()
    _check(known, columns, asked)
    root = following.root()
    with reading(root), closing(duck.reader(root / "tmp")) as db:
        source = _source(known, asked, root, manifest.read(root))
        if source is None:
            return _none(known, columns)
        return _read(db, known, columns, source)


def _check(fact: Fact, columns: Sequence[str], request: ReportRequest) -> None:
    unknown = sorted(set(columns) - set(fact.columns))
    if unknown or not columns:
        said = ", ".join(unknown) or "nothing"
        raise ValueError(f"“{fact.name}” was asked for {said}; it has {', '.join(fact.columns)}.")
    if wrong := sorted(set(request.filters()) - set(fact.dimensions)):
        raise ValueError(f"“{fact.name}” cannot be filtered by {', '.join(wrong)}.")


def _source(fact: Fact, request: ReportRequest, root: Path, state: Manifest) -> str | None:
    """The rows as SQL; None where there is no file. The files hold them in order."""
    paths = [duck.quoted(str(root / part.file)) for _, part in sorted(state.of(fact).months.items())]
    if not paths:
        return None
    conditions = ["true", *_period(fact, request)]
    for name, value in request.filters().items():
        literal = str(value) if isinstance(value, int) else duck.quoted(value)
        conditions.append(f"{duck.named(fact.dimensions[name])} = {literal}")
    files = f"read_parquet([{', '.join(paths)}], hive_partitioning = false)"
    return f"FROM {files} WHERE {' AND '.join(conditions)}"


def _period(fact: Fact, request: ReportRequest) -> Iterator[str]:
    at, zone = duck.named(fact.at), periods.company_zone()
    if request.start:
        first = compiling.as_literal(periods.start_of(request.start, zone))
        yield f"{at} >= TIMESTAMP {duck.quoted(first)}"
    if request.end:
        after = compiling.as_literal(periods.start_of(request.end + timedelta(days=1), zone))
        yield f"{at} < TIMESTAMP {duck.quoted(after)}"


def _read(db: DuckDBPyConnection, fact: Fact, columns: Sequence[str], source: str) -> Columns:
    labels = {name: _labels(db, name, source) for name in columns if fact.columns[name] == "string"}
    chosen = ", ".join(f"{_value(name, fact, labels)} AS {duck.named(name)}" for name in dict.fromkeys(columns))
    found = db.execute(f"SELECT {chosen} {source}").fetchnumpy()
    arrays = {name: _array(found[name], fact.columns[name]) for name in columns}
    return Columns(len(next(iter(arrays.values()))), arrays, labels)


def _labels(db: DuckDBPyConnection, name: str, source: str) -> tuple[str, ...]:
    column = duck.named(name)
    rows = db.execute(f"SELECT DISTINCT {column} {source} AND {column} IS NOT NULL ORDER BY 1").fetchall()
    return tuple(row[0] for row in rows)


def _value(name: str, fact: Fact, labels: Mapping[str, tuple[str, ...]]) -> str:
    """The column as SQL that gives numbers for words, so that no word is made a Python object a million times."""
    column = duck.named(name)
    if fact.columns[name] != "string":
        return column
    if not labels[name]:
        return "CAST(NULL AS INTEGER)"
    return f"CAST(enum_code(CAST({column} AS ENUM({', '.join(map(duck.quoted, labels[name]))}))) AS INTEGER)"


def _array(values: Any, kind: str) -> NDArray[Any]:
    """DuckDB's array, which is masked where there are nulls, with our own marks for no value."""
    import numpy as np

    plain = TYPES[kind]
    if isinstance(values, np.ma.MaskedArray):
        filled: NDArray[Any] = np.ma.filled(values.astype(plain), _missing(kind))
        return filled
    return np.asarray(values).astype(plain, copy=False)


def _missing(kind: str) -> Any:
    import numpy as np

    if kind == "timestamp":
        return np.datetime64("NaT", "us")
    return float("nan") if kind == "float64" else UNKNOWN


def _none(fact: Fact, columns: Sequence[str]) -> Columns:
    import numpy as np

    arrays = {name: np.empty(0, dtype=TYPES[fact.columns[name]]) for name in columns}
    return Columns(0, arrays, {name: () for name in columns if fact.columns[name] == "string"})
