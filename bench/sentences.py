"""The sentence on top of each page of insights over many demo companies: how often it says what is so.

    python bench/sentences.py [--seeds 20] [--first 1] [--size medium] [--until 2026-06-30]

For each page: `right` of `companies` with what is planted in them, and `right_without_plants` of the same companies
with every effect at nothing; `wrong` has the sentences that were not right. What makes one right stands in
`tests/demo/sentences.py` and the files beside it; "What changed" is held against a company four times as large.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--size", default="medium")
    parser.add_argument("--until", type=date.fromisoformat, default=date(2026, 6, 30))
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        _settle(home)
        found = measure(range(options.first, options.first + options.seeds), options.size, options.until)
    print(json.dumps(found, indent=2, ensure_ascii=False))


def _settle(home: str) -> None:
    """Sentences are in the product's words, which want its settings; nothing is written."""
    import django

    os.environ["COLERE_HOME"] = home
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "colere.config.settings")
    django.setup()


def measure(seeds: range, size: str, until: date) -> dict[str, Any]:
    """Ask every page about every company, planted and not."""
    from colere.demo.company import simulate
    from tests.demo.sentences import PAGES as BY_FIGURES
    from tests.demo.sentences_of_changes import of_news

    asked = {**BY_FIGURES, "what_changed": of_news}
    started = time.perf_counter()
    names = {True: "right", False: "right_without_plants"}
    pages: dict[str, dict[str, Any]] = {
        page: {"companies": len(seeds), "right": 0, "right_without_plants": 0, "wrong": []} for page in asked
    }
    for seed in seeds:
        print(f"seed {seed} …", file=sys.stderr, flush=True)
        for is_planted, name in names.items():
            company = simulate(size, seed, until=until, plants=is_planted)
            for page, ask in asked.items():
                said = ask(company)
                pages[page][name] += said.is_right
                if not said.is_right:
                    pages[page]["wrong"].append({"seed": seed, "is_planted": is_planted, "sentence": said.text})
    return {
        "seeds": f"{seeds.start} to {seeds.stop - 1}",
        "size": size,
        "until": until.isoformat(),
        "seconds": round(time.perf_counter() - started, 1),
        "pages": pages,
    }


if __name__ == "__main__":
    main()
