"""How quickly conversations come in: log, search index and facts included, from a file to an empty SQLite database.

    python bench/import_speed.py [--limit N] [--seed 1]

The file is made of real dialogues (`bench/sgd.py`). Measured as a person waits: the whole `colere import` command, with
its start and the facts at its end. Then the same file again (nothing may be created), and once more in another home
where the command is killed half-way and begun again (both homes must hold the same). The baseline writes the same
messages with nothing but `sqlite3` and the same full-text index.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.sgd import DATA, conversations

LEAST_PER_SECOND, MOST_MEGABYTES = 5_000, 500


def colere(home: Path, *words: str) -> subprocess.CompletedProcess[bytes]:
    """The command in a process of its own."""
    environment = {**os.environ, "COLERE_HOME": str(home)}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "colere", *words]
    return subprocess.run(command, env=environment, capture_output=True, check=False)


def write_file(path: Path, *, seed: int, limit: int | None) -> int:
    """Make the file; gives the number of its messages."""
    messages = 0
    with path.open("w", encoding="utf-8") as out:
        for one in conversations(seed=seed, limit=limit):
            messages += len(one["messages"])
            out.write(json.dumps(one, ensure_ascii=False) + "\n")
    return messages


def timed_import(home: Path, file: Path) -> tuple[dict[str, Any], float]:
    """What the command counted, and the seconds a person waited."""
    begun = time.perf_counter()
    done = colere(home, "import", "conversations", str(file), "--json")
    seconds = time.perf_counter() - begun
    if done.returncode:
        raise SystemExit(done.stderr.decode())
    return json.loads(done.stdout), seconds


def baseline(folder: Path, file: Path) -> float:
    """Seconds that plain `sqlite3` takes for the same messages with the same index, a thousand a statement."""
    begun = time.perf_counter()
    database = sqlite3.connect(folder / "baseline.sqlite3", isolation_level=None)
    database.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        "CREATE TABLE message (id INTEGER PRIMARY KEY, talk TEXT, at TEXT, sender TEXT, text TEXT);"
        "CREATE INDEX in_order ON message (talk, at, id);"
        "CREATE VIRTUAL TABLE words USING fts5(text, content='message', content_rowid='id');"
        "CREATE TRIGGER added AFTER INSERT ON message BEGIN "
        "INSERT INTO words(rowid, text) VALUES (new.id, new.text); END;"
    )
    rows = [
        (one["id"], message["at"], message["from"], message["text"])
        for one in map(json.loads, file.open(encoding="utf-8"))
        for message in one["messages"]
    ]
    for start in range(0, len(rows), 1_000):
        some = rows[start : start + 1_000]
        marks = ", ".join(["(?, ?, ?, ?)"] * len(some))
        values = [value for row in some for value in row]
        database.execute(f"INSERT INTO message (talk, at, sender, text) VALUES {marks}", values)
    database.close()
    return time.perf_counter() - begun


def killed_half_way(home: Path, file: Path, seconds: float) -> dict[str, Any]:
    """Kill the import when half of its time has passed, begin it again, and give what the second one counted."""
    environment = {**os.environ, "COLERE_HOME": str(home)}
    command = [sys.executable, "-m", "colere", "import", "conversations", str(file)]
    running = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(seconds / 2)
    running.send_signal(signal.SIGKILL)
    running.wait()
    return timed_import(home, file)[0]


def content(home: Path) -> str:
    """A hash of all conversations and answers as they go out."""
    out = b"".join(colere(home, "export", kind, "-").stdout for kind in ("conversations", "responses"))
    return hashlib.sha256(out).hexdigest()


def measure(folder: Path, *, seed: int, limit: int | None) -> dict[str, Any]:
    """All of it, in a folder that is thrown away."""
    file = folder / "dialogues.jsonl"
    messages = write_file(file, seed=seed, limit=limit)
    first, second = folder / "first", folder / "second"
    for home in (first, second):
        colere(home, "export", "people", "-")  # makes the home
    counted, seconds = timed_import(first, file)
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    again, again_seconds = timed_import(first, file)
    resumed = killed_half_way(second, file, seconds)
    plain_seconds = baseline(folder, file)
    same = content(first) == content(second)
    per_second = messages / seconds
    kept = (per_second >= LEAST_PER_SECOND or limit is not None) and megabytes <= MOST_MEGABYTES
    return {
        "conversations": counted["created"],
        "messages": messages,
        "seconds": round(seconds, 2),
        "messages_per_second": round(per_second),
        "megabytes": round(megabytes),
        "again": {"created": again["created"], "unchanged": again["unchanged"], "seconds": round(again_seconds, 2)},
        "killed_half_way": {"created": resumed["created"], "unchanged": resumed["unchanged"], "same_state": same},
        "baseline_messages_per_second": round(messages / plain_seconds),
        "ratio": round(seconds / plain_seconds, 2),
        "limits": {"messages_per_second": LEAST_PER_SECOND, "megabytes": MOST_MEGABYTES},
        "kept": kept and again["created"] == 0 and same,
    }


def main() -> None:
    """Print the figures as JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=int, help="only so many dialogues")
    options = parser.parse_args()
    if not DATA.exists():
        print(json.dumps({"error": "../shared/data/sgd is not there"}))
        return
    with tempfile.TemporaryDirectory(prefix="colere-bench-") as folder:
        print(json.dumps(measure(Path(folder), seed=options.seed, limit=options.limit), indent=2))


if __name__ == "__main__":
    main()
