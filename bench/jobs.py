"""How many small jobs one worker does in a second, beside the same bookkeeping in bare SQL.

    python bench/jobs.py [--jobs 5000] [--threads 4]

Two kinds of job: one that does nothing, and one that writes a line of the log in a transaction of its own. Rates are
counted from the table: from the first job begun to the last job done, in the worker process that an operator would run.
The baseline leases and finishes as many rows with `sqlite3` alone, each by itself, on the same kind of file.
"""

from __future__ import annotations

import argparse
import json
import signal
import sqlite3
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.crash.processes import Installation, wait_for  # noqa: E402

LIMIT_PER_SECOND = 500
ENQUEUE = """
import sys, time
from django.db import transaction
from tests.platform.jobs import sample
task, count = getattr(sample, sys.argv[1]), int(sys.argv[2])
started = time.perf_counter()
for number in range(0, count, 100):
    with transaction.atomic():
        for one in range(number, min(count, number + 100)):
            task.enqueue(what=one)
print(count / (time.perf_counter() - started))
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--jobs", type=int, default=5000)
    parser.add_argument("--threads", type=int, default=4)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="colere-jobs-") as folder:
        result = measure(Path(folder), jobs=options.jobs, threads=options.threads)
    print(json.dumps(result, indent=2))


def measure(folder: Path, *, jobs: int, threads: int) -> dict[str, Any]:
    """Run everything once and give the rates per second."""
    installation = Installation(folder)
    installation.run_after_setup("")
    result: dict[str, Any] = {"jobs": jobs, "threads": threads}
    for kind, task in (("empty", "note"), ("writes_a_line", "write_a_line")):
        result[f"enqueued_per_s_{kind}"] = round(float(installation.run(ENQUEUE, task, str(jobs))))
        result[f"done_per_s_{kind}"] = round(_rate(installation, task, jobs, threads))
    result["baseline_per_s"] = round(_bare(folder / "bare.sqlite3", jobs))
    result["ratio"] = round(result["done_per_s_empty"] / result["baseline_per_s"], 2)
    result["limit_per_s"] = LIMIT_PER_SECOND
    result["kept"] = min(result["done_per_s_empty"], result["done_per_s_writes_a_line"]) >= LIMIT_PER_SECOND
    return result


def _rate(installation: Installation, task: str, jobs: int, threads: int) -> float:
    path = f"tests.platform.jobs.sample.{task}"
    worker = installation.start("worker", "--threads", str(threads))
    try:
        done = f"SELECT count(*) FROM jobs_job WHERE state = 'done' AND task = '{path}'"
        wait_for(lambda: installation.rows(done) == [(jobs,)], 300)
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.communicate()
    times = f"SELECT min(started_at), max(finished_at) FROM jobs_job WHERE task = '{path}'"
    first, last = (datetime.fromisoformat(str(moment)) for moment in installation.rows(times)[0])
    return jobs / (last - first).total_seconds()


def _bare(path: Path, jobs: int) -> float:
    """Rows a second that are leased and finished one by one by two statements, each a transaction."""
    db = sqlite3.connect(path, isolation_level=None)
    db.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        "CREATE TABLE job (id INTEGER PRIMARY KEY, state TEXT, worker TEXT, result TEXT);"
        "CREATE INDEX ready ON job (id) WHERE state = 'ready'; BEGIN;"
    )
    db.executemany("INSERT INTO job (state) VALUES (?)", [("ready",)] * jobs)
    db.execute("COMMIT")
    claim = (
        "UPDATE job SET state = 'running', worker = 'w' WHERE id = "
        "(SELECT id FROM job WHERE state = 'ready' ORDER BY id LIMIT 1) RETURNING id"
    )
    started = time.perf_counter()
    while row := db.execute(claim).fetchone():
        db.execute("UPDATE job SET state = 'done', result = '{}' WHERE id = ?", row)
    return jobs / (time.perf_counter() - started)


if __name__ == "__main__":
    main()
