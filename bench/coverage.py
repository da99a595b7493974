"""How often every interval of `stats/` holds the truth, on many times the samples that the tests draw.

    python -m bench.coverage [--times N] [--only WORDS]

Runs the tests of `tests/stats` that draw samples from a known truth, each with N times its usual number, and prints as
JSON for each what was covered, with its Monte Carlo error, and whether that speaks against 93 to 97 % (by more than two
such errors; where it may, docs/explanation/instruments.md says why). `kept` is whether every test's own bounds held.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LEAST, MOST = 0.93, 0.97  # what 95 % promise


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--times", type=int, default=10, help="how many times the usual number of samples")
    parser.add_argument("--only", default="", metavar="WORDS", help="as pytest's -k: all tests that draw, if not given")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="colere-coverage-") as folder:
        found = Path(folder, "found.jsonl")
        surroundings = {"COLERE_SAMPLES_TIMES": str(options.times), "COLERE_COVERAGE": str(found)}
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/stats", "-k", options.only]
        done = subprocess.run(command, cwd=ROOT, env={**os.environ, **surroundings}, capture_output=True, text=True)
        rows = [_judged(json.loads(line)) for line in found.read_text().splitlines()] if found.exists() else []
    print(json.dumps({"times": options.times, "kept": done.returncode == 0, "intervals": rows}, indent=2))
    if done.returncode:
        sys.exit(done.stdout + done.stderr)


def _judged(row: dict[str, Any]) -> dict[str, Any]:
    may_be = row["coverage"] - 2 * row["error"], row["coverage"] + 2 * row["error"]
    return row | {"promise": may_be[0] <= MOST and may_be[1] >= LEAST}


if __name__ == "__main__":
    main()
