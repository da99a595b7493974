"""Files of the interchange with everything in them that is awkward to count, from a seed."""

import json
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from random import Random
from typing import Any

BEGIN = datetime(2026, 1, 20, tzinfo=UTC)
TEAMS = ["Parcels", "Returns", "Billing", None]
CHANNELS = ["chat", "email", "phone", "form", "social"]
TOPICS = ["late delivery", "refund", "wrong item", "", None, "account"]
WEEK = timedelta(days=7)
MICROSECOND = timedelta(microseconds=1)


def write_files(folder: Path, *, count: int, seed: int) -> tuple[Path, Path]:
    """A file of conversations (with satisfaction inside) and one of further answers."""
    chance = Random(seed)
    talks = [_conversation(chance, key) for key in range(count)] + list(_edges())
    chance.shuffle(talks)
    answers = [_answer(chance, key, talks) for key in range(count // 2)]
    paths = folder / "talks.jsonl", folder / "answers.jsonl"
    for path, rows in zip(paths, (talks, answers), strict=True):
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return paths


def _conversation(chance: Random, key: int) -> dict[str, Any]:
    opened = BEGIN + timedelta(
        seconds=chance.randrange(100 * 86_400), microseconds=chance.choice([0, 0, 250_000, 123_457])
    )
    resolved = opened + timedelta(seconds=chance.choice([0, 600, 7_200, 90_000, 400_000]) + chance.randrange(3_600))
    is_done = chance.random() < 0.85
    messages = [_message(chance, opened, resolved, is_done=is_done) for _ in range(chance.randrange(1, 7))]
    row = {
        "id": f"c-{key}",
        "channel": chance.choice(CHANNELS),
        "opened_at": _text(chance, opened) if chance.random() < 0.9 else None,
        "resolved_at": _text(chance, resolved) if is_done else None,
        "customer": {"id": f"cu-{chance.randrange(40)}"} if chance.random() < 0.9 else None,
        "team": chance.choice(TEAMS),
        "assignee": f"agent{chance.randrange(9)}@example.org" if chance.random() < 0.9 else None,
        "topic": chance.choice(TOPICS),
        "messages": [{**message, "id": f"m-{i}"} for i, message in enumerate(messages)],
        "csat": _csat(chance, resolved) if chance.random() < 0.3 else None,
    }
    if row["opened_at"] is None:  # then it begins with its first message, and cannot have been resolved before
        row["resolved_at"] = None
    return row


def _message(chance: Random, opened: datetime, resolved: datetime, *, is_done: bool) -> dict[str, Any]:
    """Often at the same moment as another; sometimes before the opening; sometimes around seven days after the end."""
    at = opened + timedelta(seconds=chance.choice([0, 0, 60, 60, 900]) + chance.choice([0, chance.randrange(5_000)]))
    if is_done and chance.random() < 0.15:
        at = resolved + chance.choice([timedelta(0), MICROSECOND, WEEK - MICROSECOND, WEEK, WEEK + MICROSECOND])
    sender = chance.choice(["customer", "customer", "agent", "agent", "system", "note"])
    return {"at": _text(chance, at), "from": sender, "text": "…"}


def _csat(chance: Random, resolved: datetime) -> dict[str, Any]:
    at = resolved + timedelta(seconds=chance.randrange(200_000))
    return {"score": chance.randint(1, 5), "at": _text(chance, at) if chance.random() < 0.8 else None}


def _answer(chance: Random, key: int, talks: list[dict[str, Any]]) -> dict[str, Any]:
    kind = chance.choice(["csat", "recommend", "effort", "pulse"])
    low, high = {"csat": (1, 5), "recommend": (0, 10), "effort": (1, 7), "pulse": (1, 3)}[kind]
    return {
        "id": f"r-{key}",
        "kind": kind,
        "score": chance.randint(low, high),
        "at": _text(chance, BEGIN + timedelta(seconds=chance.randrange(110 * 86_400))),
        "conversation": chance.choice(talks)["id"] if chance.random() < 0.6 else None,
        "team": chance.choice(TEAMS) if chance.random() < 0.5 else None,
        "channel": chance.choice(CHANNELS) if chance.random() < 0.3 else None,
        "topic": chance.choice(["refund", None]),
        "person": f"agent{chance.randrange(9)}@example.org" if chance.random() < 0.3 else None,
    }


def _edges() -> list[dict[str, Any]]:
    """Conversations of one customer on one topic, exactly at, just before and just after seven days; and at one
    moment.
    """
    rows = []
    gaps = [WEEK, WEEK - MICROSECOND, WEEK + MICROSECOND, timedelta(0), MICROSECOND]
    for number, gap in enumerate(gaps):
        for place, at in enumerate((BEGIN + 3 * WEEK, BEGIN + 3 * WEEK + gap)):
            rows.append(_edge(f"e-{number}-{place}", f"edge-{number}", at))
    midnight = datetime(2026, 3, 31, 23, 59, 59, 999_999, tzinfo=UTC)
    rows += [_edge("e-last", "edge-last", midnight), _edge("e-first", "edge-first", midnight + MICROSECOND)]
    return [*rows, _edge("e-summer", "edge-summer", datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC))]


def _edge(key: str, customer: str, at: datetime) -> dict[str, Any]:
    said = [{"id": "m-0", "at": at.isoformat(), "from": "customer", "text": "…"}]
    done = (at + timedelta(hours=1)).isoformat()
    row = {"id": key, "channel": "chat", "opened_at": at.isoformat(), "resolved_at": done, "customer": {"id": customer}}
    return {**row, "team": "Parcels", "assignee": None, "topic": "refund", "messages": said, "csat": None}


def _text(chance: Random, moment: datetime) -> str:
    """The moment as different systems write it."""
    zone = chance.choice([UTC, timezone(timedelta(hours=2)), timezone(timedelta(hours=-5, minutes=-30))])
    return moment.astimezone(zone).isoformat()
