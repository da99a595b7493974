"""How often an interval holds the truth, tried on samples drawn from a known one.

A test draws as few samples as make its bounds a real check. `bench/coverage.py` runs the same tests with many times as
many, and prints what each interval covers.
"""

import json
import os
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

TIMES, FILE = "COLERE_SAMPLES_TIMES", "COLERE_COVERAGE"


def samples(usual: int) -> int:
    """How many samples this run draws."""
    return usual * int(os.environ.get(TIMES, "1"))


def coverage(hits: ArrayLike) -> NDArray[np.float64]:
    """The share of samples (first axis) in which each interval held the truth, also noted for `bench/coverage.py`."""
    each = np.asarray(hits, dtype=np.float64)
    held = each.mean(axis=0)
    if file := os.environ.get(FILE):
        whole = each.reshape(len(each), -1).mean(axis=1)
        line = {
            "test": os.environ["PYTEST_CURRENT_TEST"].rpartition(" ")[0],
            "samples": len(each),
            "coverage": round(float(whole.mean()), 4),
            "error": round(float(whole.std(ddof=1) / np.sqrt(len(each))), 4),  # Monte Carlo, one standard error
            "lowest": round(float(held.min()), 4),  # of the intervals that the test looks at together
        }
        with Path(file).open("a") as out:
            out.write(json.dumps(line) + "\n")
    return np.asarray(held)
