from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured

from colere.platform.jobs import schedule
from colere.platform.jobs.cron import InvalidCron
from colere.platform.jobs.models import Job, Slot
from colere.platform.jobs.schedule import Entry, enqueue_due
from tests.platform.jobs import sample

pytestmark = pytest.mark.django_db

NIGHTLY = Entry("nightly", sample.note, cron="40 3 * * *", kwargs={"what": "nightly"})
EACH_MINUTE = Entry("each minute", sample.note, every=60)
NOON = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)


def test_an_entry_seen_for_the_first_time_begins_with_its_next_slot() -> None:
    assert enqueue_due([NIGHTLY], NOON) == 0
    assert not Job.objects.exists()
    assert enqueue_due([NIGHTLY], NOON + timedelta(hours=24)) == 1
    assert Job.objects.get().kwargs == {"what": "nightly"}


def test_a_slot_is_enqueued_once_however_often_one_looks() -> None:
    enqueue_due([EACH_MINUTE], NOON)
    later = NOON + timedelta(seconds=61)
    assert [enqueue_due([EACH_MINUTE], later) for _ in range(3)] == [1, 0, 0]
    assert Slot.objects.filter(job__isnull=False).get().at == NOON + timedelta(seconds=60)


def test_after_a_pause_only_the_newest_missed_slot_runs() -> None:
    enqueue_due([NIGHTLY], NOON)
    assert enqueue_due([NIGHTLY], NOON + timedelta(days=5)) == 1
    assert Slot.objects.order_by("-at")[0].at == datetime(2026, 5, 9, 3, 40, tzinfo=UTC)


def test_a_clock_that_was_set_back_does_not_run_a_slot_again() -> None:
    enqueue_due([EACH_MINUTE], NOON)
    enqueue_due([EACH_MINUTE], NOON + timedelta(minutes=5))
    assert enqueue_due([EACH_MINUTE], NOON + timedelta(minutes=3)) == 0


def test_an_entry_says_either_a_cron_expression_or_an_interval() -> None:
    for wrong in ({}, {"cron": "* * * * *", "every": 5}):
        with pytest.raises(ImproperlyConfigured):
            Entry("wrong", sample.note, **wrong)  # type: ignore[arg-type]
    with pytest.raises(InvalidCron):
        Entry("wrong", sample.note, cron="at night")


def test_the_schedule_of_the_installation_can_be_read_and_every_entry_comes_round(
    run_jobs: Callable[[], int],
) -> None:
    entries = schedule.configured_entries()
    assert entries
    for entry in entries:
        coming = entry.next_slot(NOON)
        assert coming is not None and coming > NOON
