"""Every check and test: `./colere test`. With arguments: only pytest, with those arguments.

1. The tools that read code, two at a time, and beside them
2. pytest on PostgreSQL, for the tests that are meant for both databases.
3. pytest on Spark and with a browser, where there is one.
4. pytest on SQLite with all the rest; it counts the results of 1 to 3 as its own, so that its closing line, which is
   the last one, tells the whole truth.

When all are done, tests that failed are run once more, alone; those that pass then are counted as passed and named.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import bootstrap

ROOT = bootstrap.ROOT
BIN = bootstrap.VENV / "bin"
PYTEST = [str(BIN / "python"), "-m", "pytest"]
MOST_SECOND_TRIES = 10  # where more fail, something is broken
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")


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
        return subprocess.run([*PYTEST, *arguments]).returncode
    began = time.monotonic()
    with surroundings() as results:
        with ThreadPoolExecutor(1) as beside:
            checked = beside.submit(run_checks, results)  # the longest of them leaves a processor idle
            pytest_before(results, "the tests for both databases, on PostgreSQL", ["--database=postgresql"])
            say("\n".join(["== checks", *checked.result()]))
        if importlib.util.find_spec("pyspark"):
            pytest_before(results, "the measures on Spark", ["-m", "spark", "tests/domains"], processes="0")
        if browser() is None:
            leave_out(results)
        else:
            pytest_before(results, "the journeys in a browser", ["-m", "browser", "tests/journeys"])
        say(f"== the tests on SQLite (so far {time.monotonic() - began:.0f} s)")
        rest = ["-n", "2", "--dist", "worksteal", "-m", "not browser and not spark"]
        rest += ["--ignore=tests/journeys", f"--earlier={results}", f"--second-try={MOST_SECOND_TRIES}"]
        return subprocess.run([*PYTEST, "-q", *rest], stdin=subprocess.DEVNULL).returncode


@contextmanager
def surroundings() -> Iterator[Path]:
    """A file for the results, and a data directory for tools that load the settings."""
    with tempfile.TemporaryDirectory(prefix="colere-checks-") as folder:
        os.environ["COLERE_HOME"] = str(Path(folder, "home"))
        os.environ["MYPYPATH"] = str(ROOT / "src")
        keep_bytecode()
        yield Path(folder, "results.jsonl")


def keep_bytecode() -> None:
    """Where Python was told to keep no bytecode, as in many containers, keep it in `.venv`, not beside the sources.

    Without it, each of the many processes of a run would compile everything anew.
    """
    if os.environ.pop("PYTHONDONTWRITEBYTECODE", ""):
        os.environ.setdefault("PYTHONPYCACHEPREFIX", str(bootstrap.VENV / "bytecode"))


# The tools that read code


def checks() -> list[Check]:
    """The slowest first, so that the others fit beside it."""
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
    with ThreadPoolExecutor(2) as pool:
        for waiting in as_completed([pool.submit(run_check, check) for check in checks()]):
            name, is_fine, output, seconds = waiting.result()
            lines.append(f"{'ok    ' if is_fine else 'FAILED'} {name} ({seconds:.1f} s)")
            if not is_fine:
                lines.append(output.rstrip())
            note(results, name, "passed" if is_fine else "failed")
    return lines


def run_check(check: Check) -> tuple[str, bool, str, float]:
    began = time.monotonic()
    done = subprocess.run(
        check.command,
        cwd=check.folder,
        env={**os.environ, **check.environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        errors="replace",
    )
    return check.name, done.returncode == 0, done.stdout + done.stderr, time.monotonic() - began


# The runs of pytest before the last


def pytest_before(results: Path, what: str, options: list[str], *, processes: str = "2") -> None:
    """A run whose results the last run counts. A run that broke off counts as one failure."""
    say(f"== {what}")
    if os.environ.get("DATABASE_URL"):
        processes = "0"  # on one server, one would hold back the other's log
    command = [*PYTEST, "-q", "-n", processes, "--dist", "worksteal", *options, f"--record={results}"]
    done = subprocess.run(command, stdin=subprocess.DEVNULL)
    if done.returncode not in (0, 1, 5):
        note(results, what, "error")


def browser() -> str | None:
    """The browser that the journeys drive."""
    given = os.environ.get("COLERE_CHROMIUM")
    return given or next((found for name in BROWSERS if (found := shutil.which(name))), None)


def leave_out(results: Path) -> None:
    say("== LEFT OUT: the journeys in a browser, because there is no Chromium here (Debian: apt-get install chromium)")
    note(results, "the journeys in a browser: there is no Chromium here", "skipped")


def note(results: Path, name: str, outcome: str) -> None:
    with results.open("a") as out:
        out.write(json.dumps({"name": name, "outcome": outcome}) + "\n")


def say(line: str) -> None:
    sys.stdout.write(f"{line.rstrip()}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
