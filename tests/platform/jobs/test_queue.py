from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError, transaction
from django.utils import timezone
from django_tasks import TaskResultStatus, default_task_backend
from django_tasks.exceptions import InvalidTaskError, TaskResultDoesNotExist

from colere.platform.errors import Conflict, NotFound, Refused
from colere.platform.jobs import actions, leases, rules, running
from colere.platform.jobs.models import Job
from colere.platform.permissions import SYSTEM, Actor
from tests.platform.jobs import sample

pytestmark = pytest.mark.django_db

A_MOMENT = timedelta(milliseconds=1)


@pytest.fixture(autouse=True)
def _nothing_ran() -> None:
    sample.ran.clear()


def take_one(worker: str = "anna") -> Job:
    (job,) = leases.claim(worker, limit=1)
    return job


def test_a_job_runs_and_its_result_can_be_fetched(run_jobs: Callable[[], int]) -> None:
    result = sample.note.enqueue(what="tea")
    assert result.status == TaskResultStatus.READY
    assert run_jobs() == 1
    result.refresh()
    assert result.status == TaskResultStatus.SUCCESSFUL
    assert result.return_value == {"noted": "tea"}
    assert result.attempts == 1
    assert sample.note.get_result(result.id).finished_at is not None
    assert sample.ran == ["tea"]


def test_a_coroutine_is_a_task_too(run_jobs: Callable[[], int]) -> None:
    result = sample.ask_later.enqueue()
    run_jobs()
    result.refresh()
    assert result.return_value == 42


def test_a_task_can_see_which_attempt_it_is(run_jobs: Callable[[], int]) -> None:
    result = sample.say_attempt.enqueue()
    run_jobs()
    result.refresh()
    assert result.return_value == 1


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_change_is_rolled_back_was_never_enqueued() -> None:
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        sample.note.enqueue(what="rolled back")
        raise ZeroDivisionError
    assert not Job.objects.exists()
    assert not leases.is_work_ready()


def test_the_result_of_an_unknown_job_does_not_exist() -> None:
    for unknown in ("999999", "not-a-number"):
        with pytest.raises(TaskResultDoesNotExist):
            default_task_backend.get_result(unknown)


def test_the_more_urgent_job_is_claimed_first_then_the_older() -> None:
    for what, priority in [("old", 0), ("urgent", 10), ("new", 0), ("idle", -10)]:
        sample.note.using(priority=priority).enqueue(what=what)
    claimed = leases.claim("anna", limit=10)
    assert [job.kwargs["what"] for job in claimed] == ["urgent", "old", "new", "idle"]


def test_a_job_for_later_is_not_claimed_before_its_time() -> None:
    soon = timezone.now() + timedelta(seconds=0.2)
    sample.note.using(run_after=soon).enqueue(what="later")
    assert not leases.is_work_ready()
    assert leases.claim("anna", limit=1) == []
    Job.objects.update(run_at=timezone.now())
    assert leases.is_work_ready()
    assert take_one().kwargs == {"what": "later"}


def test_a_worker_takes_only_from_its_queues() -> None:
    sample.note.enqueue(what="here")
    assert leases.claim("anna", limit=1, queues=["mail"]) == []
    assert not leases.is_work_ready(["mail"])
    assert len(leases.claim("anna", limit=1, queues=["mail", "default"])) == 1


def test_a_queue_that_nobody_works_on_is_refused() -> None:
    with pytest.raises(InvalidTaskError):
        sample.note.using(queue_name="nowhere")


def test_a_claimed_job_cannot_be_claimed_again_while_its_lease_lasts() -> None:
    sample.note.enqueue(what="mine")
    take_one("anna")
    leases.take_back()
    assert leases.claim("ben", limit=1) == []


def test_a_job_whose_lease_ran_out_is_taken_up_again_and_the_first_worker_is_not_heard() -> None:
    result = sample.note.enqueue(what="again")
    (first,) = leases.claim("anna", limit=1, lease=-A_MOMENT)
    assert leases.take_back() == 1
    second = take_one("ben")
    leases.finish("anna", [leases.Outcome(job=first, result="anna's")])
    result.refresh()
    assert result.status == TaskResultStatus.RUNNING
    leases.finish("ben", [leases.Outcome(job=second, result="ben's")])
    result.refresh()
    assert result.return_value == "ben's"
    assert result.worker_ids == ["anna", "ben"]
    assert [error.exception_class for error in result.errors] == [leases.WorkerLost]


def test_a_heartbeat_keeps_a_lease_alive() -> None:
    sample.note.enqueue(what="long")
    leases.claim("anna", limit=1, lease=timedelta(seconds=0.05))
    assert leases.renew("anna") == 1
    assert leases.take_back() == 0


def test_the_job_of_a_worker_known_to_be_dead_is_taken_up_at_once() -> None:
    sample.note.enqueue(what="orphan")
    take_one("anna")
    assert leases.take_back(["anna"]) == 1
    assert take_one("ben").attempts == 2


def test_a_job_that_kills_every_worker_fails_in_the_end() -> None:
    result = sample.stumble.enqueue(word="poison")
    for attempt in range(3):
        assert take_one(f"worker {attempt}").attempts == attempt + 1
        leases.take_back([f"worker {attempt}"])
    assert leases.claim("ben", limit=1) == []
    result.refresh()
    assert result.status == TaskResultStatus.FAILED
    assert len(result.errors) == 3


def test_a_job_given_back_has_not_used_up_an_attempt() -> None:
    sample.note.enqueue(what="given back")
    leases.release("anna", [take_one("anna")])
    assert take_one("ben").attempts == 1
    leases.release_everything("ben")
    assert take_one("cleo").attempts == 1


def test_a_job_that_raises_waits_longer_after_each_failure_and_then_fails_for_good() -> None:
    result = sample.stumble.enqueue(word="x")
    waits = []
    for _ in range(3):
        job = take_one()
        leases.finish("anna", [running.run(job)])
        fresh = Job.objects.get(pk=job.pk)
        waits.append((fresh.run_at - timezone.now()).total_seconds())
        Job.objects.filter(state=Job.State.WAITING).update(run_at=timezone.now())
    assert 2 <= waits[0] <= 5 <= waits[1] <= 10
    result.refresh()
    assert result.status == TaskResultStatus.FAILED
    assert sample.ran == ["x"] * 3
    assert leases.claim("anna", limit=1) == []


def test_nothing_that_an_exception_says_is_kept(caplog: pytest.LogCaptureFixture) -> None:
    result = sample.stumble.enqueue(word="anna@customers.example")
    leases.finish("anna", [running.run(take_one())])
    job = Job.objects.get(pk=result.id)
    assert "customers.example" not in str(job.failures)
    assert "customers.example" not in caplog.text
    (failure,) = job.failures
    assert failure["exception"] == "builtins.LookupError"
    assert failure["where"][-1].startswith("tests.platform.jobs.sample:")
    assert failure["where"][-1].endswith(" stumble")


def test_a_job_cannot_end_the_worker() -> None:
    sample.end_the_process.enqueue()
    outcome = running.run(take_one())
    assert outcome.failure is not None
    assert outcome.failure["exception"] == "builtins.SystemExit"


def test_a_job_whose_code_is_gone_is_tried_again_and_not_lost() -> None:
    result = sample.note.enqueue(what="renamed")
    Job.objects.update(task="tests.platform.jobs.sample.no_longer_here")
    leases.finish("anna", [running.run(take_one())])
    job = Job.objects.get(pk=result.id)
    assert job.state == Job.State.WAITING
    assert job.failures[0]["exception"] == "builtins.ImportError"


def test_delays_double_up_to_an_hour_and_differ_by_chance() -> None:
    longest = [rules.retry_delay(n, rng=lambda: 0.0).total_seconds() for n in range(1, 14)]
    assert longest[:4] == [5, 10, 20, 40]
    assert longest[-1] == 3600
    assert rules.retry_delay(3, rng=lambda: 1.0).total_seconds() == 10


def failed_job() -> Job:
    result = sample.stumble.enqueue(word="x")
    Job.objects.update(state=Job.State.FAILED, attempts=3, finished_at=timezone.now())
    return Job.objects.get(pk=result.id)


def test_an_operator_lets_a_failed_job_be_tried_again() -> None:
    job = failed_job()
    actions.retry_job(job.pk, actor=SYSTEM)
    assert take_one().attempts == 1


def test_a_job_that_has_not_failed_cannot_be_tried_again() -> None:
    result = sample.note.enqueue(what="fine")
    with pytest.raises(Conflict):
        actions.retry_job(int(result.id), actor=SYSTEM)
    with pytest.raises(NotFound):
        actions.retry_job(999_999, actor=SYSTEM)


def test_somebody_who_is_no_operator_cannot_retry_a_job() -> None:
    with pytest.raises(Refused):
        actions.retry_job(failed_job().pk, actor=Actor(ref="account:7", account_id=7))


def test_pruning_deletes_what_was_kept_long_enough_and_nothing_else(run_jobs: Callable[[], int]) -> None:
    now = timezone.now()
    for state, days in [("done", 1), ("done", 3), ("failed", 3), ("failed", 91), ("running", 200), ("waiting", 200)]:
        job = Job.objects.get(pk=sample.note.enqueue(what=f"{state} {days}").id)
        finished = now - timedelta(days=days)
        Job.objects.filter(pk=job.pk).update(state=state, finished_at=finished, run_at=now + timedelta(days=1))
    assert actions.prune() == {"done": 1, "failed": 1, "slots": 0, "workers": 0}
    left = Job.objects.order_by("pk").values_list("kwargs__what", flat=True)
    assert list(left) == ["done 1", "failed 3", "running 200", "waiting 200"]


def test_a_claimed_job_is_what_a_query_would_give() -> None:
    sample.stumble.using(priority=3).enqueue(word="x")
    job = take_one()
    leases.finish("anna", [running.run(job)])
    Job.objects.update(state=Job.State.READY)
    again, read = take_one(), Job.objects.get()
    assert again.failures and again.workers == ["anna"]
    assert {name: getattr(again, name) for name in read.__dict__ if name != "_state"} == {
        name: value for name, value in read.__dict__.items() if name != "_state"
    }


def test_a_failure_says_whether_the_database_was_busy(tmp_path: Path) -> None:
    one, other = (sqlite3.connect(tmp_path / "any.sqlite3", timeout=0, isolation_level=None) for _ in range(2))
    one.execute("BEGIN IMMEDIATE")
    try:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.Error as error:
            raise OperationalError(*error.args) from error
    except OperationalError as error:
        assert rules.describe_failure(error)["where"][-1] == "caused by sqlite3.OperationalError SQLITE_BUSY"
    else:
        pytest.fail("The lock was free.")
    finally:
        one.close()
        other.close()


def test_the_command_lets_failed_jobs_be_tried_again_and_explains_a_mistake(
    capsys: pytest.CaptureFixture[str],
) -> None:
    job = sample.note.enqueue(what="tea")
    Job.objects.update(state=Job.State.FAILED, finished_at=timezone.now())
    call_command("jobs")
    assert f"#{job.id}  {sample.note.module_path}" in capsys.readouterr().out
    for words, said in ((["tea"], "“tea” is not the number of a job"), (["0"], "There is no job 0.")):
        with pytest.raises((CommandError, NotFound), match=said):
            call_command("jobs", retry=words)
    call_command("jobs", retry=[f"#{job.id}"])
    assert "1 job will be tried again." in capsys.readouterr().out
    assert Job.objects.get().state == Job.State.READY
