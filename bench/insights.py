"""Server time of every insights page in the demo company of any size, and what a worker takes to count what they show.

    python bench/insights.py [--size large] [--each 12] [--cache DIR] [--only WORDS] [--themes]

`--themes` first has themes looked for in all that was written, by words alone: a job of minutes at a million texts.
The company is made once (some minutes for the large one: a million conversations) and kept in the cache directory. For
each kind of kept answer the JSON tells what a worker takes to count the page's question as it opens, in seconds of
processor and clock, and the most memory that this process has held so far; for each page p50 and p99 of the server's
time in milliseconds with its answer kept, for the head of care, and the same before anybody has counted
(`uncounted_ms`: the page that says so). Baseline in the same run: the page of members, which asks no figures.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
LIMIT_MS = 1000.0
BASELINE = "/people"
CHANGED_AGO = timedelta(days=150)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--size", default="large")
    parser.add_argument("--each", type=int, default=12, help="requests for each page")
    parser.add_argument("--cache", type=Path, default=Path(tempfile.gettempdir()), help="where the company is kept")
    parser.add_argument("--only", default="", help="only kinds and pages with this in their name")
    parser.add_argument("--themes", action="store_true", help="look for themes first, where none are known yet")
    options = parser.parse_args()
    home = options.cache / f"colere-insights-{options.size}"
    prepare(home, options.size)
    from bench.pages import Bench

    bench = Bench(home, requests=options.each)
    uncounted = {path: timed(bench, path, 1)["p99_ms"] for path in paths(options.only)}
    looked = look_for_themes() if options.themes else {}
    counted = {kind.name: count(kind) for kind in kinds(options.only)}
    write_letter()
    gc.collect()
    measured = {path: timed(bench, path, options.each) for path in paths(options.only)}
    pages = {path: {**found, "uncounted_ms": uncounted.get(path)} for path, found in measured.items()}
    slowest = max(page["p99_ms"] for page in pages.values())
    result = {
        "size": options.size,
        "conversations": bench.conversations,
        "load": round(os.getloadavg()[0] / (os.cpu_count() or 1), 2),
        "limit_ms": LIMIT_MS,
        "slowest_ms": slowest,
        "kept": slowest <= LIMIT_MS,
        "baseline": {BASELINE: timed(bench, BASELINE, options.each)},
        "looked_for_themes": looked,
        "counted": counted,
        "pages": pages,
    }
    print(json.dumps(result, indent=2))


def prepare(home: Path, size: str) -> None:
    """Make the company when it is not there, and set Django up on it."""
    os.environ.update(COLERE_HOME=str(home), DJANGO_SETTINGS_MODULE="colere.config.settings", COLERE_LOG_LEVEL="ERROR")
    os.environ.pop("DATABASE_URL", None)
    done = home / "bench.json"
    if not done.exists():
        home.mkdir(parents=True, exist_ok=True)
        made = [sys.executable, "-m", "colere", "demo", "--size", size, "--no-serve"]
        subprocess.run(made, check=True, stdout=sys.stderr, env={**os.environ, "PYTHONPATH": str(ROOT / "src")})
        done.write_text("{}")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)  # a company that is kept may be older than the newest table


def kinds(only: str) -> list[Any]:
    """The kinds of kept answers that have a question before anybody asks."""
    from colere.platform.kept.kinds import all_kinds

    return [kind for kind in all_kinds() if only in kind.name]


def count(kind: Any) -> dict[str, Any]:
    """Have the page's own question counted as a worker would; what it took."""
    from colere.platform.kept.keeping import count_and_keep
    from colere.platform.kept.reading import find_kept
    from colere.platform.permissions import system_actor

    worker = system_actor("bench")
    began = time.perf_counter(), time.process_time()
    question = asked_of(kind, worker)
    if question is None:
        return {"state": "asks nothing by itself"}
    count_and_keep(kind, question=question, actor=worker)
    kept = find_kept(worker, kind, question=question)
    return {"state": kept.state if kept else "", **cost_since(*began)}


def look_for_themes() -> dict[str, Any]:
    """The first look at all that customers wrote; what it took. Nothing where a map is drawn already."""
    from colere.insights.themes.actions.running import run_themes
    from colere.insights.themes.models import ThemeMap
    from colere.platform.permissions import system_actor

    began = time.perf_counter(), time.process_time()
    if not ThemeMap.objects.filter(is_current=True).exists():
        run_themes(actor=system_actor("bench"), words_only=True)
    drawn = ThemeMap.objects.filter(is_current=True).first()
    return {"texts": drawn.texts if drawn else 0, **cost_since(*began)}


def cost_since(clock: float, cpu: float) -> dict[str, float]:
    """Seconds by the clock and of the processor, and the most memory that this process has held."""
    return {
        "s": round(time.perf_counter() - clock, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def asked_of(kind: Any, worker: Any) -> Any:
    """The question of the page as it opens; a change has to be chosen."""
    if kind.name == "instruments.before-after":
        from django.http import QueryDict

        from colere.insights.instruments.queries.asking import get_instrument

        form = get_instrument("before-after").form(QueryDict(change()), actor=worker)
        return form.question() if form.is_valid() else None
    return kind.usual(worker)


def change() -> str:
    """A change to ask about, as it stands in the address."""
    return f"day={date.today() - CHANGED_AGO}&topic=late+delivery"


def write_letter() -> None:
    """Write the letter of the last whole week, as a worker does on Monday."""
    from colere.insights.letter.actions import write_letter as write
    from colere.insights.letter.queries.kept import letter_days
    from colere.platform.permissions import system_actor

    worker = system_actor("bench")
    days = letter_days(worker)
    if days is not None:
        write(days[1], actor=worker)


def paths(only: str) -> list[str]:
    """Every page of insights, and some of those of which there are many."""
    from colere.insights.instruments.queries.asking import all_instruments
    from colere.insights.themes.models import Theme

    found = [
        "/insights",
        "/insights/changes",
        "/insights/problems",
        "/insights/themes",
        "/insights/letter",
        "/problems",
    ]
    found += [
        f"/insights/{one.name}" + (f"?{change()}" if one.name == "before-after" else "") for one in all_instruments()
    ]
    for number in Theme.objects.order_by("number").values_list("number", flat=True)[:3]:
        found += [f"/insights/themes/{number}", f"/insights/themes/{number}/conversations"]
    found += [
        "/measures",
        "/measures/csat",
        "/measures/csat?group=team",
        "/measures/first_response_time_p50?group=topic",
    ]
    return [path for path in found if only in path]


def timed(bench: Any, path: str, times: int) -> dict[str, Any]:
    """What the head of care waits for this page, in milliseconds of the server's time; once uncounted when warm."""
    from bench.pages import quantile

    asked = [bench.ask(path, "head") for _ in range(times)]
    spans = [one.seconds * 1000 for one in asked]
    return {
        "p50_ms": quantile(spans, 0.5),
        "p99_ms": quantile(spans, 0.99),
        "cpu_p50_ms": quantile([one.cpu * 1000 for one in asked], 0.5),
        "queries": max(len(one.statements) for one in asked),
    }


if __name__ == "__main__":
    main()
