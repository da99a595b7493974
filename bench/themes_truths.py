"""The causes that are planted in the demo company, looked for by themes alone: from what customers write, week by week.

    python bench/themes_truths.py [--seeds 20] [--first 1] [--size medium] [--encoder DIRECTORY]

Themes are looked for after eight weeks and then each Monday of the year, as the product does it: seven days join, every
fourth week the map is drawn anew. In the middle of the year somebody names one theme and joins another to it. Told: how
many causes were found (a theme most of whose texts of those days are about it began to grow within 7 days of the
cause), how many days between, what else was said to grow, how often a theme kept its number (share of texts whose theme
of the first look is their theme at the end, or went into it), and whether what the person decided stayed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

from tests.domains.themes.year import Year, live_through  # noqa: E402

UNTIL = date(2026, 6, 30)
NEAR = timedelta(days=7)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--size", default="medium")
    parser.add_argument("--encoder", type=Path, help="see by meaning; the directory keeps the vectors")
    parser.add_argument("--nothing", action="store_true", help="the companies in which nothing is planted")
    options = parser.parse_args()
    started = time.perf_counter()
    years = []
    for seed in range(options.first, options.first + options.seeds):
        years.append(live_through(options.size, seed, UNTIL, plants=not options.nothing, encoder=options.encoder))
        print(json.dumps(years[-1].as_json()), file=sys.stderr, flush=True)
    print(json.dumps({**summed(years), "seconds": round(time.perf_counter() - started)}, indent=2))


def summed(years: list[Year]) -> dict[str, Any]:
    """Over all companies."""
    days = sorted(abs(day) for year in years for day in year.days_off.values())
    planted = sum(year.planted for year in years)
    found = sum(abs(day) <= NEAR.days for year in years for day in year.days_off.values())
    return {
        "companies": len(years),
        "planted": planted,
        "found_within_7_days": found,
        "median_days_off": days[len(days) // 2] if days else None,
        "said_to_grow_without_cause": sum(len(year.doubtful) for year in years),
        "same_theme_at_the_end": round(sum(year.same for year in years) / len(years), 3),
        "decisions_kept": sum(year.decisions_kept for year in years),
        "runs_with_a_birth_or_merger": round(sum(year.restless for year in years) / len(years), 1),
        "missed": sorted({name for year in years for name in year.missed}),
    }


if __name__ == "__main__":
    main()
