"""What failed is run once more, alone, when everything else is done.

Tests with real processes and a real browser share the machine with hundreds of others; once in a while one of them
fails by that alone. A test that passes when nothing runs beside it counts as passed, and is named under a heading of
its own, with what it said at first, so that nobody overlooks it. What fails again has failed. Where many fail something
is broken, and nothing is tried again.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from tests import postgres

PATIENCE_SECONDS = 300.0
GOOD = {"passed", "xfailed"}
BAD = {"failed", "error"}


@dataclass(frozen=True)
class Tried:
    """A test as it was run: its pytest name, and on which database."""

    nodeid: str
    database: str

    @property
    def is_one_test(self) -> bool:
        """A file that cannot be imported, a tool or a run that broke off is not a test that could be run alone."""
        return "::" in self.nodeid

    def __str__(self) -> str:
        return f"{self.nodeid} [{self.database}]"


def worth_a_second_try(bad: Iterable[Tried], *, most: int) -> list[Tried]:
    """Those to run again, each once; none when more than `most` have failed."""
    failed = list(dict.fromkeys(bad))
    return [test for test in failed if test.is_one_test] if len(failed) <= most else []


def passes_alone(test: Tried, root: Path) -> bool:
    """Run the one test in a process of its own, and say whether it passed."""
    with tempfile.TemporaryDirectory(prefix="colere-second-") as folder:
        record = Path(folder, "results.jsonl")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={root}"]
        command += [f"--database={test.database}", f"--record={record}", test.nodeid]
        try:
            done = subprocess.run(
                command,
                cwd=root,
                env={**os.environ, "DATABASE_URL": postgres.GIVEN},
                stdin=subprocess.DEVNULL,
                timeout=PATIENCE_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return False
        outcomes = (
            {json.loads(line)["outcome"] for line in record.read_text().splitlines()} if record.exists() else set()
        )
        return done.returncode == 0 and bool(outcomes & GOOD) and not outcomes & BAD
