"""A first look at many texts, as the job does it: read from the database, found, written, counted for the page.

    python bench/themes.py [--texts 100000] [--encoder]

A house of its own in the temporary directory is filled with what customers of several demo companies write. Told: time
and CPU time of the look and of the count, the most memory that was taken, and a week of new words after it.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]
UNTIL = date(2026, 6, 30)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--texts", type=int, default=100_000)
    parser.add_argument("--encoder", action="store_true", help="see by meaning, with a cold cache")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="colere-themes-") as home:
        os.environ |= {"COLERE_HOME": home, "DJANGO_SETTINGS_MODULE": "colere.config.settings"}
        print(json.dumps(measure(options.texts, words_only=not options.encoder), indent=2))


def measure(texts: int, *, words_only: bool) -> dict[str, Any]:
    """Fill a house, look, count, and read a week more."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from colere.insights.themes.actions.running import run_themes
    from colere.insights.themes.queries.counting import usual_request
    from colere.insights.themes.queries.kept import THEMES
    from colere.platform.kept.keeping import count_and_keep
    from colere.platform.permissions import SYSTEM

    filled = fill(texts)
    end = datetime.combine(UNTIL, datetime.min.time(), UTC)
    before = memory()
    told: dict[str, Any] = {"texts": filled, "encoder": not words_only}
    run, told["look"] = timed(lambda: run_themes(actor=SYSTEM, until=end - timedelta(days=7), words_only=words_only))
    asked = usual_request(SYSTEM)
    assert run is not None
    assert asked is not None
    _found, told["count"] = timed(lambda: count_and_keep(THEMES, question=asked, actor=SYSTEM))
    week, told["week"] = timed(lambda: run_themes(actor=SYSTEM, until=end, words_only=words_only))
    return {
        **told, "themes": run.born, "texts_of_the_week": week.texts if week else None,
        "memory_before_mb": before, "most_memory_mb": memory(),
    }  # fmt: skip


def timed(work: Callable[[], Any]) -> tuple[Any, dict[str, float]]:
    """What the work gives, and how long it took by the clock and in CPU seconds."""
    clock, cpu = time.perf_counter(), time.process_time()
    found = work()
    return found, {
        "seconds": round(time.perf_counter() - clock, 1), "cpu_seconds": round(time.process_time() - cpu, 1),
    }  # fmt: skip


def fill(texts: int) -> int:
    """Write so many conversations, each with what its customer began with."""
    from colere.care.conversations.models import Conversation, Message

    said, n = spoken(), 0
    while some := list(islice(said, min(5_000, texts - n))):
        talks = [
            Conversation(channel="chat", opened_at=at, first_customer_at=at, last_message_at=at, topic=topic)
            for at, topic, _words in some
        ]
        Conversation.objects.bulk_create(talks, batch_size=500)
        messages = [
            Message(conversation=talk, at=at, sender="customer", text=words)
            for talk, (at, _topic, words) in zip(talks, some, strict=True)
        ]
        Message.objects.bulk_create(messages, batch_size=500)
        n += len(some)
    return n


def spoken() -> Iterator[tuple[datetime, str, str]]:
    """What customers of one company after the other began a conversation with."""
    from colere.demo.company import simulate
    from colere.insights.themes.rules.texts import first_words

    for seed in range(1, 1_000):
        for row in simulate("medium", seed, until=UNTIL).conversations():
            words = first_words(one["text"] for one in row["messages"] if one["from"] == "customer")
            if words:
                yield datetime.fromisoformat(row["opened_at"]), row["topic"], words


def memory() -> int:
    """The most memory that this process has taken so far, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    main()
