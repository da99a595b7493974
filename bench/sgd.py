"""Makes conversations of our interchange format from the service dialogues in `../shared/data/sgd`.

The dialogues have two sides and nothing else; times, customers, teams, people and scores are added from a seed, so that
the same seed always gives the same file. Run: `python bench/sgd.py conversations.jsonl [--seed 1] [--limit 1000]`.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "sgd" / "train.jsonl.gz"
FIRST_DAY = datetime(2025, 1, 1, tzinfo=UTC)
DAYS = 365
CHANNELS = ("chat", "email", "phone", "form", "social")
CHANNEL_WEIGHTS = (60, 20, 10, 6, 4)
TEAMS = ("Travel", "Home", "Money", "Going out", "Everything else")
AGENTS_PER_TEAM = 8
CUSTOMERS = 5_000


def conversations(*, seed: int = 1, limit: int | None = None, data: Path = DATA) -> Iterator[dict[str, Any]]:
    """One conversation for each dialogue, in the order of the file."""
    rng = random.Random(seed)
    with gzip.open(data, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            if limit is not None and number >= limit:
                return
            yield conversation(json.loads(line), rng)


def conversation(dialogue: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    """A dialogue with a time for each turn, a customer, a team, an agent, and in one of three cases a score."""
    opened = FIRST_DAY + timedelta(days=rng.randrange(DAYS), seconds=rng.randrange(7 * 3600, 20 * 3600))
    topic = dialogue["services"][0].split("_")[0].lower()
    team = TEAMS[sum(topic.encode()) % len(TEAMS)]
    agent = f"agent{rng.randrange(AGENTS_PER_TEAM)}.{team.split()[0].lower()}@example.org"
    messages = list(turns(dialogue, opened, agent, rng))
    last = datetime.fromisoformat(messages[-1]["at"])
    found: dict[str, Any] = {
        "id": dialogue["id"],
        "channel": rng.choices(CHANNELS, CHANNEL_WEIGHTS)[0],
        "subject": " and ".join(service.split("_")[0] for service in dialogue["services"]),
        "opened_at": messages[0]["at"],
        "customer": customer(rng.randrange(CUSTOMERS)),
        "team": team,
        "assignee": agent,
        "topic": topic,
        "messages": messages,
    }
    if rng.random() < 0.93:
        found["resolved_at"] = (last + timedelta(seconds=rng.randrange(10, 600))).isoformat()
    if rng.random() < 0.33:
        given = last + timedelta(minutes=rng.randrange(5, 2000))
        found["csat"] = {"score": rng.choices((1, 2, 3, 4, 5), (5, 6, 12, 32, 45))[0], "at": given.isoformat()}
    return found


def turns(dialogue: dict[str, Any], opened: datetime, agent: str, rng: random.Random) -> Iterator[dict[str, Any]]:
    """The turns of a dialogue as messages, some seconds to minutes apart."""
    at = opened
    for number, turn in enumerate(dialogue["turns"], start=1):
        is_customer = turn["speaker"] == "USER"
        message = {"id": f"{dialogue['id']}-{number}", "at": at.isoformat(), "text": turn["text"]}
        yield message | ({"from": "customer"} if is_customer else {"from": "agent", "author": agent})
        at += timedelta(seconds=round(rng.lognormvariate(3.4, 0.9), 3))


def customer(number: int) -> dict[str, str]:
    """A made-up customer."""
    return {"id": f"cu-{number}", "name": f"Customer {number}", "email": f"customer{number}@example.net"}


def main() -> None:
    """Write the file that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int)
    options = parser.parse_args()
    with options.file.open("w", encoding="utf-8") as out:
        for one in conversations(seed=options.seed, limit=options.limit):
            out.write(json.dumps(one, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
