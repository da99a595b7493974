"""Doing one job: calling its task and writing down how that ended."""

from __future__ import annotations

import logging
from typing import Any

from django_tasks.base import TaskContext, TaskResult, TaskResultStatus
from django_tasks.signals import task_finished, task_started
from django_tasks.utils import normalize_json

from colere.platform.jobs.backend import LeaseBackend, result_of, task_of
from colere.platform.jobs.leases import Outcome
from colere.platform.jobs.models import Job
from colere.platform.jobs.rules import describe_failure

log = logging.getLogger("colere.jobs")


def run(job: Job) -> Outcome:
    """Call the job's task in this thread. Whatever it raises becomes the outcome, without the exception's words."""
    try:
        task = task_of(job)
        result = result_of(job, task)
        result.worker_ids.append(job.worker)
        task_started.send(LeaseBackend, task_result=result)
        outcome = Outcome(job=job, result=_called(task, result))
    except BaseException as error:  # SystemExit included: a job must not be able to stop its worker
        failure = describe_failure(error)
        innermost = failure["where"][-1] if failure["where"] else "before it began"
        log.warning("Job %s (%s) raised %s: %s", job.pk, job.task, failure["exception"], innermost)
        return Outcome(job=job, failure=failure)
    object.__setattr__(result, "status", TaskResultStatus.SUCCESSFUL)
    object.__setattr__(result, "finished_at", outcome.at)
    task_finished.send(LeaseBackend, task_result=result)
    return outcome


def _called(task: Any, result: TaskResult[Any]) -> Any:
    context = (TaskContext(task_result=result),) if task.takes_context else ()
    return normalize_json(task.call(*context, *result.args, **result.kwargs))
