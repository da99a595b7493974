"""The lease table: who may do which job, for how long. Every function is one short transaction.

SQLite has one writer at a time, so one UPDATE with a subselect claims work that nobody else can claim. PostgreSQL has
many, so the subselect locks its rows and skips those that a neighbour has locked. Nothing here reads a job's words.

A worker that dies leaves leases behind. They are taken back when they run out, or at once when the process is seen to
be gone from the machine on which this one runs.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, models, transaction
from django.db.models import F, Q
from django.utils import timezone

from colere.platform.jobs.models import FollowerLease, Job
from colere.platform.jobs.rules import FIRST_DELAY_SECONDS, Failure, retry_delay

LEASE = timedelta(seconds=60)
WORKER_LOST = "colere.platform.jobs.leases.WorkerLost"


class WorkerLost(Exception):
    """The worker died, or lost its lease, while it did the job. Kept as a failure's class; never raised."""


@dataclass(frozen=True)
class Outcome:
    """How one attempt at a job ended."""

    job: Job
    result: Any = None
    failure: Failure | None = None
    at: datetime = field(default_factory=timezone.now)


def is_work_ready(queues: Sequence[str] = ()) -> bool:
    """Whether a claim would find something: a read, so that idle workers never take the write lock."""
    now = timezone.now()
    ready = _in_queues(Job.objects.filter(state=Job.State.READY), queues)
    due = _in_queues(Job.objects.filter(state=Job.State.WAITING, run_at__lte=now), queues)
    return ready.exists() or due.exists()


def claim(worker: str, *, limit: int, queues: Sequence[str] = (), lease: timedelta = LEASE) -> list[Job]:
    """Lease up to `limit` jobs to `worker`: higher priority first, then the older. Each is counted as an attempt."""
    now = timezone.now()
    with transaction.atomic():
        _in_queues(Job.objects.filter(state=Job.State.WAITING, run_at__lte=now), queues).update(state=Job.State.READY)
        with connection.cursor() as cursor:
            cursor.execute(_claim_sql(len(queues)), [worker, _at(now + lease), _at(now), _at(now), *queues, limit])
            ids = [row[0] for row in cursor.fetchall()]
        return list(Job.objects.filter(pk__in=ids).order_by("-priority", "pk"))


def finish(worker: str, outcomes: Iterable[Outcome], *, first_delay: float = FIRST_DELAY_SECONDS) -> None:
    """Write how attempts ended: done, to be tried again later, or failed for good.

    An outcome whose lease has meanwhile gone to another worker is dropped: that worker's attempt is the one that
    counts.
    """
    rows = [[*_ending(outcome, first_delay), outcome.job.pk, worker, outcome.job.attempts] for outcome in outcomes]
    if not rows:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.executemany(_FINISH_SQL, rows)


def renew(worker: str, *, lease: timedelta = LEASE) -> int:
    """Prolong everything that `worker` holds, and return how many jobs that are."""
    until = timezone.now() + lease
    FollowerLease.objects.filter(worker=worker).update(lease_until=until)
    return Job.objects.filter(worker=worker, state=Job.State.RUNNING).update(lease_until=until)


def release(worker: str, jobs: Iterable[Job]) -> None:
    """Give back jobs that were claimed and not done, as if they had not been claimed."""
    ids = [job.pk for job in jobs]
    Job.objects.filter(pk__in=ids, worker=worker, state=Job.State.RUNNING).update(
        state=Job.State.READY, worker="", lease_until=None, attempts=F("attempts") - 1
    )


def release_everything(worker: str) -> None:
    """Give back all that `worker` holds, because it stops: jobs and followers."""
    Job.objects.filter(worker=worker, state=Job.State.RUNNING).update(
        state=Job.State.READY, worker="", lease_until=None, attempts=F("attempts") - 1
    )
    FollowerLease.objects.filter(worker=worker).update(worker="", lease_until=None)


def take_back(dead_workers: Sequence[str] = ()) -> int:
    """Free the jobs of workers that died, and return how many. Those out of attempts fail for good, with WorkerLost."""
    now = timezone.now()
    lost = Q(lease_until__lt=now) | Q(worker__in=dead_workers)
    FollowerLease.objects.filter(worker__in=dead_workers).update(worker="", lease_until=None)
    if not Job.objects.filter(lost, state=Job.State.RUNNING).exists():
        return 0
    with transaction.atomic():
        jobs = list(Job.objects.select_for_update(skip_locked=_can_skip()).filter(lost, state=Job.State.RUNNING)[:1000])
        for job in jobs:
            job.workers = [*job.workers, job.worker]
            job.failures = [*job.failures, Failure(exception=WORKER_LOST, where=[])]
            job.worker, job.lease_until = "", None
            job.state = Job.State.READY
            if job.attempts >= job.max_attempts:
                job.state, job.finished_at = Job.State.FAILED, now
        Job.objects.bulk_update(jobs, ["workers", "failures", "worker", "lease_until", "state", "finished_at"])
    return len(jobs)


def hold_follower(name: str, worker: str, *, lease: timedelta = LEASE) -> bool:
    """Whether `worker` may run the follower `name` now; if it is free, it becomes this worker's."""
    now = timezone.now()
    row = FollowerLease.objects.filter(name=name).first()
    if row is not None and row.lease_until is not None and row.lease_until > now:
        if row.worker != worker:
            return False
        if row.lease_until > now + lease / 2:
            return True
    FollowerLease.objects.bulk_create([FollowerLease(name=name)], ignore_conflicts=True)
    free = Q(worker="") | Q(worker=worker) | Q(lease_until__lt=now)
    return FollowerLease.objects.filter(free, name=name).update(worker=worker, lease_until=now + lease) == 1


def note_follower(name: str, worker: str, *, failed: bool) -> None:
    """Write that the follower ran, and whether it raised."""
    ran = FollowerLease.objects.filter(name=name, worker=worker)
    if failed:
        ran.update(ran_at=timezone.now(), failures_in_row=F("failures_in_row") + 1)
    else:
        ran.update(ran_at=timezone.now(), failures_in_row=0)


_FINISH_SQL = """
    UPDATE jobs_job SET state = %s, run_at = %s, finished_at = %s, result = %s, failures = %s, workers = %s,
        worker = '', lease_until = NULL
    WHERE id = %s AND worker = %s AND attempts = %s AND state = 'running'
"""


def _claim_sql(queues: int) -> str:
    # The states are written out, not bound: only so do both databases see that the partial index fits.
    chosen = f"AND queue IN ({', '.join(['%s'] * queues)})" if queues else ""
    lock = "FOR UPDATE SKIP LOCKED" if connection.vendor == "postgresql" else ""
    return f"""
        UPDATE jobs_job SET state = 'running', worker = %s, lease_until = %s, attempts = attempts + 1,
            last_attempted_at = %s, started_at = COALESCE(started_at, %s)
        WHERE id IN (
            SELECT id FROM jobs_job WHERE state = 'ready' {chosen} ORDER BY priority DESC, id LIMIT %s {lock}
        )
        RETURNING id
    """


def _ending(outcome: Outcome, first_delay: float) -> list[Any]:
    job = outcome.job
    workers = _json([*job.workers, job.worker])
    if outcome.failure is None:
        ending = [Job.State.DONE.value, _at(job.run_at), _at(outcome.at), _json(outcome.result), _json(job.failures)]
        return [*ending, workers]
    failures = _json([*job.failures, outcome.failure])
    if job.attempts >= job.max_attempts:
        return [Job.State.FAILED.value, _at(job.run_at), _at(outcome.at), None, failures, workers]
    again = outcome.at + retry_delay(job.attempts, first_seconds=first_delay)
    return [Job.State.WAITING.value, _at(again), None, None, failures, workers]


def _in_queues(jobs: models.QuerySet[Job], queues: Sequence[str]) -> models.QuerySet[Job]:
    return jobs.filter(queue__in=queues) if queues else jobs


def _at(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _json(value: Any) -> str:
    return json.dumps(value)


def _can_skip() -> bool:
    return bool(connection.features.has_select_for_update_skip_locked)
