from __future__ import annotations

import json
import socket
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from colere.foundation.models import Person
from colere.platform.accounts.actions import create_account
from colere.platform.accounts.models import Account
from colere.platform.accounts.roles import Role
from colere.platform.health import actions, checks
from colere.platform.health.first_operator import first_link
from colere.platform.health.queries import Finding, Level
from colere.platform.health.supervisor import CannotServe, listen
from colere.platform.jobs import roster
from colere.platform.jobs.models import FollowerLease, Job
from colere.platform.jobs.models import Worker as WorkerRow
from colere.platform.permissions import SYSTEM
from tests.platform.jobs import sample

pytestmark = pytest.mark.django_db


def levels(name: str) -> list[Level]:
    return [finding.level for finding in checks.examine() if finding.name == name]


def test_anybody_may_ask_whether_the_system_is_alive(client: Client) -> None:
    answer = client.get("/healthz")
    assert answer.status_code == 200
    assert set(answer.json()) == {"database", "log", "worker"}
    assert answer.json()["worker"] is False
    roster.enlist(threads=1)
    assert client.get("/healthz").json()["worker"] is True


def test_a_worker_not_seen_for_a_minute_is_missed() -> None:
    assert levels("worker") == [Level.PROBLEM]
    name = roster.enlist(threads=1)
    assert levels("worker") == [Level.WELL]
    WorkerRow.objects.update(seen_at=timezone.now() - timedelta(seconds=90))
    assert levels("worker") == [Level.PROBLEM]
    roster.report(name)
    assert levels("worker") == [Level.WELL]


def test_a_worker_whose_process_is_gone_is_struck_off() -> None:
    alive, dead, elsewhere = (roster.enlist(threads=1) for _ in range(3))
    WorkerRow.objects.filter(name=dead).update(pid=2**22 + 1)
    WorkerRow.objects.filter(name=elsewhere).update(pid=2**22 + 1, machine="another")
    assert roster.strike_off_dead() == [dead]
    assert set(WorkerRow.objects.values_list("name", flat=True)) == {alive, elsewhere}


def test_failed_late_and_long_jobs_are_counted() -> None:
    assert levels("jobs") == [Level.WELL]
    long_ago = timezone.now() - timedelta(hours=2)
    for state in ("failed", "ready", "running"):
        job = sample.note.enqueue(what=state)
        Job.objects.filter(pk=job.id).update(state=state, run_at=long_ago, last_attempted_at=long_ago)
    assert levels("jobs") == [Level.CARE] * 3


def test_a_follower_that_fails_again_and_again_is_named_and_one_that_is_no_more_is_not() -> None:
    FollowerLease.objects.create(name="metrics.facts", failures_in_row=4)
    FollowerLease.objects.create(name="of.yesterday", failures_in_row=4)
    (finding,) = (finding for finding in checks.examine() if finding.name == "followers")
    assert finding.level == Level.PROBLEM
    assert "metrics.facts" in finding.sentence


def test_settings_that_endanger_people_are_problems(settings: object) -> None:
    settings.DEBUG = True  # type: ignore[attr-defined]
    settings.BASE_URL = "http://care.company.example"  # type: ignore[attr-defined]
    assert levels("settings").count(Level.PROBLEM) == 2


def test_a_secret_key_that_others_can_read_is_a_problem(settings: object, tmp_path: Path) -> None:
    settings.HOME = tmp_path  # type: ignore[attr-defined]
    key = tmp_path / "secret.key"
    key.write_text("x")
    tmp_path.chmod(0o755)
    key.chmod(0o644)
    assert Level.PROBLEM in levels("secret key")
    key.chmod(0o600)
    assert levels("secret key") == []


def test_a_full_disk_is_a_problem(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "TOO_LITTLE_DISK", 2**62)
    assert levels("disk") == [Level.PROBLEM]


def test_the_doctor_speaks_in_sentences_and_ends_with_status_1_for_a_problem(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as ended:
        call_command("doctor")
    assert ended.value.code == 1
    assert "✗ No worker was seen" in capsys.readouterr().out


def test_the_doctor_speaks_to_programs_too(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    well = [Finding("worker", Level.WELL, "Fine.")]
    monkeypatch.setattr("colere.platform.health.management.commands.doctor.examine", lambda thoroughly: well)
    call_command("doctor", "--json")
    assert json.loads(capsys.readouterr().out) == [{"name": "worker", "level": "well", "sentence": "Fine."}]


def test_the_first_operator_comes_in_by_a_link_and_afterwards_there_is_none() -> None:
    link = first_link("http://here")
    assert link.startswith("http://here/enter/")
    (operator,) = Account.objects.all()
    assert operator.role_set() >= {Role.OPERATOR}
    assert not operator.has_usable_password()
    again = first_link("http://here")
    assert again != link
    assert Account.objects.count() == 1
    person = Person.objects.get()
    assert (person.account_id, person.roles, person.name) == (operator.pk, ["operator"], "Operator")
    Account.objects.update(last_login=timezone.now())
    assert first_link("http://here") == ""


def test_a_first_operator_without_a_person_becomes_one_with_the_next_link() -> None:
    operator = create_account(email="olive@colere.test", name="Olive", roles=[Role.OPERATOR], actor=SYSTEM)
    assert first_link("http://here")
    person = Person.objects.get()
    assert (person.account_id, person.name, person.roles) == (operator.pk, "Olive", ["operator"])


def test_there_is_no_link_for_a_company_that_has_an_operator_who_was_in() -> None:
    operator = create_account(email="olive@colere.test", name="Olive", roles=[Role.OPERATOR], actor=SYSTEM)
    Account.objects.filter(pk=operator.pk).update(last_login=timezone.now())
    assert first_link("http://here") == ""


def test_a_taken_port_is_explained() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CannotServe, match=f"Port {port} is taken"):
            listen("127.0.0.1", port)
    with pytest.raises(CannotServe, match="--host"):
        listen("no-such-host.invalid", 0)


def test_house_keeping_forgets_old_sessions_and_leaves_the_database_as_it_was() -> None:
    now = timezone.now()
    for key, days in [("old", -1), ("new", 1)]:
        Session.objects.create(session_key=key, session_data="", expire_date=now + timedelta(days=days))
    assert actions.forget_sessions() == 1
    actions.tend_database()
    assert Session.objects.get().session_key == "new"
