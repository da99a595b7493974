"""`./colere test`: what breaks off counts as a failure, and a run that is told to stop leaves nothing behind.

The runner is real; the programs that it starts are small ones.
"""

import json
import os
import signal
import subprocess
import sys
import time

import pytest

from tests.architecture.house import ROOT

TOOLS = str(ROOT / "tools")
A_RUN = """
import sys, threading
import checks
checks.memory = lambda: None
checks.children.patience = PATIENCE
checks.children.listen()
with checks.surroundings() as results:
    print(results.parent, flush=True)
    threading.Thread(target=checks.children.run, args=([sys.executable, "-c", BESIDE],)).start()
    checks.children.run([sys.executable, "-c", MAIN])
    print("went on", flush=True)
"""
A_LANE = "import checks, pathlib, sys; checks.pytest_before(pathlib.Path('results.jsonl'), 'a lane', sys.argv[1])"
CONFTEST = """
pytest_plugins = ["tests.earlier"]


def pytest_addoption(parser):
    parser.addoption("--database", default="sqlite")
"""
SLEEPS = "import os, time; os.write(1, b'up' + bytes([10])); time.sleep(600)"
WILL_NOT = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SLEEPS}"


@pytest.fixture
def start(tmp_path):
    """Start a run with two programs that sleep, one of them in another thread; gives it and its folder."""
    started = []

    def begin(main, patience):
        script = f"BESIDE, MAIN, PATIENCE = {SLEEPS!r}, {main!r}, {patience}\n{A_RUN}"
        surroundings = {**os.environ, "PYTHONPATH": TOOLS, "TMPDIR": str(tmp_path)}
        run = subprocess.Popen([sys.executable, "-c", script], env=surroundings, stdout=subprocess.PIPE, text=True)
        started.append(run)
        folder = run.stdout.readline().strip()
        assert [run.stdout.readline() for _ in range(2)] == ["up\n"] * 2
        return run, folder

    yield begin
    for run in started:
        run.terminate()  # where the test has failed before it did so
        run.communicate(timeout=60)


@pytest.mark.parametrize(("main", "patience"), [(SLEEPS, 20.0), (WILL_NOT, 1.0)])
def test_a_run_that_is_told_to_stop_takes_its_programs_and_its_folder_along(start, tmp_path, main, patience):
    run, folder = start(main, patience)
    assert os.path.isdir(folder)
    run.send_signal(signal.SIGTERM)
    said, _ = run.communicate(timeout=60)
    assert run.returncode == 128 + signal.SIGTERM
    assert "went on" not in said
    assert list(tmp_path.iterdir()) == []


def test_the_next_run_removes_what_a_killed_one_left_and_nothing_of_one_that_lives(tmp_path):
    dead, living, young = (tmp_path / f"colere-checks-{name}" for name in ("dead", "living", "young"))
    for folder in (dead, living, young):
        (folder / "home").mkdir(parents=True)
    for folder in (dead, living):
        os.utime(folder, (time.time() - 3600,) * 2)
    script = "import checks, pathlib, sys\nwith checks.locked(sys.argv[2]): checks.sweep(pathlib.Path(sys.argv[1]))"
    surroundings = {**os.environ, "PYTHONPATH": TOOLS}
    subprocess.run([sys.executable, "-c", script, tmp_path, living], env=surroundings, check=True)
    assert sorted(tmp_path.iterdir()) == [living, young]


@pytest.mark.parametrize(
    ("test", "outcomes"),
    [
        ("def test_fine(): pass", {"passed"}),
        ("def test_broken(): assert 1 == 2", {"failed"}),
        ("import nothing_of_this_name", {"error"}),
        ("import os\ndef test_killed(): os.kill(os.getpid(), 9)", {"error"}),
        ("WITHOUT = 'tests'", {"error"}),
    ],
)
def test_a_lane_that_fails_breaks_off_is_killed_or_finds_no_tests_is_noted(tmp_path, test, outcomes):
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "test_all.py").write_text(test)
    known = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    surroundings = {**known, "PYTHONPATH": f"{TOOLS}:{ROOT}", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    command = [sys.executable, "-c", A_LANE, "test_all.py"]
    subprocess.run(command, cwd=tmp_path, env=surroundings, check=True, capture_output=True)
    lines = (tmp_path / "results.jsonl").read_text().splitlines()
    assert {json.loads(line)["outcome"] for line in lines} == outcomes
