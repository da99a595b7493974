"""Work that comes round: entries say when a task is due, and each slot is enqueued once however many workers look.

Entries stand in the composition root (`config/schedule.py`, named by the setting COLERE_SCHEDULE):

    ENTRIES = [
        Entry("prune finished jobs", prune_jobs, cron="40 3 * * *"),
        Entry("look for mail", fetch_mail, every=60),
    ]

After a pause (the machine was off at 03:40) the newest missed slot runs once; older ones are not made up for.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django_tasks.base import Task

from colere.platform.jobs import cron as crons
from colere.platform.jobs.models import Slot


@dataclass(frozen=True)
class Entry:
    """A task and when it is due: a five-field `cron` expression in `zone` (the installation's by default), or `every`
    N seconds.
    """

    name: str
    task: Task[Any, Any]
    cron: str = ""
    every: int = 0
    zone: str = ""
    kwargs: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if bool(self.cron) == bool(self.every):
            raise ImproperlyConfigured(f"{self.name}: say either cron or every")
        if self.cron:
            crons.parse(self.cron)

    def last_slot(self, now: datetime) -> datetime | None:
        """The newest time at or before `now` at which this was due."""
        if self.every:
            return crons.last_interval(self.every, now)
        return crons.last_slot(crons.parse(self.cron), self._zone(), now)

    def next_slot(self, now: datetime) -> datetime | None:
        """The first time after `now` at which this will be due."""
        if self.every:
            return crons.last_interval(self.every, now) + timedelta(seconds=self.every)
        return crons.next_slot(crons.parse(self.cron), self._zone(), now)

    def _zone(self) -> ZoneInfo:
        return ZoneInfo(self.zone or settings.TIME_ZONE)


def configured_entries() -> list[Entry]:
    """The entries of the installation. Raises ImproperlyConfigured where two have the same name."""
    path = getattr(settings, "COLERE_SCHEDULE", "")
    entries: list[Entry] = list(import_module(path).ENTRIES) if path else []
    names = [entry.name for entry in entries]
    if len(set(names)) != len(names):
        raise ImproperlyConfigured(f"{path}: two entries have the same name")
    return entries


def enqueue_due(entries: Sequence[Entry], now: datetime | None = None) -> int:
    """Enqueue what has become due and was not enqueued yet, and return how many jobs that made."""
    now = now or timezone.now()
    names = [entry.name for entry in entries]
    newest = dict(Slot.objects.filter(name__in=names).values_list("name").annotate(newest=Max("at")).order_by())
    due = [(entry, slot) for entry in entries if (slot := entry.last_slot(now)) is not None]
    return sum(_enqueue_slot(entry, slot, newest.get(entry.name)) for entry, slot in due)


def _enqueue_slot(entry: Entry, at: datetime, newest: datetime | None) -> bool:
    if newest is not None and newest >= at:
        return False
    with transaction.atomic():
        slot, is_ours = Slot.objects.get_or_create(name=entry.name, at=at)
        if not is_ours or newest is None:
            return False
        slot.job_id = int(entry.task.enqueue(**entry.kwargs).id)
        slot.save(update_fields=["job"])
    return True
