"""Keeping the facts fresh, making them anew, and proving that they equal the log."""

import secrets
import shutil
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.conf import settings

from colere.platform.metrics import duck, manifest
from colere.platform.metrics.exporting import BATCH, Exporter, usable
from colere.platform.metrics.facts import Fact, all_facts
from colere.platform.metrics.files import alone, writing
from colere.platform.metrics.manifest import Manifest

SUPERSEDED_SECONDS = 900.0  # after which an old file goes even while somebody is reading
REST = 4.0  # a follower that needed a second rests four, but never so long that facts are five seconds old
LONGEST_REST = 2.0

_rests_until = 0.0


def root() -> Path:
    """The directory of the facts."""
    return Path(settings.FACTS_DIR)


def catch_up(
    *, wait: bool = True, batches: int | None = None, limit: int = BATCH, tell: Callable[[int], None] | None = None
) -> int:
    """Bring the facts up to the log; gives how many lines were taken in.

    Without `wait` it does nothing while another process does the same. `batches` bounds the work; `tell` hears of each
    batch. Safe to kill at any moment and to run twice.
    """
    done = 0
    with writing(root(), wait=wait) as held:
        if not held:
            return 0
        exporter = Exporter(root(), all_facts(), state=usable(manifest.read(root())))
        while batches is None or batches > 0:
            taken = exporter.step(limit=limit)
            if not taken:
                break
            done += taken
            batches = None if batches is None else batches - 1
            if tell is not None:
                tell(done)
        if done:
            _sweep(exporter.state)
    return done


def follow() -> int:
    """One turn of the worker's follower: catch up, then rest in proportion, so that a busy log never eats the machine.

    Gives 0 when there is nothing more to do at once.
    """
    global _rests_until
    begun = time.monotonic()
    if begun < _rests_until:
        return 0
    done = catch_up(wait=False, batches=1)
    _rests_until = time.monotonic() + min(REST * (time.monotonic() - begun), LONGEST_REST)
    return done if done >= BATCH else 0


def rebuild() -> int:
    """Make all facts anew from the log; gives how many rows there are. Readers use the old files until the new ones
    stand.
    """
    with writing(root(), wait=True):
        state = manifest.read(root())
        exporter = Exporter(root(), all_facts(), state=_fresh(state), is_silent=True)
        while exporter.step():
            pass
        exporter.publish()
        _sweep(exporter.state)
        return sum(files.rows for files in exporter.state.facts.values())


def differences() -> dict[str, int]:
    """How many rows of each fact differ from what the whole log says; all 0 when the facts are right.

    Catches up first, then makes everything anew in a directory of its own and compares row by row.
    """
    catch_up()
    twin = root() / "tmp" / f"check-{secrets.token_hex(4)}"
    twin.mkdir(parents=True)
    try:
        with writing(root(), wait=True):
            state = manifest.read(root())
            exporter = Exporter(twin, all_facts(), state=_fresh(state), is_silent=True)
            while exporter.step():
                pass
            return {fact.name: _compare(fact, state, exporter.state, twin) for fact in all_facts()}
    finally:
        shutil.rmtree(twin, ignore_errors=True)


def lag() -> int:
    """How many lines of the log (by number) the facts are behind."""
    from colere.platform.events import head

    state = usable(manifest.read(root()))
    return max((head().line - state.of(fact).cursor.line for fact in all_facts()), default=0)


def _fresh(state: Manifest) -> Manifest:
    return usable(Manifest(sequence=state.sequence))


def _compare(fact: Fact, mine: Manifest, other: Manifest, twin: Path) -> int:
    columns = ", ".join(duck.named(column) for column in fact.columns)
    sides = []
    for state, where in ((mine, root()), (other, twin)):
        files = [str(where / p.file) for p in state.of(fact).months.values()]
        listed = ", ".join(duck.quoted(file) for file in files)
        sides.append(f"SELECT {columns} FROM read_parquet([{listed}])" if files else "")
    if not all(sides):
        return max(mine.of(fact).rows, other.of(fact).rows)
    a, b = sides
    both = f"SELECT count(*) FROM (({a} EXCEPT ALL {b}) UNION ALL ({b} EXCEPT ALL {a}))"
    with closing(duck.reader(root() / "tmp")) as db:
        found = db.execute(both).fetchone()
    return int(found[0]) if found else 0


def _sweep(state: Manifest) -> None:
    """Take away files that the manifest no longer names: at once when nobody reads, else when they are old."""
    keep, oldest = state.files(), time.time() - SUPERSEDED_SECONDS
    with alone(root()) as nobody_reads:
        for path in root().glob("*/*.parquet"):
            name = f"{path.parent.name}/{path.name}"
            if name not in keep and (nobody_reads or path.stat().st_mtime < oldest):
                path.unlink(missing_ok=True)
    for path in (root() / "tmp").glob("*.jsonl"):
        path.unlink(missing_ok=True)
    for path in (root() / "tmp").glob("check-*"):
        shutil.rmtree(path, ignore_errors=True)
