from __future__ import annotations

import os
import re
import signal
import time
from pathlib import Path

import pytest

from tests.crash.processes import PATIENCE_SECONDS, Installation, wait_for
from tests.crash.warm import WarmProcess

OURS = "FROM jobs_job WHERE task LIKE 'tests.%'"  # beside what the product's own schedule asks for each minute


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes"
    path.touch()
    return path


def start_worker(installation: Installation) -> WarmProcess:
    before = len(installation.rows("SELECT name FROM jobs_worker"))
    worker = installation.start("worker")
    wait_for(lambda: len(installation.rows("SELECT name FROM jobs_worker")) == before + 1)
    return worker


def test_the_job_of_a_killed_worker_is_taken_up_by_another(installation: Installation, notes: Path) -> None:
    workers = [start_worker(installation), start_worker(installation)]
    installation.enqueue("hang_at_first", path=str(notes))
    try:
        wait_for(lambda: "begun by" in notes.read_text())
        first = int(re.findall(r"begun by (\d+)", notes.read_text())[0])
        os.kill(first, signal.SIGKILL)
        assert wait_for(lambda: "done" in notes.read_text()) < 30
        begun, done = (re.findall(rf"{word} by (\d+)", notes.read_text()) for word in ("begun", "done"))
        assert len(begun) == 2 and begun[1] != begun[0]
        assert done == [begun[1]]
        wait_for(lambda: installation.rows(f"SELECT state, attempts {OURS}") == [("done", 2)])
    finally:
        for worker in workers:
            worker.kill()
            worker.communicate()


def test_a_worker_told_to_stop_gives_back_what_it_cannot_finish(installation: Installation, notes: Path) -> None:
    worker = start_worker(installation)
    installation.enqueue("hang_at_first", path=str(notes))
    wait_for(lambda: "begun by" in notes.read_text())
    started = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(timeout=10) == 0
    assert time.monotonic() - started < 5
    worker.communicate()
    assert installation.rows(f"SELECT state, attempts, worker {OURS}") == [("ready", 0, "")]
    assert installation.rows("SELECT * FROM jobs_worker") == []


def test_a_slot_of_the_schedule_runs_once_with_two_workers(installation: Installation) -> None:
    installation.environment["DJANGO_SETTINGS_MODULE"] = "tests.crash.settings"
    workers = [start_worker(installation), start_worker(installation)]
    try:
        done = "SELECT count(*) FROM jobs_job WHERE state = 'done'"
        wait_for(lambda: int(str(installation.rows(done)[0][0])) >= 4)
    finally:
        for worker in workers:
            worker.send_signal(signal.SIGTERM)
            worker.communicate(timeout=PATIENCE_SECONDS)
    slots = installation.rows("SELECT at, job_id FROM jobs_slot WHERE job_id IS NOT NULL")
    jobs = installation.rows("SELECT id, attempts FROM jobs_job WHERE state = 'done'")
    assert len({at for at, _ in slots}) == len(slots)
    assert {job for _, job in slots} >= {job for job, _ in jobs}
    assert {attempts for _, attempts in jobs} == {1}


def test_what_waits_can_be_done_once_by_a_command(installation: Installation, notes: Path) -> None:
    for line in ("one", "two"):
        installation.enqueue("append_line", path=str(notes), line=line)
    assert "2 jobs done" in installation.colere("worker", "--once").stdout
    assert notes.read_text() == "one\ntwo\n"
    assert "no_such" not in installation.colere("jobs").stdout
