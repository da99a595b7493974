"""A report on a Spark cluster that loses a worker half-way, against DuckDB on the same files.

    .venv/bin/python bench/spark_cluster.py [--rows 3000000] [--by team] [--home DIR]

Starts a master and two workers (three processes of their own), asks for the report, kills one worker and its executor
with SIGKILL while the report runs, and compares every figure with DuckDB's. Prints JSON; status 1 when a figure
differs or when the report was over before the worker died.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Thread
from typing import Any

import psutil

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.facts import make_facts, set_up

CLASSES = "org.apache.spark.deploy"
MEMORY = {"SPARK_DAEMON_MEMORY": "256m", "SPARK_WORKER_MEMORY": "1g", "SPARK_WORKER_CORES": "1"}


@dataclass
class Cluster:
    """The processes of a stand-alone cluster on this machine."""

    master: str
    log: Path
    processes: dict[str, subprocess.Popen[bytes]]

    def kill(self, name: str) -> int:
        """Kill the worker and what it has started, as a machine that loses its power; gives how many processes."""
        worker = psutil.Process(self.processes[name].pid)
        doomed = [*worker.children(recursive=True), worker]
        for process in doomed:
            process.send_signal(signal.SIGKILL)
        return len(doomed)

    def is_busy(self) -> bool:
        """Whether the second worker has an executor that runs a task."""
        started = psutil.Process(self.processes["worker-2"].pid).children(recursive=True)
        return any("CoarseGrainedExecutorBackend" in " ".join(child.cmdline()) for child in started)


def main() -> int:
    """Make facts, ask both engines, kill in between, compare."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=3_000_000)
    parser.add_argument("--by", default="team", choices=["team", "week", "topic", "channel"])
    parser.add_argument("--home", help="Keep the facts here (made when they are not there).")
    options = parser.parse_args()
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"  # the driver, too, speaks to this machine only
    with tempfile.TemporaryDirectory(prefix="colere-spark-") as folder:
        home = Path(options.home or folder)
        set_up(home)
        make_facts(home / "facts", options.rows)
        with cluster(Path(folder)) as machines:
            found = measure(home / "facts", options.by, machines)
    sys.stdout.write(json.dumps({"rows": options.rows, "by": options.by, **found}, indent=1) + "\n")
    return int(not found["kept"])


def measure(root: Path, by: str, machines: Cluster) -> dict[str, Any]:
    """The figures of both engines, with what happened to the cluster."""
    from colere.platform.metrics import ReportRequest, engines
    from colere.platform.metrics.answering import ask

    request = ReportRequest(date(2025, 1, 1), date(2025, 12, 31), by)
    begun = time.perf_counter()
    wanted = ask(request, root).figures
    duckdb = time.perf_counter() - begun
    told: dict[str, Any] = {}
    killer = Thread(target=_kill_when_busy, args=(machines, told), daemon=True)
    killer.start()
    begun = time.perf_counter()
    found = ask(request, root, engine=engines.engine("spark", master=machines.master)).figures
    spark = time.perf_counter() - begun
    differing = [f"{one.name} {one.group}" for one, other in zip(wanted, found, strict=True) if not _same(one, other)]
    killed_after = told.get("at", float("inf")) - begun
    return {
        "duckdb_seconds": round(duckdb, 2),
        "spark_seconds": round(spark, 2),
        "worker_killed_after": round(killed_after, 2) if told else None,
        "processes_killed": told.get("processes", 0),
        "workers_left": sum(p.poll() is None for name, p in machines.processes.items() if name != "master"),
        "figures": len(wanted),
        "figures_that_differ": differing,
        "kept": not differing and 0 < killed_after < spark,
    }


def _kill_when_busy(machines: Cluster, told: dict[str, Any]) -> None:
    """Wait until the second worker runs an executor, give it some seconds of work, and kill both."""
    while not machines.is_busy():
        time.sleep(0.1)
    time.sleep(6)
    told["processes"], told["at"] = machines.kill("worker-2"), time.perf_counter()


def _same(one: Any, other: Any) -> bool:
    def close(mine: float | None, theirs: float | None) -> bool:
        if mine is None or theirs is None or one.unit != "score":
            return mine == theirs
        return abs(mine - theirs) <= 1e-12 * abs(mine)

    return (one.name, one.group, one.n) == (other.name, other.group, other.n) and all(
        close(getattr(one, part), getattr(other, part)) for part in ("value", "low", "high")
    )


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A master and two workers of one core each; gone at the end, whatever happened."""
    port, processes, log = _free_port(), {}, folder / "spark.log"
    master = f"spark://127.0.0.1:{port}"
    try:
        with log.open("wb") as out:
            words = [f"{CLASSES}.master.Master", "--host", "127.0.0.1", "--port", str(port), "--webui-port", "0"]
            processes["master"] = _start(words, folder, out)
            _wait_for(log, r"I have been elected leader")
            for name in ("worker-1", "worker-2"):
                place = ["--host", "127.0.0.1", "--webui-port", "0", "--work-dir", str(folder / name)]
                processes[name] = _start([f"{CLASSES}.worker.Worker", *place, master], folder, out)
            _wait_for(log, r"Registering worker", times=2)
        yield Cluster(master, log, processes)
    finally:
        for process in processes.values():
            if process.poll() is None:
                for child in psutil.Process(process.pid).children(recursive=True):
                    child.kill()
                process.kill()
            process.wait()
        for name in ("worker-1", "worker-2"):
            shutil.rmtree(folder / name, ignore_errors=True)


def _start(words: list[str], folder: Path, out: Any) -> subprocess.Popen[bytes]:
    import pyspark

    home = Path(pyspark.__file__).parent
    env = {**os.environ, **MEMORY, "SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1"}
    return subprocess.Popen([str(home / "bin" / "spark-class"), *words], cwd=folder, env=env, stdout=out, stderr=out)


def _wait_for(log: Path, text: str, *, times: int = 1, seconds: float = 120) -> None:
    ends = time.monotonic() + seconds
    while len(re.findall(text, log.read_text(errors="replace"))) < times:
        if time.monotonic() > ends:
            raise TimeoutError(f"Spark did not say “{text}” within {seconds:.0f} s:\n{log.read_text()[-2000:]}")
        time.sleep(0.2)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main())
