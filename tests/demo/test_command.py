"""`colere demo` in a house of its own."""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import pytest

from colere.demo.beliefs import CHARTER, MISSIONS, PROMISES, VALUES


def colere(home, *words):
    ours = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    return subprocess.run(
        [sys.executable, "-m", "colere", *words],
        env={**ours, "COLERE_HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )


@pytest.fixture(scope="module")
def house(tmp_path_factory):
    """A house into which the tiny company has moved; its first words."""
    home = tmp_path_factory.mktemp("demo")
    done = colere(home, "demo", "--size", "tiny", "--seed", "3", "--no-serve")
    assert done.returncode == 0, done.stdout + done.stderr
    return home, done.stdout


def figures(home, *words):
    done = colere(home, "report", "--json", *words)
    assert done.returncode == 0, done.stderr
    return {row["name"]: row for row in json.loads(done.stdout)["measures"]}


def test_it_prints_a_link_for_each_role(house):
    _home, said = house
    assert said.count("/enter/") == 7
    assert "Ruth Adeyemi, head of care" in said


def test_everything_is_there_and_measured(house):
    home, _said = house
    found = figures(home)
    assert found["conversations_opened"]["value"] == 300
    assert found["csat"]["n"] > 50
    assert found["promise_kept:answer-in-an-hour"]["value"] > 0.6


def test_a_second_start_loads_nothing_and_gives_new_links_at_once(house):
    home, said = house
    begun = time.monotonic()
    again = colere(home, "demo", "--no-serve")
    assert time.monotonic() - begun < 20, "3 s on a machine that does nothing else"
    assert "lives here already" in again.stdout
    links = {word for word in again.stdout.split() if "/enter/" in word}
    assert len(links) == 7
    assert not links & set(said.split())


def test_a_company_of_some_days_ago_says_so_and_can_be_replaced(house, tmp_path):
    old = (datetime.now(tz=UTC).date() - timedelta(days=5)).isoformat()
    first = colere(tmp_path, "demo", "--size", "tiny", "--until", old, "--no-serve")
    assert first.returncode == 0, first.stderr
    again = colere(tmp_path, "demo", "--no-serve")
    assert "4 days before yesterday" in again.stdout
    assert "--fresh" in again.stdout
    fresh = colere(tmp_path, "demo", "--size", "tiny", "--seed", "4", "--fresh", "--no-serve")
    assert "has moved in" in fresh.stdout
    assert json.loads((tmp_path / "demo.json").read_text())["seed"] == 4
    assert figures(tmp_path)["conversations_opened"]["value"] == 300


def test_the_demo_is_not_mixed_with_a_companys_own_data(tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("id,name,email\n1,Ada Own,ada@example.org\n")
    home = tmp_path / "home"
    assert colere(home, "operator", "ada@example.org").returncode == 0
    refused = colere(home, "demo", "--size", "tiny", "--no-serve")
    assert refused.returncode == 1
    assert "home of its own" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_files_are_written_instead_of_loading(tmp_path):
    done = colere(tmp_path / "home", "demo", "--size", "tiny", "--write", str(tmp_path / "files"))
    assert done.returncode == 0, done.stderr
    manifest = json.loads((tmp_path / "files" / "manifest.json").read_text())
    assert manifest["planted"]
    assert (tmp_path / "files" / "conversations.jsonl").read_text().count("\n") == 300


def test_what_the_company_believes_is_complete():
    assert "" in MISSIONS
    assert all(value["do"] and value["dont"] for value in VALUES)
    assert [promise for promise in PROMISES if promise["rule"] and promise["felt"]]
    assert {rule["kind"] for rule in CHARTER} == {"money", "time", "exception"}
