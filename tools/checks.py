"""Every check and test: `./colere test`. With arguments: only pytest, with those arguments.

Everything without a browser runs side by side, so that no processor is idle while a test waits for another process:

1. the tools that read code, then pytest on Spark, where it is installed, then for the tests without a database;
2. pytest on PostgreSQL, for the tests that are meant for both databases;
3. pytest on SQLite with all the rest.

Then, with both processors to themselves, the journeys in a browser. Their pytest counts the results of all the others
as its own, so that its closing line, which is the last one, tells the whole truth; and it runs once more, alone, what
failed. Tests that pass then are counted as passed and named.
"""

from __future__ import annotations

import fcntl
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import bootstrap
from children import Children

ROOT = bootstrap.ROOT
BIN = bootstrap.VENV / "bin"
PYTEST = [str(BIN / "python"), "-m", "pytest"]
ON_TWO = ["-n", "2", "--dist", "worksteal"]
ON_THREE = ["-n", "3", "--dist", "worksteal"]  # a journey waits for frames and for what settles half of its time
WITHOUT_DATABASE = ["tests/architecture", "tests/packaging", "tests/stats"]  # or with one of their own
MOST_SECOND_TRIES = 10  # where more fail, something is broken
IN_MEMORY = Path("/dev/shm")
ROOM = 2 * 1024**3  # many times what the tests write
PREFIX = "colere-checks-"
YOUNG = 60.0  # seconds in which a folder may not have its lock yet
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
children = Children()


@dataclass(frozen=True)
class Check:
    """A tool that reads the code and says nothing when all is well."""

    name: str
    command: list[str]
    folder: Path = ROOT
    environment: dict[str, str] = field(default_factory=dict)


def main(arguments: list[str]) -> int:
    """Run it all; gives pytest's exit status, which is not 0 when an earlier check failed."""
    os.chdir(ROOT)
    if arguments:
        os.execv(PYTEST[0], [*PYTEST, *arguments])
    began = time.monotonic()
    children.listen()
    with surroundings() as results:
        with ThreadPoolExecutor(2) as beside:
            say("== everything without a browser, side by side; the dots are those of SQLite")
            others = [beside.submit(tools_and_the_like, results), beside.submit(on_postgresql, results)]
            rest = [*ON_TWO, "-m", "not browser and not spark", "--ignore=tests/journeys"]
            pytest_before(results, "SQLite", *rest, *(f"--ignore={done}" for done in WITHOUT_DATABASE))
            for other in others:
                say(other.result())
        say(f"== everything without a browser took {time.monotonic() - began:.0f} s; the journeys in a browser")
        if browser() is None:
            say("== LEFT OUT: the journeys, because there is no Chromium here (Debian: apt-get install chromium)")
        last = [*ON_THREE, "-m", "browser", "tests/journeys"]
        last += [f"--earlier={results}", f"--second-try={MOST_SECOND_TRIES}"]
        return children.run([*PYTEST, "-q", *last]).returncode


@contextmanager
def surroundings() -> Iterator[Path]:
    """A file for the results, a data directory for tools that load the settings, and a place for what tests share.

    The folder is locked for as long as this process lives, so that the next run knows what a killed one has left.
    """
    place = memory()
    sweep(place or Path(tempfile.gettempdir()))
    with tempfile.TemporaryDirectory(prefix=PREFIX, dir=place) as folder, locked(folder):
        os.environ["COLERE_HOME"] = str(Path(folder, "home"))
        os.environ["COLERE_TEST_MADE"] = folder
        os.environ["MYPYPATH"] = str(ROOT / "src")
        if place:
            os.environ["TMPDIR"] = folder
        keep_bytecode()
        yield Path(folder, "results.jsonl")


@contextmanager
def locked(folder: str | Path) -> Iterator[None]:
    """Raises `OSError` where somebody else has it locked."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def sweep(place: Path) -> None:
    """Remove what runs have left that were killed: in memory it would stay until the machine is started anew."""
    for old in place.glob(f"{PREFIX}*"):
        with suppress(OSError):
            if time.time() - old.stat().st_mtime > YOUNG:
                with locked(old):
                    shutil.rmtree(old)


def memory() -> Path | None:
    """A directory in memory, if it has room and programs may be run from it. Disks take long to say "it is written".

    What the tests keep there is thrown away after the run; no test is about a machine that loses its power.
    """
    try:
        state = os.statvfs(IN_MEMORY)
    except OSError:
        return None
    has_room = state.f_bavail * state.f_frsize >= ROOM and available_memory() >= 3 * ROOM
    return IN_MEMORY if has_room and not state.f_flag & os.ST_NOEXEC and os.access(IN_MEMORY, os.W_OK) else None


def available_memory() -> int:
    """In bytes; 0 where Linux does not say."""
    try:
        lines = Path("/proc/meminfo").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")), 0)


def keep_bytecode() -> None:
    """Where Python was told to keep no bytecode, as in many containers, keep it in `.venv`, not beside the sources.

    Without it, each of the many processes of a run would compile everything anew.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(bootstrap.VENV / "bytecode"))


# The tools that read code


def checks() -> list[Check]:
    manage = [str(BIN / "python"), "-m", "colere.config.manage"]
    found = [
        Check("mypy --strict", [str(BIN / "mypy")]),
        Check("ruff check", [str(BIN / "ruff"), "check", "--quiet"]),
        Check("ruff format", [str(BIN / "ruff"), "format", "--check", "--quiet"]),
        Check("import-linter", [str(BIN / "lint-imports")]),
        Check("migrations are complete", [*manage, "makemigrations", "--check", "--dry-run"]),
    ]
    if (bootstrap.FRONTEND / "node_modules").is_dir():
        npm, environment = bootstrap.find_npm()
        found.append(Check("TypeScript", [*npm, "run", "--silent", "check"], bootstrap.FRONTEND, environment))
    return found


def run_checks(results: Path) -> list[str]:
    """What to say of each, and what it said itself where it failed."""
    lines = []
    for check in checks():  # one after the other: what else runs keeps the other processors busy
        name, is_fine, output, seconds = run_check(check)
        lines.append(f"{'ok    ' if is_fine else 'FAILED'} {name} ({seconds:.1f} s)")
        if not is_fine:
            lines.append(output.rstrip())
        note(results, name, "passed" if is_fine else "failed")
    return lines


def run_check(check: Check) -> tuple[str, bool, str, float]:
    began = time.monotonic()
    done = children.run(
        check.command,
        cwd=check.folder,
        env={**os.environ, **check.environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    return check.name, done.returncode == 0, done.stdout + done.stderr, time.monotonic() - began


# The runs of pytest before the last


def tools_and_the_like(results: Path) -> str:
    """The tools, Spark, and what needs no database, one after the other; gives what they said."""
    said = ["== the tools", *run_checks(results)]
    if importlib.util.find_spec("pyspark"):
        options = ["-m", "spark", *files_with("mark.spark")]
        said += ["== the measures on Spark", pytest_before(results, "Spark", *options, is_silent=True)]
    said += ["== what needs no database", pytest_before(results, "no database", *WITHOUT_DATABASE, is_silent=True)]
    return "\n".join(said)


def on_postgresql(results: Path) -> str:
    options = ["--database=postgresql", "-m", "not spark"]  # Spark reads files, whatever database wrote them
    return "== on PostgreSQL\n" + pytest_before(results, "PostgreSQL", *options, is_silent=True)


def files_with(mark: str) -> list[str]:
    """The files with such tests: to import all the others takes longer than most tests."""
    return [str(file) for file in sorted(Path("tests").rglob("test_*.py")) if mark in file.read_text()]


def pytest_before(results: Path, what: str, *options: str, is_silent: bool = False) -> str:
    """A run whose results the last run counts; gives what a silent one said. One that broke off counts as a failure."""
    done = children.run(
        [*PYTEST, "-q", *options, f"--record={results}"],
        stdout=subprocess.PIPE if is_silent else None,
        stderr=subprocess.STDOUT if is_silent else None,
    )
    if done.returncode not in (0, 1):
        note(results, what, "error")
    return done.stdout or ""


def browser() -> str | None:
    """The browser that the journeys drive."""
    given = os.environ.get("COLERE_CHROMIUM")
    return given or next((found for name in BROWSERS if (found := shutil.which(name))), None)


def note(results: Path, name: str, outcome: str) -> None:
    with results.open("a") as out:
        fcntl.flock(out, fcntl.LOCK_EX)  # other runs write into it too
        out.write(json.dumps({"name": name, "outcome": outcome}) + "\n")


def say(line: str) -> None:
    sys.stdout.write(f"{line.rstrip()}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
