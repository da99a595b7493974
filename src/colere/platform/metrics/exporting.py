"""From the log to the facts: incremental, safe against a crash at any moment, one writer at a time.

1. Read the next lines of the log after the manifest's cursor into a file of JSON lines.
2. DuckDB parses them in columns and keeps the newest line of each key.
3. Each month that a line touches is written anew, to a new file: the old rows without these keys, and the new rows.
Force to disk. 4. Replace the manifest: new files and new cursor become the truth in one stroke.
5. Move the reader's row in the database, for whoever asks how far behind facts are.

A crash before 4 leaves files that nobody names; they are swept away later. A crash after 4 leaves only the row of 5
behind.
"""

import json
import secrets
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from django.utils import timezone

from colere.platform.events import START, Event, Position, head
from colere.platform.events.log import first_line_mark, payloads_after
from colere.platform.events.models import Cursor
from colere.platform.metrics import duck, manifest
from colere.platform.metrics.facts import DUCKDB_TYPES, Fact
from colere.platform.metrics.files import sync
from colere.platform.metrics.manifest import FactFiles, Manifest, Partition

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

CURSOR = "metrics.facts"
BATCH = 100_000
SMALLEST_BUFFER = 2 * 2**20


class Exporter:
    """Brings the facts under `root` up to the log. Use it only while holding `files.writing(root)`.

    `is_silent` writes files but no manifest and no cursor: for building facts anew beside the ones in use.
    """

    def __init__(self, root: Path, facts: list[Fact], *, state: Manifest, is_silent: bool = False) -> None:
        self.root, self.facts, self.state = root, facts, state
        self.is_silent = is_silent
        self.scratch = root / "tmp"
        self.longest = 0  # characters of the longest line of the batch

    def step(self, *, limit: int = BATCH) -> int:
        """Take in the next lines, at most `limit`; gives how many lines of the log were passed or taken in, 0 at the
        end.
        """
        end = head()
        cursors = sorted({self.state.of(fact).cursor for fact in self.facts})
        behind = [fact for fact in self.facts if self.state.of(fact).cursor == cursors[0]]
        until = cursors[1] if len(cursors) > 1 else end
        if not behind or cursors[0] >= until:
            return 0
        self.scratch.mkdir(parents=True, exist_ok=True)
        with self._collected(behind, cursors[0], until, limit) as (lines, reached, files):
            made = self._rewritten(behind, files)
        cursor = reached if lines == limit else until
        changed = {fact.name: replace(made.get(fact.name, self.state.of(fact)), cursor=cursor) for fact in behind}
        self._commit(replace(self.state, sequence=self.state.sequence + 1, facts={**self.state.facts, **changed}))
        return max(lines, 1)

    def _commit(self, state: Manifest) -> None:
        self.state = state
        if not self.is_silent:
            manifest.write(self.root, state)
            note_cursor(min(files.cursor for files in state.facts.values()))

    def publish(self) -> None:
        """Make what a silent exporter has written the facts that count."""
        self.is_silent = False
        self._commit(self.state)

    @contextmanager
    def _collected(
        self, facts: list[Fact], after: Position, until: Position, limit: int
    ) -> Iterator[tuple[int, Position, dict[str, Path]]]:
        """The next lines as files of JSON lines, one for each fact that has any; how many they were, and the last
        one's place.
        """
        takers: dict[str, list[Fact]] = {}
        events: dict[str, type[Event]] = {}
        for fact in facts:
            for kind, event in fact.kinds().items():
                takers.setdefault(kind, []).append(fact)
                events[kind] = event
        paths = {fact.name: self.scratch / f"{fact.name}-{secrets.token_hex(4)}.jsonl" for fact in facts}
        files: dict[str, IO[str]] = {}
        count, reached, self.longest = 0, after, 0
        try:
            for txid, line, kind, version, payload in payloads_after(
                after, until=until, kinds=list(takers), limit=limit
            ):
                if version != events[kind].version:
                    payload = json.dumps(events[kind].upgrade(json.loads(payload), version))
                for fact in takers[kind]:
                    if fact.name not in files:
                        files[fact.name] = paths[fact.name].open("w", encoding="utf-8")
                    files[fact.name].write(f'{{"s":{count},"p":{payload}}}\n')
                count, reached, self.longest = count + 1, Position(txid, line), max(self.longest, len(payload))
            for file in files.values():
                file.close()
            yield count, reached, {name: paths[name] for name in files}
        finally:
            for name, file in files.items():
                file.close()
                paths[name].unlink(missing_ok=True)

    def _rewritten(self, facts: list[Fact], files: Mapping[str, Path]) -> dict[str, FactFiles]:
        """The facts' new files; they are on the disk when this returns."""
        if not files:
            return {}
        made = {}
        with closing(duck.open_writer(self.scratch)) as db:
            for fact in facts:
                if fact.name in files:
                    _load_batch(db, fact, files[fact.name], longest=self.longest)
                    made[fact.name] = self._merge(db, fact)
                    sync(self.root / fact.name)
        return made

    def _merge(self, db: "DuckDBPyConnection", fact: Fact) -> FactFiles:
        old = self.state.of(fact)
        (self.root / fact.name).mkdir(exist_ok=True)
        months = dict(old.months)
        for month in _touched_months(db, set(old.months)):
            partition = self._write_month(db, fact, month, old.months.get(month))
            if partition is None:
                months.pop(month, None)
            else:
                months[month] = partition
        return replace(old, months=months)

    def _write_month(self, db: "DuckDBPyConnection", fact: Fact, month: str, old: Partition | None) -> Partition | None:
        """The month with the batch worked in, as a new file; None when no row is left."""
        name = f"{fact.name}/{month}-{self.state.sequence + 1:08}-{secrets.token_hex(4)}.parquet"
        columns = ", ".join(duck.named(column) for column in fact.columns)
        key, at = duck.named(fact.key), duck.named(fact.at)
        rows = f"SELECT {columns} FROM batch WHERE is_newest AND month = {duck.quoted(month)}"
        if old is not None:
            before = f"read_parquet({duck.quoted(str(self.root / old.file))})"
            kept = f"SELECT {columns} FROM {before} ANTI JOIN batch USING ({key})"
            rows = f"{kept} UNION ALL {rows}"
        path = self.root / name
        db.execute(f"COPY ({rows} ORDER BY {at}, {key}) TO {duck.quoted(str(path))} (FORMAT parquet, COMPRESSION zstd)")
        found = db.execute(
            f"SELECT count(*), min({at}), max({at}) FROM read_parquet({duck.quoted(str(path))})"
        ).fetchone()
        if not found or not found[0]:
            path.unlink()
            return None
        sync(path)
        return Partition(name, found[0], *(_utc(moment) for moment in found[1:]))


def origin() -> str:
    """A mark of the log itself: facts of another log (a fresh or restored database) must not be taken for this
    one's.
    """
    return first_line_mark()


def usable(state: Manifest) -> Manifest:
    """The state if it belongs to this log, else an empty one from which everything is made anew."""
    mark, end = origin(), head()
    furthest = max((files.cursor for files in state.facts.values()), default=START)
    if furthest > end or (state.origin != mark and furthest > START):
        return Manifest(origin=mark, sequence=state.sequence)
    return replace(state, origin=mark)


def note_cursor(position: Position) -> None:
    """Tell the database how far facts have come. The manifest decides; this row is for whoever watches."""
    values = {"txid": position.txid, "line": position.line, "moved_at": timezone.now()}
    Cursor.objects.update_or_create(name=CURSOR, defaults=values)


def _load_batch(db: "DuckDBPyConnection", fact: Fact, path: Path, *, longest: int) -> None:
    """Parse the JSON lines into the table `batch`: the fact's columns, `month`, `moved_from`, `is_newest`.

    DuckDB sets aside several buffers of twice the longest line that it may meet, so it is told how long that is.
    """
    wanted = {c: "VARCHAR" if t == "timestamp" else DUCKDB_TYPES[t] for c, t in fact.columns.items()}
    fields = ", ".join(f"{duck.named(c)} {t}" for c, t in {**wanted, "moved_from": "VARCHAR"}.items())
    columns = f"{{'s': 'BIGINT', 'p': {duck.quoted(f'STRUCT({fields})')}}}"
    size = max(SMALLEST_BUFFER, 6 * longest + 1_000)
    picked = ", ".join(f"{_column(c, t)} AS {duck.named(c)}" for c, t in fact.columns.items())
    at, key = duck.named(fact.at), duck.named(fact.key)
    options = f"format='newline_delimited', columns={columns}, maximum_object_size={size}"
    source = f"read_json({duck.quoted(str(path))}, {options})"
    parsed = f"SELECT s, {picked}, p.moved_from AS moved_from FROM {source}"
    db.execute(
        f"CREATE OR REPLACE TEMP TABLE batch AS SELECT * EXCLUDE (s), strftime({at}, '%Y-%m') AS month, "
        f"row_number() OVER (PARTITION BY {key} ORDER BY s DESC) = 1 AS is_newest FROM ({parsed})"
    )


def _column(name: str, kind: str) -> str:
    """Times come with their offset and are kept in UTC."""
    value = f"p.{duck.named(name)}"
    return f"make_timestamp(epoch_us(CAST({value} AS TIMESTAMPTZ)))" if kind == "timestamp" else value


def _touched_months(db: "DuckDBPyConnection", existing: set[str]) -> list[str]:
    """The months that get rows, and those from which a row moved away."""
    new = {row[0] for row in db.execute("SELECT DISTINCT month FROM batch WHERE is_newest").fetchall()}
    left = {
        row[0] for row in db.execute("SELECT DISTINCT moved_from FROM batch WHERE moved_from IS NOT NULL").fetchall()
    }
    return sorted(new | (left & existing))


def _utc(moment: Any) -> datetime:
    return datetime.fromisoformat(moment.isoformat() + "+00:00")
