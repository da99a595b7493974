"""How many small jobs one worker does in a second, beside the same bookkeeping in bare SQL.

    python bench/jobs.py [--jobs 5000] [--threads 4]

Two kinds of job: one that does nothing, and one that writes a line of the log in a transaction of its own. They are put
before a worker that runs already, all at one moment, and rates are counted from the table: from the first job begun to
the last job done, in the worker process that an operator would run, with all that follows the log beside it. `cpu_us`
is the processor time of that process for one job. The baseline leases and finishes as many rows with `sqlite3` alone,
each by itself, on the same kind of file.
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

import psutil  # noqa: E402

from tests.crash.processes import Installation, wait_for  # noqa: E402

LIMIT_PER_SECOND = 500
AT_REST = 0.1  # of a processor
ENQUEUE = """
import sys, time
from django.db import transaction
from tests.platform.jobs import sample
task, count = getattr(sample, sys.argv[1]), int(sys.argv[2])
started = time.perf_counter()
with transaction.atomic():
    for one in range(count):
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
        enqueued, done, seconds = _rates(installation, task, jobs, threads)
        result[f"enqueued_per_s_{kind}"], result[f"done_per_s_{kind}"] = round(enqueued), round(done)
        result[f"cpu_us_{kind}"] = round(seconds / jobs * 1e6)
    result["baseline_per_s"] = round(_bare(folder / "bare.sqlite3", jobs))
    result["ratio"] = round(result["done_per_s_empty"] / result["baseline_per_s"], 2)
    result["limit_per_s"] = LIMIT_PER_SECOND
    result["kept"] = min(result["done_per_s_empty"], result["done_per_s_writes_a_line"]) >= LIMIT_PER_SECOND
    return result


def _rates(installation: Installation, task: str, jobs: int, threads: int) -> tuple[float, float, float]:
    """Jobs enqueued a second, jobs done a second, and the worker's processor time for all of them."""
    path = f"tests.platform.jobs.sample.{task}"
    worker = installation.start("worker", "--threads", str(threads))
    process = psutil.Process(worker.pid)
    try:
        wait_for(lambda: installation.rows("SELECT count(*) FROM jobs_worker") == [(1,)])
        before = _at_rest(process)
        enqueued = float(installation.run(ENQUEUE, task, str(jobs)))
        done = f"SELECT count(*) FROM jobs_job WHERE state = 'done' AND task = '{path}'"
        wait_for(lambda: installation.rows(done) == [(jobs,)], 300)
        seconds = _processor_seconds(process) - before
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.communicate()
    times = f"SELECT min(started_at), max(finished_at) FROM jobs_job WHERE task = '{path}'"
    first, last = (datetime.fromisoformat(str(moment)) for moment in installation.rows(times)[0])
    return enqueued, jobs / (last - first).total_seconds(), seconds


def _at_rest(process: psutil.Process) -> float:
    """The processor time that the worker has used, once it has counted what it counts at its start."""
    used, ago = _processor_seconds(process), -1.0
    while used - ago > AT_REST:
        time.sleep(1)
        used, ago = _processor_seconds(process), used
    return used


def _processor_seconds(process: psutil.Process) -> float:
    times = process.cpu_times()
    return float(times.user + times.system)


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
