"""How long it takes to share out R² among the drivers of a score, beside one least-squares fit of the same data.

    python bench/drivers.py [--drivers 12] [--rows 100000] [--rounds 5] [--repeats 1000]

`seconds` is the whole instrument from the two arrays on: correlations, exact Shapley shares over all subsets of the
drivers, and bias-corrected intervals of shares, slopes and R² from `repeats` bootstrap samples, each with its own
exact shares; no import and no reading of data. The baseline is one `numpy.linalg.lstsq`, which gives R² and slopes,
no shares and no intervals. Medians of `rounds`, in one process.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from colere.stats.drivers import drivers, relative_weights, shapley_shares  # noqa: E402

LIMIT_SECONDS = 2.0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--drivers", type=int, default=12)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--repeats", type=int, default=1_000)
    options = parser.parse_args()
    result = measure(options.drivers, options.rows, rounds=options.rounds, repeats=options.repeats)
    print(json.dumps(result, indent=2))


def measure(count: int, rows: int, *, rounds: int, repeats: int) -> dict[str, Any]:
    """Share out the same made-up scores a few times, and fit them a few times."""
    random = np.random.default_rng(1)
    values = random.normal(size=(rows, count)) @ (np.eye(count) + 0.3 * random.normal(size=(count, count)))
    outcome = values @ random.normal(size=count) + random.normal(0.0, 4.0, rows)
    design = np.column_stack([np.ones(rows), values])
    seconds = _median(lambda: drivers(values, outcome, repeats=repeats), rounds)
    quick = _median(lambda: drivers(values, outcome, repeats=repeats, method=relative_weights), rounds)
    joint = np.corrcoef(values, outcome, rowvar=False)
    alone = _median(lambda: shapley_shares(joint[:-1, :-1], joint[:-1, -1]), rounds)
    baseline = _median(lambda: np.linalg.lstsq(design, outcome, rcond=None), rounds)
    rest = outcome - design @ np.linalg.lstsq(design, outcome, rcond=None)[0]
    found = drivers(values, outcome, repeats=10)
    agrees = abs(float(found.share.sum()) - (1.0 - float(rest.var() / outcome.var()))) < 1e-9
    return {
        "drivers": count,
        "rows": rows,
        "bootstrap_samples": repeats,
        "seconds": round(seconds, 3),
        "seconds_relative_weights": round(quick, 3),
        "seconds_shares_of_one_matrix": round(alone, 4),
        "baseline_seconds": round(baseline, 3),
        "ratio": round(seconds / baseline, 1),
        "shares_sum_to_r_squared_of_baseline": agrees,
        "limit_seconds": LIMIT_SECONDS,
        "kept": bool(agrees and seconds <= LIMIT_SECONDS),
    }


def _median(work: Callable[[], object], rounds: int) -> float:
    times = []
    for _ in range(rounds):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times)


if __name__ == "__main__":
    main()
