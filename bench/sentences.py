"""The sentence on top of each page of insights over many demo companies: how often it says what is so.

    python bench/sentences.py [--seeds 20] [--first 1] [--size medium] [--until 2026-06-30]
                              [--pages themes,journey] [--only planted|nothing] [--processes 1]

For each page: `right` of `companies` with what is planted in them, and `right_without_plants` of the same companies
with every effect at nothing; `wrong` has the sentences that were not right. What makes one right stands in
`tests/demo/sentences.py` and the files beside it. Each company is told on standard error when it is done, so that what
was found so far is not lost with a run that is stopped.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]


class Asked(NamedTuple):
    """One company, and the pages that are asked about it."""

    seed: int
    is_planted: bool
    size: str
    until: date
    pages: tuple[str, ...]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=1, help="the first seed")
    parser.add_argument("--size", default="medium")
    parser.add_argument("--until", type=date.fromisoformat, default=date(2026, 6, 30))
    parser.add_argument("--pages", default="", help="some of the pages, with commas between (all)")
    parser.add_argument("--only", choices=["planted", "nothing"], help="only these companies (both)")
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as home:
        _settle(home)
        print(json.dumps(measure(options, _chosen(options.pages, parser)), indent=2, ensure_ascii=False))


def _settle(home: str) -> None:
    """Sentences are in the product's words, which want its settings; nothing is written."""
    import django

    os.environ["COLERE_HOME"] = home
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "colere.config.settings")
    django.setup()


def _chosen(names: str, parser: argparse.ArgumentParser) -> tuple[str, ...]:
    from tests.demo.sentences import PAGES

    chosen = tuple(names.split(",")) if names else tuple(PAGES)
    if unknown := set(chosen) - set(PAGES):
        parser.error(f"no page is called {', '.join(sorted(unknown))}; there are {', '.join(PAGES)}")
    return chosen


def measure(options: argparse.Namespace, pages: tuple[str, ...]) -> dict[str, Any]:
    """Ask these pages about every company."""
    started = time.perf_counter()
    seeds = range(options.first, options.first + options.seeds)
    kinds = {"planted": (True,), "nothing": (False,), None: (True, False)}[options.only]
    every = [Asked(seed, kind, options.size, options.until, pages) for seed in seeds for kind in kinds]
    found: dict[str, dict[str, Any]] = {page: {"companies": len(seeds)} for page in pages}
    for page in pages:
        found[page] |= {_name(kind): 0 for kind in kinds} | {"wrong": []}
    for asked, said in _asked(every, options.processes):
        wrong = [page for page in pages if not said[page]["is_right"]]
        print(f"seed {asked.seed} {_name(asked.is_planted)}: wrong {wrong}", file=sys.stderr, flush=True)
        for page, sentence in said.items():
            found[page][_name(asked.is_planted)] += sentence["is_right"]
            if not sentence["is_right"]:
                told = {"seed": asked.seed, "is_planted": asked.is_planted, "sentence": sentence["text"]}
                found[page]["wrong"].append(told)
    return {
        "seeds": f"{seeds.start} to {seeds.stop - 1}",
        "size": options.size,
        "until": options.until.isoformat(),
        "seconds": round(time.perf_counter() - started, 1),
        "pages": found,
    }


def _name(is_planted: bool) -> str:  # noqa: FBT001
    return "right" if is_planted else "right_without_plants"


def _asked(every: list[Asked], processes: int) -> Iterator[tuple[Asked, dict[str, dict[str, Any]]]]:
    """Each company with what its pages say, in order."""
    if processes == 1:
        yield from zip(every, map(ask, every), strict=True)
        return
    home = os.environ["COLERE_HOME"]
    with ProcessPoolExecutor(processes, get_context("spawn"), initializer=_settle, initargs=(home,)) as pool:
        yield from zip(every, pool.map(ask, every), strict=True)


def ask(asked: Asked) -> dict[str, dict[str, Any]]:
    """The sentence of each page about this company, and whether it is right."""
    from colere.demo.company import simulate
    from tests.demo.sentences import PAGES

    company = simulate(asked.size, asked.seed, until=asked.until, plants=asked.is_planted)
    return {page: asdict(PAGES[page](company)) for page in asked.pages}


if __name__ == "__main__":
    main()
