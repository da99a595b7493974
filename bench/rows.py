"""Seconds and memory of each instrument that is given one place for each row, at a million and at ten million rows.

    python bench/rows.py [--rows 10000000] [--only NAME …]

Each runs in a process of its own, once with a tenth of the rows and once with all. `ratio` is the processor time of the
one against the other: 10 is linear, `n log n` is little more, 100 would be quadratic. `peak_mb` is the most that the
process held, its made-up data (`data_mb`) included. Kept: every ratio at most 20, every peak within 4 GB.

Small by nature and not here: what is given periods, teams, themes or cohorts (before_after, interrupted, impact,
episodes, recurring, charts, signals, staggered, teamwork, forecast, staffing, retention's cohorts, protection,
casemix, funnels, topics), what is given counts (recommendation, nonresponse's tables) and what is given one pupil's
answers (spacing).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "src"))

MOST_RATIO, MOST_MB = 20.0, 4096.0
RANDOM = np.random.default_rng(1)


def people_scores(n: int) -> Callable[[], Any]:
    from colere.stats.people import scores

    person, topic = RANDOM.integers(0, 500, n, dtype=np.int16), RANDOM.integers(0, 20, n, dtype=np.int16)
    outcome = RANDOM.integers(1, 6, n, dtype=np.int8)
    return lambda: scores(person, outcome, cases={"topic": topic}, team=person // 10, good=4)


def drivers(n: int) -> Callable[[], Any]:
    from colere.stats.drivers import drivers

    items = RANDOM.normal(size=(n, 5))
    whole = items @ [0.5, 0.4, 0.3, 0.1, 0.0] + RANDOM.normal(size=n)
    return lambda: drivers(items, whole)


def scorecard_health(n: int) -> Callable[[], Any]:
    from colere.stats.scorecards import health

    lines, good = RANDOM.random((n, 8)) < 0.6, RANDOM.random(n) < 0.7
    person, topic = RANDOM.integers(0, 500, n), RANDOM.integers(0, 20, n)
    return lambda: health(lines, good, person=person, cases={"topic": topic})


def gesture_effect(n: int) -> Callable[[], Any]:
    from colere.stats.gestures import gesture_effect

    given, known = RANDOM.random(n) < 0.4, RANDOM.normal(size=(n, 3))
    again, customer = RANDOM.random(n) < 0.3 + 0.1 * given, RANDOM.integers(0, n // 2, n)
    return lambda: gesture_effect(again, given, known, cluster=customer)


def quantile_interval(n: int) -> Callable[[], Any]:
    from colere.stats.quantiles import quantile_interval

    waited = RANDOM.exponential(size=n)
    return lambda: quantile_interval(waited, 0.9)


def mean_interval(n: int) -> Callable[[], Any]:
    from colere.stats.means import mean_interval

    values = RANDOM.normal(size=n)
    return lambda: mean_interval(values)


def wilson(n: int) -> Callable[[], Any]:
    from colere.stats.shares import wilson

    asked = RANDOM.integers(1, 100, n)
    return lambda: wilson(RANDOM.binomial(asked, 0.7), asked)


def weighted_share(n: int) -> Callable[[], Any]:
    from colere.stats.nonresponse import weighted_share

    good, weight = RANDOM.random(n) < 0.7, RANDOM.random(n)
    return lambda: weighted_share(good, weight)


def shrunk_shares_averaged(n: int) -> Callable[[], Any]:
    """The prior by likelihood: each distinct pair of counts with 64 likenesses."""
    from colere.stats.shrinkage import beta_binomial

    asked = RANDOM.integers(1, 30, n)
    yes = RANDOM.binomial(asked, RANDOM.beta(6, 4, n))
    return lambda: beta_binomial(yes, asked)


def james_stein(n: int) -> Callable[[], Any]:
    from colere.stats.shrinkage import james_stein

    values = RANDOM.normal(0, 2, n)
    return lambda: james_stein(values, variance=1.0)


def false_discovery(n: int) -> Callable[[], Any]:
    from colere.stats.false_discovery import q_values

    p = RANDOM.random(n)
    return lambda: q_values(p)


def shrunk_shares(n: int) -> Callable[[], Any]:
    from colere.stats.shrinkage import PriorBy, beta_binomial

    asked = RANDOM.integers(1, 30, n)
    yes = RANDOM.binomial(asked, RANDOM.beta(6, 4, n))
    return lambda: beta_binomial(yes, asked, by=PriorBy.MOMENTS)


def purchases(n: int) -> Callable[[], Any]:
    from colere.stats.purchases import chance_alive, fit_purchases

    age = RANDOM.integers(100, 365, n).astype(float)
    repeats = RANDOM.poisson(0.01 * age)
    last = np.where(repeats > 0, np.floor(age * RANDOM.random(n)), 0.0)

    def work() -> Any:
        return chance_alive(fit_purchases(repeats, last, age), repeats, last, age)

    return work


def customer_value(n: int) -> Callable[[], Any]:
    from colere.stats import purchases as made

    age = RANDOM.integers(100, 365, n).astype(float)
    repeats = RANDOM.poisson(RANDOM.gamma(1.0, 0.01, n) * age).astype(float)
    last = np.where(repeats > 0, np.floor(age * RANDOM.random(n)), 0.0)
    mean = np.where(repeats > 0, RANDOM.gamma(6 * np.maximum(repeats, 1), 10 / RANDOM.gamma(4, 1, n)), 0.0)
    mean = np.round(mean / np.maximum(repeats, 1), 2)
    buying = made.fit_purchases(repeats[:10_000], last[:10_000], age[:10_000])  # the fit is measured by `purchases`

    def work() -> Any:
        spending = made.expected_spending(made.fit_spending(repeats, mean), repeats, mean)
        return made.customer_value(made.expected_purchases(buying, repeats, last, age, horizon=90), spending)

    return work


def next_product(n: int) -> Callable[[], Any]:
    """Ten pairs a customer, two hundred products: what goes with what, and three suggestions for each."""
    from colere.stats.next_product import learn, suggest

    customers = max(n // 10, 1)
    who, what = RANDOM.integers(0, customers, n), (200 * RANDOM.random(n) ** 2).astype(np.int64)
    return lambda: suggest(learn(who, what, products=200), who, what, customers=customers)


def kaplan_meier(n: int) -> Callable[[], Any]:
    from colere.stats.retention import kaplan_meier

    days, has_left = RANDOM.integers(1, 1000, n), RANDOM.random(n) < 0.5
    return lambda: kaplan_meier(days, has_left)


def hazard(n: int) -> Callable[[], Any]:
    from colere.stats.churn import fit_hazard

    tenure, known = RANDOM.integers(1, 36, n), RANDOM.normal(size=(n, 3))
    return lambda: fit_hazard(tenure, known, RANDOM.random(n) < 0.03)


def chances_and_reasons(n: int) -> Callable[[], Any]:
    from colere.stats.churn import chance_to_leave, fit_hazard, reasons_to_leave

    tenure, known = RANDOM.integers(1, 36, n), RANDOM.normal(size=(n, 3))
    few = slice(0, 10_000)
    found = fit_hazard(tenure[few], known[few], RANDOM.random(10_000)[: tenure[few].size] < 0.03)
    return lambda: (chance_to_leave(found, tenure, known, periods=3), reasons_to_leave(found, known))


def periods_of(n: int) -> Callable[[], Any]:
    """As many customers as make that many customer-periods."""
    from colere.stats.churn import periods_of

    start = RANDOM.integers(0, 5, n // 10)
    stop = start + RANDOM.integers(1, 20, n // 10)
    return lambda: periods_of(start, stop, RANDOM.random(n // 10) < 0.3)


def churn_calibration(n: int) -> Callable[[], Any]:
    from colere.stats.churn import calibration

    chance = RANDOM.random(n)
    return lambda: calibration(chance, RANDOM.random(n) < chance)


def churn_ranking(n: int) -> Callable[[], Any]:
    from colere.stats.churn import ranking

    chance = RANDOM.random(n)
    return lambda: ranking(chance, RANDOM.random(n) < chance)


def agreement(n: int) -> Callable[[], Any]:
    from colere.stats.agreement import alpha

    ratings = RANDOM.integers(1, 6, (2, n)).astype(float)
    return lambda: alpha(ratings)


def agreement_of_numbers(n: int) -> Callable[[], Any]:
    """Ratings from 0 to 20 by three raters, some left out: many units of different kinds."""
    from colere.stats.agreement import Scale, alpha

    ratings = np.clip(np.round(RANDOM.normal(10, 4, n) + RANDOM.normal(0, 2, (3, n))), 0, 20)
    ratings[RANDOM.random((3, n)) < 0.2] = np.nan
    return lambda: alpha(ratings, Scale.INTERVAL)


WORK = (
    people_scores, drivers, scorecard_health, gesture_effect, quantile_interval, mean_interval, wilson, weighted_share,
    shrunk_shares, shrunk_shares_averaged, james_stein, false_discovery, purchases, customer_value, next_product,
    kaplan_meier, periods_of, hazard, chances_and_reasons, churn_ranking, churn_calibration, agreement,
    agreement_of_numbers,
)  # fmt: skip
NAMES = {work.__name__: work for work in WORK}


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--only", nargs="*", choices=NAMES, default=list(NAMES))
    parser.add_argument("--here", choices=NAMES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:
        print(json.dumps(_measured(NAMES[options.here], options.rows)))
        return
    rows = [_both(name, options.rows) for name in options.only]
    kept = all(row["ratio"] <= MOST_RATIO and row["peak_mb"] <= MOST_MB for row in rows)
    limits = {"ratio": MOST_RATIO, "peak_mb": MOST_MB}
    print(json.dumps({"rows": options.rows, "limits": limits, "functions": rows, "kept": kept}, indent=2))


def _both(name: str, rows: int) -> dict[str, Any]:
    """A tenth of the rows and all of them, each in a process of its own."""
    print(f"{name} …", file=sys.stderr, flush=True)
    found = []
    for many in (rows // 10, rows):
        command = [sys.executable, __file__, "--here", name, "--rows", str(many)]
        found.append(json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout))
    few, many_rows = found
    return {
        "function": name,
        **many_rows,
        "seconds_of_a_tenth": few["seconds"],
        "ratio": round(many_rows["seconds"] / max(few["seconds"], 0.001), 1),
    }


def _measured(work: Callable[[int], Callable[[], Any]], rows: int) -> dict[str, Any]:
    """Processor time and memory of one call."""
    ask = work(rows)
    data = _peak_mb()
    started = time.process_time()
    ask()
    return {"rows": rows, "seconds": round(time.process_time() - started, 3), "data_mb": data, "peak_mb": _peak_mb()}


def _peak_mb() -> float:
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)


if __name__ == "__main__":
    main()
