"""The tables of background work: jobs with their leases, slots of the schedule, workers, followers."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from colere.platform.jobs.rules import DEFAULT_MAX_ATTEMPTS


class Job(models.Model):
    """One call of a task that is to happen, is happening or has happened.

    A job that is running belongs to `worker` until `lease_until`; after that anybody may take it up again. `attempts`
    counts the times it was begun, so that a job which kills its worker runs out of attempts like one that raises.
    """

    class State(models.TextChoices):
        """Where a job stands. Waiting jobs are kept apart from ready ones so that finding work never reads the
        future's.
        """

        WAITING = "waiting", _("waiting for its time")
        READY = "ready", _("ready")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("failed")

    id = models.BigAutoField(primary_key=True)
    task = models.CharField(max_length=200)
    args = models.JSONField(default=list)
    kwargs = models.JSONField(default=dict)
    queue = models.CharField(max_length=40, default="default")
    priority = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State, default=State.READY)
    run_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    max_attempts = models.PositiveSmallIntegerField(default=DEFAULT_MAX_ATTEMPTS)
    worker = models.CharField(max_length=120, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    workers = models.JSONField(default=list)
    failures = models.JSONField(default=list)
    result = models.JSONField(null=True, blank=True)
    enqueued_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    last_attempted_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["-priority", "id"], condition=Q(state="ready"), name="jobs_ready"),
            models.Index(fields=["run_at"], condition=Q(state="waiting"), name="jobs_waiting"),
            models.Index(fields=["lease_until"], condition=Q(state="running"), name="jobs_running"),
            models.Index(fields=["finished_at"], condition=Q(state__in=["done", "failed"]), name="jobs_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.task} #{self.pk} ({self.state})"


class Slot(models.Model):
    """One time at which an entry of the schedule was due. The constraint is what makes each slot run once.

    A slot without a job is the mark of an entry seen for the first time: it begins with its next slot.
    """

    name = models.CharField(max_length=120)
    at = models.DateTimeField()
    job = models.ForeignKey(Job, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "at"], name="jobs_slot_runs_once")]

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M:%S}"


class Worker(models.Model):
    """A worker process and when it was last seen.

    `machine` names a place where process numbers mean the same thing, so that a neighbour can tell at once that a
    worker has died instead of waiting for its leases to run out.
    """

    name = models.CharField(max_length=120, primary_key=True)
    machine = models.CharField(max_length=200)
    pid = models.PositiveIntegerField()
    threads = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField()
    seen_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.name


class FollowerLease(models.Model):
    """Which worker runs a follower of the log at present. One at a time, whoever comes first; free again when its
    lease runs out.
    """

    name = models.CharField(max_length=80, primary_key=True)
    worker = models.CharField(max_length=120, blank=True, default="")
    lease_until = models.DateTimeField(null=True, blank=True)
    ran_at = models.DateTimeField(null=True, blank=True)
    failures_in_row = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.name
