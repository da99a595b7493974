"""`./colere test` runs what failed once more, alone, and its closing line tells what came of it.

A small project with tests of its own plays the suite; the plugin and pytest are real.
"""

import json
import os
import subprocess
import sys

import pytest

from tests.architecture.house import ROOT

CONFTEST = """
pytest_plugins = ["tests.earlier"]


def pytest_addoption(parser):
    parser.addoption("--database", default="sqlite")
"""
HEAD = """
import os, pathlib, pytest

def is_first_time(name):
    mark = pathlib.Path(name)
    before = mark.exists()
    mark.touch()
    return not before

"""
FINE = "def test_fine(): pass\n"
UNLUCKY_WITH_THINGS = """
@pytest.fixture
def thing():
    yield
    assert not is_first_time("thing"), "it was held by somebody"

def test_of_a_thing(thing): pass
"""
ALONE = """
def test_alone():
    assert not is_first_time("alone"), "a key press was lost"
    assert "PYTEST_XDIST_WORKER" not in os.environ

"""
BROKEN = "def test_broken(): assert 1 == 2\n"
ON_POSTGRESQL = "def test_on_postgresql(request): assert request.config.getoption('--database') == 'postgresql'\n"


@pytest.fixture
def suite(tmp_path):
    """Run these tests as the last part of `./colere test`: status, what was said, and the closing line."""
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}  # of this run

    def run(*tests, earlier=(), options=()):
        (tmp_path / "conftest.py").write_text(CONFTEST)
        (tmp_path / "test_all.py").write_text(HEAD + "".join(tests))
        results = tmp_path / "results.jsonl"
        results.write_text("".join(json.dumps(line) + "\n" for line in earlier))
        command = [sys.executable, "-m", "pytest", "-q", "--second-try=3", f"--earlier={results}", *options]
        done = subprocess.run(
            command,
            cwd=tmp_path,
            env={**surroundings, "PYTHONPATH": str(ROOT), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout, done.stdout.splitlines()[-1]

    return run


def test_what_passes_alone_counts_as_passed_and_is_named_and_what_fails_again_has_failed(suite):
    xdist = ["-p", "xdist.plugin", "-n", "1"]
    status, said, closing = suite(FINE, UNLUCKY_WITH_THINGS, ALONE, BROKEN, options=xdist)
    assert status == 1
    assert closing.startswith("1 failed, 3 passed in"), said
    assert "FAILED test_all.py::test_broken - assert 1 == 2" in said
    late = said[said.index("passed only at the second time") :]
    assert "test_all.py::test_of_a_thing [sqlite]" in late and "it was held by somebody" in late
    assert "test_all.py::test_alone [sqlite]" in late and "a key press was lost" in late
    assert "test_broken" not in late


def test_a_test_of_an_earlier_part_is_run_again_on_its_own_database(suite):
    line = {"name": "an earlier one", "outcome": "failed", "nodeid": "test_all.py::test_on_postgresql"}
    earlier = [{**line, "database": "postgresql"}, {"name": "ruff check", "outcome": "passed"}]
    status, said, closing = suite(FINE, ON_POSTGRESQL, earlier=earlier, options=["-k", "fine"])
    assert status == 0, said
    assert closing.startswith("3 passed, 1 deselected in")
    assert "test_all.py::test_on_postgresql [postgresql]" in said[said.index("passed only at the second time") :]


def test_where_many_fail_nothing_is_tried_again_and_a_tool_that_complained_never(suite):
    many = "".join(f"def test_{number}(): assert not is_first_time('{number}')\n" for number in range(4))
    status, said, closing = suite(many, earlier=[{"name": "mypy --strict", "outcome": "failed"}])
    assert status == 1
    assert closing.startswith("5 failed in")
    assert "FAILED mypy --strict" in said
    assert "second time" not in said
