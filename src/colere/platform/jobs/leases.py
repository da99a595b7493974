"""The lease table: who may do which job, for how long. Every function is one short transaction.

SQLite has one writer at a time, so one UPDATE with a subselect claims work that nobody else can claim. PostgreSQL has
many, so the subselect locks its rows and skips those that a neighbour has locked. Nothing here reads a job's words.

A worker that dies leaves leases behind. They are taken back when they run out, or at once when the process is seen to
be gone from the machine on which this one runs.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
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
            jobs = [_job_of(row) for row in cursor.fetchall()]
    return sorted(jobs, key=lambda job: (-job.priority, job.pk))


def finish(worker: str, outcomes: Iterable[Outcome], *, first_delay: float = FIRST_DELAY_SECONDS) -> None:
    """Write how attempts ended: done, to be tried again later, or failed for good.

    An outcome whose lease has meanwhile gone to another worker is dropped: that worker's attempt is the one that
    counts.
    """
    done: list[list[Any]] = []
    others: list[list[Any]] = []
    for outcome in outcomes:
        job = outcome.job
        attempt = [job.pk, worker, job.attempts]
        if outcome.failure is None:
            done.append([_at(outcome.at), _json(outcome.result), _workers(job), *attempt])
        else:
            others.append([*_ending(outcome, outcome.failure, first_delay), *attempt])
    if not done and not others:
        return
    with transaction.atomic(), connection.cursor() as cursor:
        if done:
            cursor.executemany(_DONE_SQL, done)
        if others:
            cursor.executemany(_FAILED_SQL, others)


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


def _reader(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """What makes of a column's value, as the drivers give it, the model's."""
    if isinstance(field, models.JSONField):
        return json.loads
    return _aware if isinstance(field, models.DateTimeField) else None


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)  # SQLite keeps no zone: it is always UTC


_GIVE_BACK = "worker = '', lease_until = NULL WHERE id = %s AND worker = %s AND attempts = %s AND state = 'running'"
_DONE_SQL = f"UPDATE jobs_job SET state = 'done', finished_at = %s, result = %s, workers = %s, {_GIVE_BACK}"
_FAILED_SQL = f"""
    UPDATE jobs_job SET state = %s, run_at = %s, finished_at = %s, failures = %s, workers = %s, result = NULL,
        {_GIVE_BACK}
"""
_FIELDS = [field for field in Job._meta.concrete_fields if field.column]
_NAMES = [field.attname for field in _FIELDS]
_READERS = [_reader(field) for field in _FIELDS]


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
        RETURNING {", ".join(str(field.column) for field in _FIELDS)}
    """


def _job_of(row: Sequence[Any]) -> Job:
    """A claimed row as a model: what a query set would give, in a third of the time."""
    values = [
        value if value is None or read is None else read(value) for value, read in zip(row, _READERS, strict=True)
    ]
    return Job.from_db(connection.alias, _NAMES, values)


def _ending(outcome: Outcome, failure: Failure, first_delay: float) -> list[Any]:
    job = outcome.job
    failures = _json([*job.failures, failure])
    if job.attempts >= job.max_attempts:
        return [Job.State.FAILED.value, _at(job.run_at), _at(outcome.at), failures, _workers(job)]
    again = outcome.at + retry_delay(job.attempts, first_seconds=first_delay)
    return [Job.State.WAITING.value, _at(again), None, failures, _workers(job)]


def _workers(job: Job) -> str:
    return _json([*job.workers, job.worker])


def _in_queues(jobs: models.QuerySet[Job], queues: Sequence[str]) -> models.QuerySet[Job]:
    return jobs.filter(queue__in=queues) if queues else jobs


def _at(moment: datetime) -> Any:
    return connection.ops.adapt_datetimefield_value(moment)


def _json(value: Any) -> str:
    return json.dumps(value)


def _can_skip() -> bool:
    return bool(connection.features.has_select_for_update_skip_locked)
