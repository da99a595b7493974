"""The worker itself, in this process, with its threads.

Threads cannot share SQLite's database of the tests, so these run on PostgreSQL; tests/crash does the same on SQLite
with real processes.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection, connections, transaction
from django.db.models import Count
from django.utils import timezone

from colere.platform.jobs import growth, register_follower, schedule
from colere.platform.jobs.models import FollowerLease, Job, Slot
from colere.platform.jobs.models import Worker as WorkerRow
from colere.platform.jobs.worker import Worker
from tests.platform.jobs import sample
from tests.platform.live.sample import note_line

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="threads cannot share SQLite's database of the tests"
    ),
]


@pytest.fixture
def start_worker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], Worker]]:
    monkeypatch.setattr(schedule, "configured_entries", list)
    begun: list[tuple[Worker, threading.Thread]] = []

    def start() -> Worker:
        worker = Worker(threads=2, first_delay=0.05)
        thread = threading.Thread(target=worker.run)
        thread.start()
        begun.append((worker, thread))
        return worker

    yield start
    for worker, _ in begun:
        worker.stop()
    for _, thread in begun:
        thread.join(timeout=10)


def wait_for(condition: Callable[[], bool], seconds: float = 90.0) -> float:
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds, list(Job.objects.values_list("state").annotate(n=Count("pk")))
        time.sleep(0.02)
    return time.monotonic() - started


def test_two_workers_do_every_job_once(start_worker: Callable[[], Worker]) -> None:
    sample.ran.clear()
    with transaction.atomic():
        for number in range(100):
            sample.note.enqueue(what=number)
    start_worker()
    start_worker()
    wait_for(lambda: not Job.objects.exclude(state="done").exists())
    assert Counter(sample.ran) == Counter(range(100))
    assert set(Job.objects.values_list("attempts", flat=True)) == {1}


def test_a_job_that_fails_comes_back_by_itself_until_it_may_no_more(start_worker: Callable[[], Worker]) -> None:
    sample.ran.clear()
    job = sample.stumble.enqueue(word="x")
    start_worker()
    wait_for(lambda: Job.objects.get(pk=job.id).state == "failed")
    assert sample.ran == ["x"] * 3


def test_a_new_job_is_noticed_at_once(start_worker: Callable[[], Worker]) -> None:
    worker = start_worker()
    wait_for(lambda: WorkerRow.objects.filter(name=worker.name).exists() and worker.name != "")
    time.sleep(0.5)
    job = sample.note.enqueue(what="now")
    assert wait_for(lambda: Job.objects.get(pk=job.id).state == "done") < 0.9


def test_a_follower_runs_when_the_log_has_grown_and_on_one_worker_only(
    start_worker: Callable[[], Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    runs: list[str] = []

    def follow() -> int:
        runs.append(threading.current_thread().name)
        return 0

    registry = import_module("colere.platform.jobs.followers")
    monkeypatch.setattr(registry, "_followers", {})
    register_follower("tests.follow", follow, every=3600)
    start_worker()
    start_worker()
    wait_for(lambda: len(runs) == 1)
    time.sleep(0.5)
    note_line(1)
    wait_for(lambda: len(runs) == 2, 5)
    time.sleep(0.5)
    assert len(runs) == 2
    assert FollowerLease.objects.get(name="tests.follow").worker != ""


def test_a_worker_that_stops_leaves_nothing_behind(start_worker: Callable[[], Worker]) -> None:
    worker = start_worker()
    wait_for(lambda: WorkerRow.objects.count() == 1)
    worker.stop()
    wait_for(lambda: WorkerRow.objects.count() == 0)
    assert not FollowerLease.objects.exclude(worker="").exists()


def test_a_slot_is_enqueued_once_by_workers_that_look_at_the_same_moment() -> None:
    entry = schedule.Entry("tick", sample.note, every=60)
    now = timezone.now()
    schedule.enqueue_due([entry], now)
    gate = threading.Barrier(4)

    def look() -> None:
        gate.wait()
        schedule.enqueue_due([entry], now + timedelta(seconds=60))
        connections.close_all()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Job.objects.count() == 1
    assert Slot.objects.filter(job__isnull=False).count() == 1


def test_the_watch_hears_of_jobs_and_of_lines_of_the_log() -> None:
    stop = threading.Event()
    watching = growth.watch(stop)
    watching.wait(1)
    assert not watching.wait(0.2)
    for write in (lambda: note_line(1), lambda: sample.note.enqueue(what=1)):
        write()
        started = time.monotonic()
        assert watching.wait(5)
        assert time.monotonic() - started < 1
    stop.set()
    watching.close()
    assert connection.vendor == "postgresql"
