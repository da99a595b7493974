"""`colere demo` in a house of its own."""

import json
import shutil
import time
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command

from colere.demo import loading
from colere.demo.beliefs import CHARTER, MISSIONS, PROMISES, VALUES
from colere.foundation.models import Person
from colere.platform.errors import Conflict, Invalid
from tests.crash.processes import Installation


def said_by(installation, *words):
    done = installation.colere(*words)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_a_company_moves_in_in_place_of_another_and_is_met_again_at_once(blank_home, tmp_path):
    home = shutil.copytree(blank_home, tmp_path / "home")
    house = Installation(home)
    another_one_lives_in(house)
    first = said_by(house, "demo", "--size", "tiny", "--seed", "3", "--fresh", "--no-serve")
    assert "has moved in" in first
    assert first.count("/enter/") == 7
    assert "Ruth Adeyemi, head of care" in first
    assert json.loads((home / "demo.json").read_text())["seed"] == 3
    assert house.rows("SELECT count(*) FROM foundation_department WHERE name = 'Left behind'") == [(0,)]

    measures = {row["name"]: row for row in json.loads(said_by(house, "report", "--json"))["measures"]}
    assert measures["conversations_opened"]["value"] == 300
    assert measures["csat"]["n"] > 50
    assert measures["promise_kept:answer-in-an-hour"]["value"] > 0.6

    begun = time.monotonic()
    again = said_by(house, "demo", "--no-serve")
    assert time.monotonic() - begun < 20, "3 s on a machine that does nothing else"
    assert "lives here already" in again
    links = {word for word in again.split() if "/enter/" in word}
    assert len(links) == 7
    assert not links & set(first.split()), "each start gives links of its own"


def another_one_lives_in(house):
    """A demo company of another seed, of which one department is enough to be found again if it were left behind."""
    tenant = {"size": "tiny", "seed": 4, "until": "2026-06-30", "plants": True, "is_complete": True}
    (house.home / "demo.json").write_text(json.dumps(tenant))
    house.run("from colere.foundation.models import Department; Department.objects.create(name='Left behind')")
    assert house.rows("SELECT count(*) FROM foundation_department") == [(1,)]


@pytest.fixture
def own_home(tmp_path, settings):
    """A data directory in which nobody lives."""
    settings.HOME = tmp_path
    return tmp_path


@pytest.mark.django_db
def test_a_company_of_some_days_ago_says_so_plainly(own_home, capsys):
    old = (datetime.now(tz=UTC).date() - timedelta(days=5)).isoformat()
    tenant = {"size": "tiny", "seed": 1, "until": old, "plants": True, "is_complete": True}
    (own_home / "demo.json").write_text(json.dumps(tenant))
    call_command("demo", no_serve=True)
    said = capsys.readouterr().out
    assert "4 days before yesterday" in said
    assert "--fresh" in said


@pytest.mark.django_db
def test_the_demo_is_not_mixed_with_a_companys_own_data(own_home):
    Person.objects.create(name="Ada Own")
    with pytest.raises(Conflict, match="home of its own"):
        call_command("demo", no_serve=True)
    assert not (own_home / "demo.json").exists()


@pytest.mark.django_db
def test_only_a_demo_company_can_be_moved_out(own_home):
    with pytest.raises(Conflict, match="no demo company"):
        loading.move_out()


def test_files_are_written_instead_of_loading(tmp_path):
    call_command("demo", size="tiny", write=tmp_path / "files")
    manifest = json.loads((tmp_path / "files" / "manifest.json").read_text())
    assert manifest["planted"]
    assert (tmp_path / "files" / "conversations.jsonl").read_text().count("\n") == 300


def test_files_are_not_written_over_a_file(tmp_path):
    (tmp_path / "files").write_text("mine")
    with pytest.raises(Invalid, match="Name a directory"):
        call_command("demo", size="tiny", write=tmp_path / "files")


def test_what_the_company_believes_is_complete():
    assert "" in MISSIONS
    assert all(value["do"] and value["dont"] for value in VALUES)
    assert [promise for promise in PROMISES if promise["rule"] and promise["felt"]]
    assert {rule["kind"] for rule in CHARTER} == {"money", "time", "exception"}
