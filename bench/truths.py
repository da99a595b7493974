"""What is planted in the demo company, looked for by the instruments, over many seeds; and again where nothing is.

    python bench/truths.py [--seeds 20] [--first 1] [--size medium] [--until 2026-06-30]

For each truth: in how many companies it was found (`found` of `planted`), how often something that is not so was said
(`false` of `asked`), how many intervals hold the truth (`covered` of `intervals`), and figures by mean, least and most;
`without_plants` is the same company with every effect at nothing. One process, one company after the other. The medium
company gives each of 22 people some 480 answers in a year, about two a working day.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from datetime import date
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from colere.demo.company import simulate  # noqa: E402
from tests.demo import truths_of_customers as customers  # noqa: E402
from tests.demo import truths_of_people as people  # noqa: E402
from tests.demo.said import Said, summed  # noqa: E402

LOOK = {
    "people": people.ask_people,
    "scorecard": people.ask_scorecard,
    "mood": people.ask_mood,
    "drivers": people.ask_drivers,
    "causes": customers.ask_causes,
    "changes": customers.ask_changes,
    "gestures": customers.ask_gestures,
    "churn": customers.ask_churn,
    "purchases": customers.ask_purchases,
    "forecast": customers.ask_forecast,
}
LEAST_FOUND, MOST_FALSE, LEAST_COVERED = 0.9, 0.05, 0.9


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--size", default="medium")
    parser.add_argument("--until", type=date.fromisoformat, default=date(2026, 6, 30))
    options = parser.parse_args()
    seeds = range(options.first, options.first + options.seeds)
    print(json.dumps(measure(seeds, options.size, options.until), indent=2))


def measure(seeds: range, size: str, until: date) -> dict[str, Any]:
    """Ask every instrument about every company, planted and not."""
    started = time.perf_counter()
    said = {is_planted: _ask(seeds, size, until, is_planted=is_planted) for is_planted in (True, False)}
    truths = {name: {"planted": summed(said[True][name]), "without_plants": summed(said[False][name])} for name in LOOK}
    kept = {name: _is_kept(*truth.values()) for name, truth in truths.items()}
    return {
        "seeds": f"{seeds.start} to {seeds.stop - 1}",
        "size": size,
        "until": until.isoformat(),
        "seconds": round(time.perf_counter() - started, 1),
        "limits": {"share_found": LEAST_FOUND, "share_false": MOST_FALSE, "share_covered": LEAST_COVERED},
        "truths": truths,
        "kept_by_truth": kept,
        "kept": all(kept.values()),
    }


def _ask(seeds: range, size: str, until: date, *, is_planted: bool) -> dict[str, list[Said]]:
    said: dict[str, list[Said]] = {name: [] for name in LOOK}
    for seed in seeds:
        print(f"seed {seed}{'' if is_planted else ' without plants'} …", file=sys.stderr, flush=True)
        company = simulate(size, seed, until=until, plants=is_planted)
        for name, ask in LOOK.items():
            said[name].append(ask(company))
    return said


def _is_kept(planted: dict[str, Any], without: dict[str, Any]) -> bool:
    """Found, not invented, and covered, as often as the limits ask for."""
    false, asked = (planted.get(name, 0) + without.get(name, 0) for name in ("false", "asked"))
    covered, intervals = (planted.get(name, 0) + without.get(name, 0) for name in ("covered", "intervals"))
    return bool(
        planted.get("share_found", 1.0) >= LEAST_FOUND
        and false <= MOST_FALSE * asked
        and covered >= LEAST_COVERED * intervals
    )


if __name__ == "__main__":
    main()
