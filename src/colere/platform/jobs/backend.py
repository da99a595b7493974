"""The `django.tasks` backend: enqueues into the lease table, and reads results from it.

A job is a row in the caller's own database and transaction: it is enqueued together with the change that wants it, or
not at all. Configured in settings:

    TASKS = {"default": {"BACKEND": "colere.platform.jobs.backend.LeaseBackend", "QUEUES": ["default", "mail"]}}
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks.backends.base import BaseTaskBackend
from django_tasks.base import Task, TaskError, TaskResult, TaskResultStatus
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist
from django_tasks.signals import task_enqueued
from django_tasks.utils import normalize_json

from colere.platform.jobs.models import Job
from colere.platform.jobs.rules import DEFAULT_MAX_ATTEMPTS

T = TypeVar("T")

STATUS = {
    Job.State.WAITING: TaskResultStatus.READY,
    Job.State.READY: TaskResultStatus.READY,
    Job.State.RUNNING: TaskResultStatus.RUNNING,
    Job.State.DONE: TaskResultStatus.SUCCESSFUL,
    Job.State.FAILED: TaskResultStatus.FAILED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class LeaseTask(Task[Any, Any]):
    """A task with a limit of its own on how often it is tried: `@task(max_attempts=3)`."""

    max_attempts: int = DEFAULT_MAX_ATTEMPTS


class LeaseBackend(BaseTaskBackend):
    """Keeps jobs in the table `jobs_job`, where workers lease them."""

    task_class = LeaseTask
    supports_defer = True
    supports_async_task = True
    supports_get_result = True
    supports_priority = True

    def validate_task(self, task: Task[Any, Any]) -> None:
        """Refuse a task that this backend could not run; in addition to the interface's own rules, one that is never
        tried.
        """
        super().validate_task(task)
        if max_attempts(task) < 1:
            raise InvalidTaskError("max_attempts must be 1 or more.")

    def enqueue(self, task: Task[Any, T], args: Any, kwargs: Any) -> TaskResult[T]:
        """Write the job in the caller's transaction and return its result, still to come."""
        self.validate_task(task)
        now = timezone.now()
        run_at = task.run_after or now
        job = Job.objects.create(
            task=task.module_path,
            args=normalize_json(args),
            kwargs=normalize_json(kwargs),
            queue=task.queue_name,
            priority=task.priority,
            state=Job.State.WAITING if run_at > now else Job.State.READY,
            run_at=run_at,
            max_attempts=max_attempts(task),
            enqueued_at=now,
        )
        result: TaskResult[T] = result_of(job, task)
        task_enqueued.send(type(self), task_result=result)
        return result

    def get_result(self, result_id: str) -> TaskResult[Any]:
        """The result with this id as the table has it now. Raises TaskResultDoesNotExist."""
        job = Job.objects.filter(pk=result_id).first() if str(result_id).isdecimal() else None
        if job is None:
            raise TaskResultDoesNotExist(result_id)
        return result_of(job, task_of(job, backend=self.alias))


def max_attempts(task: Task[Any, Any]) -> int:
    """How often the task may be tried."""
    return task.max_attempts if isinstance(task, LeaseTask) else DEFAULT_MAX_ATTEMPTS


def task_of(job: Job, *, backend: str = "default") -> Task[Any, Any]:
    """The task that `job` calls, with the job's queue and priority. Raises ImportError when the code is no longer
    there.
    """
    found = import_string(job.task)
    if not isinstance(found, Task):
        raise ImportError(f"{job.task} is not a task")
    asked = (job.priority, job.queue, _deferral(job), backend)
    if asked == (found.priority, found.queue_name, found.run_after, found.backend):
        return found
    return found.using(priority=asked[0], queue_name=asked[1], run_after=asked[2], backend=asked[3])


def result_of(job: Job, task: Task[Any, T]) -> TaskResult[T]:
    """`job` as the interface shows it."""
    result: TaskResult[T] = TaskResult(
        task=task,
        id=str(job.pk),
        status=STATUS[Job.State(job.state)],
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        last_attempted_at=job.last_attempted_at,
        args=job.args,
        kwargs=job.kwargs,
        backend=task.backend,
        errors=[
            TaskError(exception_class_path=failure["exception"], traceback="\n".join(failure["where"]))
            for failure in job.failures
        ],
        worker_ids=list(job.workers),
    )
    object.__setattr__(result, "_return_value", job.result)
    return result


def _deferral(job: Job) -> datetime | None:
    return job.run_at if job.run_at > job.enqueued_at else None
