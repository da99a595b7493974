"""Reports over 10 million facts, against DuckDB SQL written by hand over the same Parquet files, in the same run.

    .venv/bin/python bench/facts.py [--rows 10000000] [--runs 3] [--home DIR] [--by all team week topic]

Prints JSON: for each question the seconds of `colere` and of the hand (the best of the runs, taken in turns), and
their ratio. The hand asks for the same values; it does not ask for the bounds of the quantiles, so the comparison is
the stricter one.
"""

from __future__ import annotations

import argparse
import json
import os
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

BY_HAND = """
SELECT {key} count(*), count(resolved_at),
  quantile_cont(date_diff('microsecond', first_customer_at, first_reply_at), [0.5, 0.9]),
  quantile_cont(date_diff('microsecond', opened_at, resolved_at), [0.5, 0.9]),
  count(*) FILTER (WHERE reopened_at > resolved_at AND reopened_at <= resolved_at + INTERVAL 7 DAY)
FROM read_parquet({conversations}) WHERE opened_at >= '2025-01-01' AND opened_at < '2026-01-01' {group}
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
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="colere-bench-") as folder:
        home = Path(options.home or folder)
        set_up(home)
        made = make_facts(home / "facts", options.rows)
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
    with duckdb.connect() as db:
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
    db.execute(f"COPY ({query}) TO '{root / file}' (FORMAT parquet, COMPRESSION zstd)")
    first = datetime.fromisoformat(f"{month}-01").replace(tzinfo=UTC)
    return Partition(file, share, first, first + timedelta(days=28))


def compare(root: Path, by: str | None, runs: int) -> dict[str, float]:
    """Seconds of both, taken in turns after one run to warm up."""
    from colere.platform.metrics import ReportRequest
    from colere.platform.metrics.answering import ask

    request = ReportRequest(datetime(2025, 1, 1).date(), datetime(2025, 12, 31).date(), by)
    sides = {"colere": partial(ask, request, root), "by_hand": _by_hand(root, by)}
    spent: dict[str, list[tuple[float, float]]] = {side: [] for side in sides}
    for _ in range(runs + 1):
        for side, run in sides.items():
            spent[side].append(_timed(run))
    best = {side: [round(min(values), 3) for values in zip(*times[1:], strict=True)] for side, times in spent.items()}
    ratios = [round(mine / theirs, 3) for mine, theirs in zip(best["colere"], best["by_hand"], strict=True)]
    names = ("seconds", "cpu_seconds")
    found = {
        f"{side}_{name}": value for side, values in best.items() for name, value in zip(names, values, strict=True)
    }
    return {**found, "ratio": ratios[0], "cpu_ratio": ratios[1]}


def _by_hand(root: Path, by: str | None) -> Callable[[], None]:
    from contextlib import closing

    from colere.platform.metrics import duck

    files = {
        name: str([str(file) for file in sorted(root.glob(f"{name}/*.parquet"))])
        for name in ("conversations", "responses")
    }
    texts = []
    for text, at in ((BY_HAND, "opened_at"), (FIRST_CONTACT_BY_HAND, "opened_at"), (ANSWERS_BY_HAND, '"at"')):
        texts.append(text.format(key=KEYS[by].format(at=at), group="GROUP BY 1" if by else "", **files))

    def run() -> None:
        with closing(duck.reader(root / "tmp")) as db:
            for text in texts:
                db.execute(text).fetchall()

    return run


def _timed(run: Callable[[], Any]) -> tuple[float, float]:
    """Seconds on the wall, and of the processors: on a machine that others use too, the latter say more."""
    begun, worked = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - begun, time.process_time() - worked


if __name__ == "__main__":
    sys.exit(main())
