"""The checks and runs that came before this one, in this one's closing line.

`./colere test` runs several tools, then pytest on PostgreSQL, then pytest on SQLite. Each writes lines of JSON into the
file that `--earlier` names; the last run counts them as its own, so that the line at the end tells the whole truth.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest


@dataclass
class Earlier:
    """One thing that came before; looks enough like a report for pytest's terminal to count it."""

    name: str
    outcome: str
    nodeid: str = ""
    count_towards_summary: bool = True


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--earlier", type=Path, help="Count the results in this file (JSON lines) as this run's own.")
    parser.addoption("--record", type=Path, help="Append this run's results to this file (JSON lines).")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    if record := config.getoption("--record"):
        config.pluginmanager.register(Recorder(record), "colere-record")
    if earlier := config.getoption("--earlier"):
        config.pluginmanager.register(Counted(read(earlier)), "colere-earlier")


def read(path: Path) -> list[Earlier]:
    if not path.exists():
        return []
    return [Earlier(**json.loads(line)) for line in path.read_text().splitlines()]


class Recorder:
    """Writes one line for each test that this run finished."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        on = session.config.getoption("--database")
        with self.path.open("a") as out:
            for outcome in ("passed", "failed", "error", "skipped", "xfailed", "xpassed"):
                for report in reporter.stats.get(outcome, []) if reporter else []:
                    out.write(json.dumps({"name": f"{report.nodeid} [{on}]", "outcome": outcome}) + "\n")


class Counted:
    """Adds the earlier results to the totals and makes the run fail if one of them did."""

    def __init__(self, results: list[Earlier]) -> None:
        self.results = results

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if session.exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED) and self.results:
            failed = any(result.outcome in ("failed", "error") for result in self.results)
            session.exitstatus = pytest.ExitCode.TESTS_FAILED if failed else pytest.ExitCode.OK

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> Iterator[None]:
        """After the run's own summary, so that only the closing line counts them all."""
        yield
        totals = Counter(result.outcome for result in self.results)
        terminalreporter.section("before this run")
        terminalreporter.line(", ".join(f"{count} {outcome}" for outcome, count in totals.items()))
        for result in self.results:
            if result.outcome in ("failed", "error", "skipped"):
                terminalreporter.line(f"{result.outcome.upper()} {result.name}", red=result.outcome != "skipped")
            terminalreporter.stats.setdefault(result.outcome, []).append(result)
