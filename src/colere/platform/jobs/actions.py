"""What an operator does with jobs, and what is thrown away."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from colere.platform.errors import Conflict, NotFound
from colere.platform.events import delivery
from colere.platform.jobs.models import Job, Slot, Worker
from colere.platform.permissions import Actor, require

KEEP_DONE = timedelta(days=2)
KEEP_FAILED = timedelta(days=90)
KEEP_SLOTS = timedelta(days=90)
KEEP_WORKERS = timedelta(days=1)
BATCH = 2000


@transaction.atomic
def retry_job(job_id: int, *, actor: Actor) -> Job:
    """Let a job that has failed for good be tried again, with all its attempts.

    Raises NotFound, Refused, or Conflict when the job has not failed.
    """
    require(actor, "jobs.manage")
    job = Job.objects.select_for_update().filter(pk=job_id).first()
    if job is None:
        raise NotFound(_("There is no job %(number)s.") % {"number": job_id})
    if job.state != Job.State.FAILED:
        raise Conflict(_("Job %(number)s has not failed, so there is nothing to try again.") % {"number": job_id})
    job.state, job.attempts, job.run_at, job.finished_at = Job.State.READY, 0, timezone.now(), None
    job.save(update_fields=["state", "attempts", "run_at", "finished_at"])
    return job


def retry_dead_letters(*, actor: Actor) -> int:
    """Let the lines of the log that did not reach their handlers be handed over again; gives how many."""
    require(actor, "jobs.manage")
    return delivery.try_dead_letters_again()


def prune() -> dict[str, int]:
    """Delete jobs done for 2 days, failed for 90, slots of 90 days ago and workers gone for a day; gives how many of
    each.

    The newest slot of each entry stays: it is how the schedule knows that it has begun. Deletes in small transactions,
    so that nobody waits for the write lock.
    """
    now = timezone.now()
    newest = Slot.objects.values("name").annotate(newest=Max("pk")).values("newest")
    old_slots = Slot.objects.filter(at__lt=now - KEEP_SLOTS).exclude(pk__in=newest)
    return {
        "done": _delete_finished(Job.State.DONE, now - KEEP_DONE),
        "failed": _delete_finished(Job.State.FAILED, now - KEEP_FAILED),
        "slots": old_slots.delete()[0],
        "workers": Worker.objects.filter(seen_at__lt=now - KEEP_WORKERS).delete()[0],
    }


def _delete_finished(state: Job.State, before: object) -> int:
    deleted = 0
    while True:
        ids = list(Job.objects.filter(state=state, finished_at__lt=before).values_list("pk", flat=True)[:BATCH])
        if not ids:
            return deleted
        with transaction.atomic():
            Slot.objects.filter(job_id__in=ids).update(job=None)
            deleted += Job.objects.filter(pk__in=ids)._raw_delete(using="default")
