"""Reports over 10 million facts, against DuckDB SQL written by hand over the same Parquet files, in the same run.

    .venv/bin/python bench/facts.py [--rows 10000000] [--runs 3] [--home DIR] [--by all team week topic]
    .venv/bin/python bench/facts.py --rows 100000000 --memory --by all team

Prints JSON: for each question the seconds of `colere` and of the hand (the best of the runs, taken in turns), and
their ratio. The hand gets the same values: counts, quantiles, and the order statistics that bound the quantiles
(chosen by `quantile_disc` for the whole, by sorting each group's values in the same scan where there are groups).
`plain` is a hand that leaves the bounds out, for who wants to know what honest intervals cost.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

MONTHS = [f"2025-{month:02}" for month in range(1, 13)]
LIMIT = 1.3
MOST_MEMORY = 4e9
ASK_ONCE = """
import json, resource, sys, time
import django
django.setup()
from datetime import date
from pathlib import Path
from colere.platform.metrics import ReportRequest
from colere.platform.metrics.answering import ask
begun = time.perf_counter()
found = ask(ReportRequest(date(2025, 1, 1), date(2025, 12, 31), {by!r}), Path(sys.argv[1]))
used = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps(dict(
  seconds=round(time.perf_counter() - begun, 1), cpu_seconds=round(used.ru_utime + used.ru_stime, 1),
  most_memory_gb=round(used.ru_maxrss * 1024 / 1e9, 2), figures=len(found.figures))))
"""

CONVERSATIONS = """
SELECT i AS conversation,
  CASE WHEN hash(i * 7) % 10 > 0 THEN (hash(i * 3) % {customers})::BIGINT END AS customer,
  ['chat', 'email', 'phone', 'form', 'social'][(hash(i * 17) % 5)::INT + 1] AS channel,
  (hash(i * 11) % 20)::BIGINT AS team, (hash(i * 13) % 400)::BIGINT AS assignee,
  'topic ' || (hash(i * 19) % 60) AS topic, opened_at,
  CASE WHEN hash(i * 37) % 10 < 9 THEN opened_at + to_microseconds((hash(i * 29) % 259200000000)::BIGINT) END AS
  resolved_at, opened_at AS first_customer_at,
  CASE WHEN hash(i * 41) % 10 < 9 THEN opened_at + to_microseconds((hash(i * 31) % 3600000000)::BIGINT) END AS
  first_reply_at, CASE WHEN hash(i * 43) % 10 = 0 THEN opened_at + to_microseconds(259200000000 + (hash(i * 47) %
  900000000000)::BIGINT) END AS reopened_at,
  (hash(i * 53) % 20)::BIGINT AS messages
FROM (SELECT i, TIMESTAMP '{month}-01' + to_microseconds((hash(i * 23) % 2419200000000)::BIGINT) AS opened_at
      FROM range({first}, {last}) t(i))
ORDER BY opened_at, conversation
"""
RESPONSES = """
SELECT i AS response, ['csat', 'recommend', 'effort'][(hash(i * 3) % 3)::INT + 1] AS name,
  (1 + hash(i * 5) % 5)::DOUBLE AS score,
  TIMESTAMP '{month}-01' + to_microseconds((hash(i * 7) % 2419200000000)::BIGINT) AS "at", false AS has_comment,
  NULL::BIGINT AS customer, i AS conversation, (hash(i * 11) % 400)::BIGINT AS person, (hash(i * 13) % 20)::BIGINT AS
  team, 'chat' AS channel, 'topic ' || (hash(i * 17) % 60) AS topic
FROM range({first}, {last}) t(i) ORDER BY "at", response
"""

COUNTS = """count(*), count(resolved_at),
  count(*) FILTER (WHERE reopened_at > resolved_at AND reopened_at <= resolved_at + INTERVAL 7 DAY)"""
FIRST_RESPONSE = "date_diff('microsecond', first_customer_at, first_reply_at)"
RESOLUTION = "date_diff('microsecond', opened_at, resolved_at)"
OF_THE_YEAR = "FROM read_parquet({conversations}) WHERE opened_at >= '2025-01-01' AND opened_at < '2026-01-01'"
PLAIN = f"""
SELECT {{key}} {COUNTS}, quantile_cont({FIRST_RESPONSE}, [0.5, 0.9]), quantile_cont({RESOLUTION}, [0.5, 0.9])
{OF_THE_YEAR} {{group}}
"""
COUNTED = f"SELECT {COUNTS}, count({FIRST_RESPONSE}), count({RESOLUTION}) {OF_THE_YEAR}"
CHOSEN = f"SELECT quantile_disc({FIRST_RESPONSE}, {{first}}), quantile_disc({RESOLUTION}, {{second}}) {OF_THE_YEAR}"
SORTED_BY_GROUP = f"""
SELECT * EXCLUDE (a, b), {{ranks_a}}, {{ranks_b}}
FROM (SELECT {{key}} {COUNTS}, list_sort(list({FIRST_RESPONSE}) FILTER (WHERE {FIRST_RESPONSE} IS NOT NULL)) AS a,
        list_sort(list({RESOLUTION}) FILTER (WHERE {RESOLUTION} IS NOT NULL)) AS b
      {OF_THE_YEAR} {{group}})
"""
FIRST_CONTACT_BY_HAND = """
SELECT {key} count(*) FILTER (WHERE resolved_at IS NOT NULL
    AND NOT coalesce(reopened_at > resolved_at AND reopened_at <= resolved_at + INTERVAL 7 DAY, false)
    AND NOT (customer IS NOT NULL AND last_at > opened_at))
FROM (SELECT *, max(opened_at) OVER (PARTITION BY coalesce(customer, -conversation), topic ORDER BY opened_at
        RANGE BETWEEN CURRENT ROW AND INTERVAL 7 DAY FOLLOWING) AS last_at
      FROM read_parquet({conversations}) WHERE opened_at >= '2025-01-01' AND opened_at < '2026-01-08')
WHERE opened_at < '2026-01-01' {group}
"""
ANSWERS_BY_HAND = """
SELECT {key} count(*) FILTER (WHERE name = 'csat' AND score >= 4), count(*) FILTER (WHERE name = 'csat'),
  count(*) FILTER (WHERE name = 'recommend' AND score >= 9), count(*) FILTER (WHERE name = 'recommend' AND score <= 6),
  count(*) FILTER (WHERE name = 'recommend'), avg(score) FILTER (WHERE name = 'effort'), stddev(score) FILTER (WHERE
  name = 'effort') FROM read_parquet({responses}) WHERE "at" >= '2025-01-01' AND "at" < '2026-01-01' {group}
"""
# From so many rows on, later months repeat the first, moved in time: a tenth of the time to write, the same to read.
REPEATED_FROM = 20_000_000
MOVED = {
    "conversations": (
        "conversation",
        ["opened_at", "resolved_at", "first_customer_at", "first_reply_at", "reopened_at"],
    ),
    "responses": ("response", ["at"]),
}

KEYS = {None: "", "team": "team, ", "week": "date_trunc('week', {at}), ", "topic": "topic, "}


def main() -> int:
    """Make the facts, ask both in turns, print the figures; status 1 when a ratio is above the limit."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--home", help="Keep the facts here (made when they are not there).")
    parser.add_argument(
        "--by", nargs="*", default=["all", "team", "week", "topic"], choices=["all", "team", "week", "topic"]
    )
    parser.add_argument("--memory", action="store_true", help="Ask once, and only colere; measure the most memory.")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="colere-bench-") as folder:
        home = Path(options.home or folder)
        set_up(home)
        made = make_facts(home / "facts", options.rows)
        if options.memory:
            return measure_memory(
                home / "facts", [None if by == "all" else by for by in options.by], options.rows, made
            )
        asked = {by: compare(home / "facts", None if by == "all" else by, options.runs) for by in options.by}
    total = [sum(question[f"{side}_seconds"] for question in asked.values()) for side in ("colere", "by_hand")]
    found = {
        "rows": options.rows,
        "made_in": made,
        "questions": asked,
        "ratio": round(total[0] / total[1], 3),
        "limit": LIMIT,
    }
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    return int(found["ratio"] > LIMIT)


def set_up(home: Path) -> None:
    """A house of its own."""
    os.environ["COLERE_HOME"], os.environ["DJANGO_SETTINGS_MODULE"] = str(home), "colere.config.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def make_facts(root: Path, rows: int) -> float | None:
    """Write the files and the manifest that the exporter would have written; None when they are there."""
    import duckdb

    from colere.platform.metrics import manifest
    from colere.platform.metrics.facts import get_fact

    if manifest.read(root).facts:
        return None
    begun = time.perf_counter()
    facts = {}
    (root / "tmp").mkdir(parents=True, exist_ok=True)
    limits: dict[str, Any] = {"memory_limit": "2GB", "temp_directory": str(root / "tmp")}
    with duckdb.connect(config=limits) as db:
        for name, text, count in (("conversations", CONVERSATIONS, rows), ("responses", RESPONSES, rows // 5)):
            (root / name).mkdir(parents=True, exist_ok=True)
            months = {month: _month(db, root, name, text, place, count) for place, month in enumerate(MONTHS)}
            facts[name] = manifest.FactFiles(get_fact(name).shape(), months=months)
    manifest.write(root, manifest.Manifest("", 1, facts))
    return round(time.perf_counter() - begun, 1)


def _month(db: Any, root: Path, name: str, text: str, place: int, count: int) -> Any:
    from colere.platform.metrics.manifest import Partition

    share = count // 12
    month, file = MONTHS[place], f"{name}/{MONTHS[place]}-1.parquet"
    query = text.format(month=month, first=place * share, last=(place + 1) * share, customers=max(count // 5, 1))
    if place and count >= REPEATED_FROM:
        key, times = MOVED[name]
        moved = ", ".join(
            f"\"{at}\" + (DATE '{month}-01' - DATE '{MONTHS[0]}-01') * INTERVAL 1 DAY AS \"{at}\"" for at in times
        )
        before = root / name / f"{MONTHS[0]}-1.parquet"
        query = f"SELECT * REPLACE ({key} + {place * share} AS {key}, {moved}) FROM read_parquet('{before}')"
    db.execute(f"COPY ({query}) TO '{root / file}' (FORMAT parquet, COMPRESSION zstd)")
    first = datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
    return Partition(file, share, first, first + timedelta(days=28))


def measure_memory(root: Path, groupings: list[str | None], rows: int, made: float | None) -> int:
    """Ask each question once in a process of its own, and print the seconds and the most memory that it ever held."""
    found: dict[str, Any] = {"rows": rows, "made_in": made, "limit_gb": MOST_MEMORY / 1e9, "questions": {}}
    for by in groupings:
        done = subprocess.run(
            [sys.executable, "-c", ASK_ONCE.format(by=by), str(root)], stdout=subprocess.PIPE, text=True, check=True
        )
        found["questions"][by or "all"] = json.loads(done.stdout)
        sys.stderr.write(f"{by or 'all'}: {done.stdout}")
    found["kept"] = all(one["most_memory_gb"] * 1e9 <= MOST_MEMORY for one in found["questions"].values())
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    return int(not found["kept"])


def compare(root: Path, by: str | None, runs: int) -> dict[str, float]:
    """Seconds of all, taken in turns after one run to warm up."""
    from colere.platform.metrics import ReportRequest
    from colere.platform.metrics.answering import ask

    request = ReportRequest(datetime(2025, 1, 1).date(), datetime(2025, 12, 31).date(), by)
    hand = Hand(root, by)
    sides = {"colere": partial(ask, request, root), "by_hand": hand.with_bounds, "plain": hand.plain}
    spent: dict[str, list[tuple[float, float]]] = {side: [] for side in sides}
    for _ in range(runs + 1):
        for side, run in sides.items():
            spent[side].append(_timed(run))
    best = {side: [round(min(values), 3) for values in zip(*times[1:], strict=True)] for side, times in spent.items()}
    found = {f"{side}_{name}": best[side][i] for side in sides for i, name in enumerate(("seconds", "cpu_seconds"))}
    for i, kind in enumerate(("", "cpu_")):
        found[f"{kind}ratio"] = round(best["colere"][i] / best["by_hand"][i], 3)
        found[f"{kind}ratio_to_plain"] = round(best["colere"][i] / best["plain"][i], 3)
    return found


class Hand:
    """The same questions as somebody would write them who knows the files and DuckDB well."""

    def __init__(self, root: Path, by: str | None) -> None:
        self.root, self.by = root, by
        self.files = {name: self._listed(name) for name in ("conversations", "responses")}

    def with_bounds(self) -> None:
        """All figures, with the order statistics around the quantiles."""
        if self.by:
            ranks = {f"ranks_{name}": ", ".join(f"{name}[{rank}]" for rank in _ranks(f"len({name})")) for name in "ab"}
            self._run(self._text(SORTED_BY_GROUP, "opened_at", **ranks))
        else:
            *_, a, b = self._run(COUNTED.format(**self.files))[0]
            first, second = ([rank / n for rank in _places(n)] for n in (a, b))
            self._run(CHOSEN.format(first=first, second=second, **self.files))
        self._others()

    def plain(self) -> None:
        """All figures without those bounds."""
        self._run(self._text(PLAIN, "opened_at"))
        self._others()

    def _others(self) -> None:
        self._run(self._text(FIRST_CONTACT_BY_HAND, "opened_at"))
        self._run(self._text(ANSWERS_BY_HAND, '"at"'))

    def _text(self, text: str, at: str, **more: str) -> str:
        group = "GROUP BY 1" if self.by else ""
        return text.format(key=KEYS[self.by].format(at=at), group=group, **self.files, **more)

    def _run(self, text: str) -> list[Any]:
        from contextlib import closing

        from colere.platform.metrics import duck

        with closing(duck.reader(self.root / "tmp")) as db:
            return db.execute(text).fetchall()

    def _listed(self, name: str) -> str:
        return str([str(file) for file in sorted(self.root.glob(f"{name}/*.parquet"))])


def _ranks(n: str) -> list[str]:
    """Below and above each quantile and its bounds by the normal approximation, as SQL."""
    found = []
    for q in (0.5, 0.9):
        half = f"1.96 * sqrt({n} * {q * (1 - q)})"
        middle = f"({n} - 1) * {q}"
        found += [f"floor({middle})::BIGINT + 1", f"floor({middle})::BIGINT + 2"]
        found += [f"floor({n} * {q} - {half})::BIGINT", f"ceil({n} * {q} + {half})::BIGINT + 1"]
    return found


def _places(n: int) -> list[float]:
    """The same ranks as numbers, each half a place back so that rounding cannot miss it."""
    found = []
    for q in (0.5, 0.9):
        half = 1.96 * (n * q * (1 - q)) ** 0.5
        middle = int((n - 1) * q)
        found += [middle + 0.5, middle + 1.5, int(n * q - half) - 0.5, int(n * q + half) + 1.5]
    return found


def _timed(run: Callable[[], Any]) -> tuple[float, float]:
    """Seconds on the wall, and of the processors: on a machine that others use too, the latter say more."""
    begun, worked = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - begun, time.process_time() - worked


if __name__ == "__main__":
    sys.exit(main())
