"""Why an interval covers more than it says where nothing wanders or nobody differs, and what mending that would cost.

    python bench/still.py [--times 400]

The prior share given to “the level is still” (`impact`) and to “nobody differs” (the plainest partly pooled model: 50
people, equal and known errors of 1, a normal spread) against what 95 % cover, by how much there is in truth: the more
is given to nothing, the nearer to 95 % is nothing covered, and the less is what is just too small to be seen.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

from colere.stats import impact  # noqa: E402

Floats = NDArray[np.float64]
SHARES = (0.0, 0.1, 0.3, 0.5)
STEPS = (0.0, 0.05, 0.1, 0.15, 0.2, 1 / 3, 1.0)  # of the level, the noise being 1; 45 periods before, 15 after
SPREADS = (0.0, 0.2, 0.4, 0.5, 0.6, 1.0, 3.0)
GRID = np.concatenate([[0.0], np.logspace(-2, 1, 46)])


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--times", type=int, default=400, help="series, and companies, for each figure")
    times = parser.parse_args().times
    found = {
        "impact": {share: {round(step, 2): of_series(share, step, times) for step in STEPS} for share in SHARES},
        "people": {share: {spread: of_people(share, spread, times) for spread in SPREADS} for share in SHARES},
    }
    print(json.dumps({"covered_by_prior_share_of_nothing_and_truth": found}, indent=2))


def of_series(still: float, step: float, times: int) -> float:
    """The share of series without an effect whose interval holds 0."""
    random = np.random.default_rng(777)
    usual, impact.STILL = impact.STILL, still
    held = []
    for _ in range(times):
        y = np.cumsum(random.normal(0, step, 60)) + random.normal(0, 1, 60)
        average = impact.causal_impact(y, 45).average
        held.append(average.low <= 0 <= average.high)
    impact.STILL = usual
    return round(float(np.mean(held)), 3)


def of_people(none: float, spread: float, times: int, people: int = 50) -> float:
    """The share of people whose interval holds their truth; the prior of the spread is that of `pooling`."""
    random = np.random.default_rng(778)
    truth = spread * random.normal(size=(times, people))
    found = truth + random.normal(size=truth.shape)
    apart = found - found.mean(axis=1, keepdims=True)
    weight = _posterior(apart, _prior(none))
    pull = 1 / (1 + GRID**2)
    kept = weight @ (1 - pull)
    variance = (weight @ (1 - pull + pull / people))[:, None]
    variance = variance + apart**2 * ((weight @ (1 - pull) ** 2) - kept**2)[:, None]
    off = truth - found.mean(axis=1, keepdims=True) - kept[:, None] * apart
    return round(float(np.mean(np.abs(off) <= 1.959964 * np.sqrt(variance))), 3)


def _prior(none: float) -> Floats:
    spread = GRID[1:]
    density = spread**1.5 * np.exp(-(spread**2) / (2 * 2.0**2))  # √spread × half-normal, by logarithm
    return np.append(none, (1 - none) * density / density.sum())


def _posterior(apart: Floats, prior: Floats) -> Floats:
    variance = 1 + GRID**2
    squares = (apart**2).sum(axis=1)[:, None]
    logs = -0.5 * (apart.shape[1] - 1) * np.log(variance) - 0.5 * squares / variance
    weight = prior * np.exp(logs - logs.max(axis=1, keepdims=True))
    return np.asarray(weight / weight.sum(axis=1, keepdims=True))


if __name__ == "__main__":
    main()
