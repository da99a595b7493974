"""The checks and runs that came before this one, in this one's closing line.

`./colere test` runs several tools and several pytests, the last one in a browser. Each writes lines of JSON into the
file that `--earlier` names; the last run counts them as its own, so that the line at the end tells the whole truth.
With `--second-try` it first runs once more what failed, here and earlier; see `tests/second_try.py`.
"""

from __future__ import annotations

import fcntl
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.second_try import BAD, Tried, passes_alone, worth_a_second_try

OUTCOMES = ("passed", "failed", "error", "skipped", "xfailed", "xpassed")


@dataclass
class Earlier:
    """One thing that came before; looks enough like a report for pytest's terminal to count it."""

    name: str
    outcome: str
    nodeid: str = ""
    database: str = ""
    count_towards_summary: bool = True

    @property
    def test(self) -> Tried:
        return Tried(self.nodeid, self.database)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--earlier", type=Path, help="Count the results in this file (JSON lines) as this run's own.")
    parser.addoption("--record", type=Path, help="Append this run's results to this file (JSON lines).")
    parser.addoption("--second-try", type=int, default=0, help="Run what failed once more, if it is no more than this.")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    if record := config.getoption("--record"):
        config.pluginmanager.register(Recorder(record), "colere-record")
    if earlier := config.getoption("--earlier"):
        config.pluginmanager.register(Counted(read(earlier), config), "colere-earlier")


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
            fcntl.flock(out, fcntl.LOCK_EX)  # runs that end at the same time write one after the other
            for outcome in OUTCOMES:
                for report in reporter.stats.get(outcome, []) if reporter else []:
                    line = {"name": f"{report.nodeid} [{on}]", "outcome": outcome}
                    out.write(json.dumps({**line, "nodeid": report.nodeid, "database": on}) + "\n")


class Counted:
    """Adds the earlier results to the totals and makes the run fail if one of them did."""

    def __init__(self, results: list[Earlier], config: pytest.Config) -> None:
        self.results = results
        self.config = config
        self.passed_late: dict[Tried, str] = {}
        """What passed only at the second time, and what it said at the first."""

    @pytest.hookimpl(wrapper=True, trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> Iterator[None]:
        """When this run, too, has done everything and its workers have gone."""
        yield
        usual = (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED, pytest.ExitCode.NO_TESTS_COLLECTED)
        if session.exitstatus not in usual:
            return
        had_failures = bool(self.own_failures())
        if most := self.config.getoption("--second-try"):
            self.try_again(most)
        if self.own_failures() or any(result.outcome in BAD for result in self.results):
            session.exitstatus = pytest.ExitCode.TESTS_FAILED
        elif had_failures or (self.results and session.exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED):
            session.exitstatus = pytest.ExitCode.OK

    @property
    def stats(self) -> dict[str, list[Any]]:
        """What this run counts: reports by outcome."""
        reporter = self.config.pluginmanager.get_plugin("terminalreporter")
        found: dict[str, list[Any]] = reporter.stats if reporter else {}
        return found

    def own_failures(self) -> list[Any]:
        return [report for outcome in BAD for report in self.stats.get(outcome, [])]

    def try_again(self, most: int) -> None:
        """Take what passes alone out of the failures."""
        here = self.config.getoption("--database")
        said = {result.test: "" for result in self.results if result.outcome in BAD and result.nodeid}
        said |= {Tried(report.nodeid, here): str(report.longreprtext) for report in self.own_failures()}
        for test in worth_a_second_try(said, most=most):
            if passes_alone(test, self.config.rootpath):
                self.passed_late[test] = said[test]
        self.results = [
            result for result in self.results if not (result.outcome in BAD and result.test in self.passed_late)
        ]
        for outcome in BAD & self.stats.keys():
            reports = self.stats[outcome]
            reports[:] = [report for report in reports if Tried(report.nodeid, here) not in self.passed_late]
        counted = {result.test for result in self.results}
        counted |= {Tried(report.nodeid, here) for report in self.stats.get("passed", [])}
        for test in self.passed_late.keys() - counted:  # one that failed only while it was put away counts already
            self.results.append(Earlier(str(test), "passed", test.nodeid, test.database))

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
        if self.passed_late:
            terminalreporter.section("passed only at the second time, alone", yellow=True)
            for test, words in self.passed_late.items():
                terminalreporter.line(f"{test}", yellow=True)
                terminalreporter.line(words)
