"""How quickly the model of repeat purchases is fitted, beside the package `lifetimes`, to the same likelihood.

    python bench/purchases.py [--rounds 15] [--customers FILE]

Both fit BG/NBD to the same customers, in turn, in one process, each as its user calls it; the median counts. The file
is a CSV with a head line and the columns id, repeat purchases, time of the last, age: the public CDNOW sample where it
lies beside the checkout, else 2,357 customers drawn from the parameters that are published for it. The likelihood of
both answers is taken by one formula of its own.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from colere.stats.purchases import Fitted, fit_purchases  # noqa: E402
from tests.stats.buyers import draw_buyers  # noqa: E402

CDNOW = ROOT.parent / "shared" / "data" / "cdnow" / "cdnow_customers_summary.csv"
TIMES_QUICKER = 20.0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--customers", type=Path, default=CDNOW)
    options = parser.parse_args()
    print(json.dumps(measure(options.customers, rounds=options.rounds), indent=2))


def measure(file: Path, *, rounds: int) -> dict[str, Any]:
    """Fit both in turn and compare."""
    buyers = np.loadtxt(file, delimiter=",", skiprows=1)[:, 1:4].T if file.exists() else draw_buyers(2357, seed=1)
    result: dict[str, Any] = {
        "customers": buyers.shape[1],
        "data": "CDNOW" if file.exists() else "drawn: there is no file of customers",
        "rounds": rounds,
    }
    baseline = _lifetimes(buyers)
    ours, theirs = [], []
    for _ in range(rounds):
        ours.append(_seconds(lambda: fit_purchases(*buyers)))
        if baseline is not None:
            theirs.append(_seconds(baseline))
    found = fit_purchases(*buyers)
    result["ms"] = round(1000 * statistics.median(ours), 2)
    result["parameters"] = _rounded(found)
    result["log_likelihood"] = round(log_likelihood(found.parameters, buyers), 5)
    if baseline is None:
        return result | {"baseline": "the package lifetimes is not installed", "kept": None}
    their_parameters = baseline()
    result["baseline_ms"] = round(1000 * statistics.median(theirs), 2)
    result["baseline_parameters"] = [round(float(one), 5) for one in their_parameters]
    result["baseline_log_likelihood"] = round(log_likelihood(their_parameters, buyers), 5)
    result["ratio"] = round(result["baseline_ms"] / result["ms"], 1)
    result["limit_ratio"] = TIMES_QUICKER
    is_as_good = result["log_likelihood"] >= result["baseline_log_likelihood"] - 1e-3
    result["kept"] = bool(is_as_good and result["ratio"] >= TIMES_QUICKER)
    return result


def log_likelihood(parameters: Any, buyers: Any) -> float:
    """BG/NBD's log-likelihood, written down once more from the paper (equation 6)."""
    from scipy.special import betaln, gammaln

    r, alpha, a, b = (float(one) for one in parameters)
    x, last, age = buyers
    shared = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    alive = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age)
    again = np.maximum(x, 1)
    left = betaln(a + 1, b + again - 1) - betaln(a, b) - (r + x) * np.log(alpha + last)
    return float((shared + np.where(x > 0, np.logaddexp(alive, left), alive)).sum())


def _lifetimes(buyers: Any) -> Callable[[], Any] | None:
    if importlib.util.find_spec("lifetimes") is None:
        return None
    warnings.simplefilter("ignore")
    from lifetimes import BetaGeoFitter

    return lambda: BetaGeoFitter().fit(*buyers).params_.to_numpy()


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _rounded(found: Fitted) -> list[float]:
    return [round(float(one), 5) for one in found.parameters]


if __name__ == "__main__":
    main()
