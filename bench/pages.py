"""Server time and queries of the everyday pages in a company of any size, beside the same SQL without Django.

    python bench/pages.py [--conversations 1000000] [--each 10] [--requests 60] [--cache DIR]

The database is made once (some minutes for a million conversations with ten million messages) and kept in the cache
directory. Pages are asked for through the WSGI application in this process, signed in by a session as a browser is. For
each page the JSON tells p50 and p99 of the server's time in milliseconds, the largest number of queries of any request,
and p50 and p99 of the same statements run on a bare `sqlite3` connection that fetches all rows. `cpu_p50_ms` is the
processor's time: on a machine that does other things too it says more than the clock, as does `load` (processes that
want the processor, for each core; above 1 the clock measures the neighbours).
"""

from __future__ import annotations

import argparse
import gc
import io
import json
import os
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
LIMIT_P50, LIMIT_P99, LIMIT_QUERIES = 20.0, 80.0, 12


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else "")
    parser.add_argument("--conversations", type=int, default=1_000_000)
    parser.add_argument("--each", type=int, default=10, help="messages of a conversation on average")
    parser.add_argument("--requests", type=int, default=60, help="requests for each kind of page")
    parser.add_argument("--cache", type=Path, help="where the databases are kept (default: the temporary directory)")
    options = parser.parse_args()
    home = (options.cache or Path(tempfile.gettempdir())) / f"colere-bench-{options.conversations}x{options.each}"
    seeding = prepare(home, conversations=options.conversations, each=options.each)
    bench = Bench(home, requests=options.requests)
    pages = {name: bench.measure(paths) for name, paths in bench.kinds().items()}
    worst = {
        "p50_ms": max(page["p50_ms"] for page in pages.values()),
        "p99_ms": max(page["p99_ms"] for page in pages.values()),
        "queries": max(page["queries"] for page in pages.values()),
    }
    result = {
        "conversations": options.conversations,
        "messages": bench.messages,
        "database_gb": round((home / "colere.sqlite3").stat().st_size / 1e9, 2),
        "seeding_s": seeding,
        "load": round(os.getloadavg()[0] / (os.cpu_count() or 1), 2),
        "limits": {"p50_ms": LIMIT_P50, "p99_ms": LIMIT_P99, "queries": LIMIT_QUERIES},
        "worst": worst,
        "kept": worst["p50_ms"] <= LIMIT_P50 and worst["p99_ms"] <= LIMIT_P99 and worst["queries"] <= LIMIT_QUERIES,
        "pages": pages,
    }
    print(json.dumps(result, indent=2))


def prepare(home: Path, *, conversations: int, each: int) -> dict[str, float]:
    """Set Django up on the database of this size, making it when it is not there; gives what making it took."""
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    os.environ.update(COLERE_HOME=str(home), DJANGO_SETTINGS_MODULE="colere.config.settings", COLERE_LOG_LEVEL="ERROR")
    os.environ.pop("DATABASE_URL", None)
    home.mkdir(parents=True, exist_ok=True)
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    done = home / "seeded.json"
    if done.exists():
        call_command("migrate", verbosity=0)  # it may be older than the newest table
        return dict(json.loads(done.read_text()))

    (home / "colere.sqlite3").unlink(missing_ok=True)
    call_command("migrate", verbosity=0)
    connection.close()
    from bench.seed import Seeder

    raw = sqlite3.connect(home / "colere.sqlite3")
    until = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    seconds = Seeder(raw, conversations=conversations, each=each, until=until).run()
    raw.close()
    done.write_text(json.dumps(seconds))
    return seconds


@dataclass
class Timed:
    """What one request cost."""

    seconds: float
    cpu: float
    statements: list[tuple[str, Any]] = field(default_factory=list)


class Bench:
    """Signed-in people, and the application that answers them."""

    def __init__(self, home: Path, *, requests: int) -> None:
        from django.conf import settings
        from django.core.wsgi import get_wsgi_application
        from django.db import connection

        settings.ALLOWED_HOSTS = ["testserver"]
        self.application = get_wsgi_application()
        gc.collect()
        gc.freeze()  # as config/asgi.py does
        self.connection = connection
        self.requests = requests
        self.random = random.Random(7)
        self.cookies = {role: self._sign_in(role) for role in ("agent", "lead", "head")}
        self.raw = sqlite3.connect(home / "colere.sqlite3")
        self.raw.executescript("PRAGMA mmap_size=268435456; PRAGMA cache_size=-32000")
        self.conversations = self._one("SELECT max(id) FROM conversations_conversation")
        self.customers = self._one("SELECT max(id) FROM customers_customer")
        self.messages = self._one("SELECT max(id) FROM conversations_message")

    def kinds(self) -> dict[str, list[str]]:
        """The addresses of each kind of page; several of each, the odd ones among them."""
        day = (datetime.now(UTC) - timedelta(days=200)).date()
        topic = self._one("SELECT topic FROM conversations_conversation WHERE id = 1").replace(" ", "+")
        word, rare = self._words()
        name = self._one("SELECT name FROM customers_customer WHERE id = 5").split()[0]
        after = self._page_far_behind()
        return {
            "today": ["/"],
            "conversations": ["/conversations"],
            "conversations, filtered": [
                f"/conversations?{query}"
                for query in (
                    "state=waiting", "state=open", "state=resolved", "channel=api", "team=3", "team=3&channel=review",
                    "assignee=7", "assignee=7&state=open", f"topic={topic}", f"topic={topic}&team=5&channel=social",
                    f"opened_from={day}&opened_to={day + timedelta(days=30)}", f"opened_from={day}&team=4&channel=api",
                    "assignee=me", "assignee=none&channel=chat", "team=3&state=waiting", "customer=7", after,
                )
            ],
            "conversations, by words": [f"/conversations?q={q}" for q in (word, rare, f"{word}+{rare}", "nosuchword")],
            "conversation": [f"/conversations/{pk}" for pk in self._open_to_all("message_count BETWEEN 4 AND 40", 30)],
            "conversation, long": [f"/conversations/{pk}" for pk in self._open_to_all("message_count > 100", 5)],
            "customer": [f"/customers/{self.random.randint(1, self.customers)}" for _ in range(30)],
            "customer with very many": ["/customers/7"],
            "customers": ["/customers", f"/customers?q={name}", "/customers?q=%2B49300000", "/customers?q=example.org"],
            "search": [f"/search?q={q}" for q in (word, rare, name, f"{word}+{rare}", "nosuchword")],
            "palette": [f"/palette?q={q}" for q in (word[:3], rare, name)],
            "feedback": ["/feedback", "/feedback?band=low&words=1", "/feedback?question=csat&team=4&channel=api",
                         f"/feedback?q={rare}"],
        }  # fmt: skip

    def measure(self, paths: list[str]) -> dict[str, Any]:
        """Each person asks for the paths in turn; one round beforehand warms what stays warm in a running server."""
        for path in paths:
            for role in self.cookies:
                self.ask(path, role)
        timed: list[tuple[str, Timed]] = []
        rounds = max(1, -(-self.requests // len(paths)))
        for number in range(rounds * len(paths)):
            path = paths[number % len(paths)]
            timed.append((path, self.ask(path, list(self.cookies)[number % len(self.cookies)])))
        slowest = max(timed, key=lambda one: one[1].seconds)
        spans = [one.seconds * 1000 for _path, one in timed]
        raw = [self._raw_ms(one.statements) for _path, one in timed]
        return {
            "p50_ms": quantile(spans, 0.5), "p99_ms": quantile(spans, 0.99),
            "cpu_p50_ms": quantile([one.cpu * 1000 for _path, one in timed], 0.5),
            "raw_sql_p50_ms": quantile(raw, 0.5), "raw_sql_p99_ms": quantile(raw, 0.99),
            "queries": max(len(one.statements) for _path, one in timed), "requests": len(timed),
            "slowest": slowest[0],
        }  # fmt: skip

    def ask(self, path: str, role: str) -> Timed:
        """Ask for a page as this person; raises `SystemExit` for any answer but 200."""
        place, _mark, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": "GET", "PATH_INFO": place, "QUERY_STRING": query, "SERVER_NAME": "testserver",
            "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1", "wsgi.url_scheme": "http", "wsgi.input": io.BytesIO(),
            "wsgi.errors": sys.stderr, "HTTP_HOST": "testserver", "HTTP_COOKIE": self.cookies[role],
        }  # fmt: skip
        answer: dict[str, str] = {}
        with self._noting() as statements:
            began, cpu = time.perf_counter(), time.process_time()
            body = self.application(environ, lambda status, headers: answer.update(status=status))
            size = sum(len(part) for part in body)
            seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        if not answer["status"].startswith("200") or not size:
            raise SystemExit(f"{path} as {role}: {answer['status']}")
        return Timed(seconds, cpu, statements)

    @contextmanager
    def _noting(self) -> Iterator[list[tuple[str, Any]]]:
        statements: list[tuple[str, Any]] = []

        def note(execute: Callable[..., Any], sql: str, params: Any, many: Any, context: Any) -> Any:
            statements.append((sql, params))
            return execute(sql, params, many, context)

        with self.connection.execute_wrapper(note):
            yield statements

    def _raw_ms(self, statements: list[tuple[str, Any]]) -> float:
        began = time.perf_counter()
        for sql, params in statements:
            plain = [str(p) if hasattr(p, "isoformat") else p for p in params or ()]
            self.raw.execute(sql.replace("%s", "?"), plain).fetchall()
        return (time.perf_counter() - began) * 1000

    def _sign_in(self, role: str) -> str:
        """The session cookie of somebody with this role; they are made when they are not there yet."""
        from importlib import import_module

        from django.conf import settings
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

        from colere.foundation.models import Person
        from colere.platform.accounts.models import Account

        roles = {"agent": ["agent"], "lead": ["agent", "lead"], "head": ["head_of_care"]}[role]
        known = {"name": role, "roles": roles}
        account, is_new = Account.objects.get_or_create(email=f"{role}@bench.example", defaults=known)
        if is_new:
            Person.objects.create(account=account, name=role, email=account.email, team_id=3)
        session = import_module(settings.SESSION_ENGINE).SessionStore()
        session[SESSION_KEY] = str(account.pk)
        session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        session[HASH_SESSION_KEY] = account.get_session_auth_hash()
        session.save()
        return f"{settings.SESSION_COOKIE_NAME}={session.session_key}"

    def _words(self) -> tuple[str, str]:
        """A word that stands in very many messages, and one that stands in few."""
        texts = [row[0] for row in self.raw.execute("SELECT text FROM conversations_message LIMIT 20000")]
        count: dict[str, int] = {}
        for text in texts:
            for one in text.lower().strip(".").split():
                count[one] = count.get(one, 0) + 1
        ordered = sorted((w for w in count if len(w) > 4), key=lambda w: count[w])
        return ordered[-1], ordered[0]

    def _page_far_behind(self) -> str:
        """The list, some hundred thousand rows further on."""
        from colere.platform.ui.tables.paging import Order, pack

        skipped = self.conversations // 3
        at, pk = self.raw.execute(
            "SELECT last_message_at, id FROM conversations_conversation ORDER BY last_message_at DESC, id DESC"
            " LIMIT 1 OFFSET ?", [skipped]
        ).fetchone()  # fmt: skip
        row = {"id": pk, "last_message_at": datetime.fromisoformat(at).replace(tzinfo=UTC)}
        return f"after={pack(row, Order('last_message_at', True))}"

    def _open_to_all(self, condition: str, most: int) -> list[int]:
        """Some conversations of no private team, from all over the year."""
        sql = f"SELECT id FROM conversations_conversation WHERE team_id < 20 AND {condition} AND id >= ? LIMIT 1"
        starts = [self.random.randint(1, max(1, self.conversations * 9 // 10)) for _ in range(most)]
        return [row[0] for start in starts if (row := self.raw.execute(sql, [start]).fetchone())]

    def _one(self, sql: str) -> Any:
        return self.raw.execute(sql).fetchone()[0]


def quantile(values: list[float], share: float) -> float:
    """The quantile by linear interpolation (type 7), rounded to 0.01."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return round(ordered[low] + (ordered[high] - ordered[low]) * (place - low), 2)


if __name__ == "__main__":
    main()
