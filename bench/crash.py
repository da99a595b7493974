"""Kills web, worker, import and writers with SIGKILL at random moments, then looks whether anything was lost.

    python bench/crash.py [--rounds 20] [--seed 1] [--conversations 3000]

A real `colere serve` runs on a fresh SQLite database. Meanwhile browsers add customers over HTTP, a program enqueues
jobs together with lines of the log, and `colere import` brings in conversations, again from the start whenever it was
killed. Each round waits a random time and kills some of them. What was acknowledged (a redirect, a printed number, a
finished import) is written down outside and looked for at the end. The JSON tells what was acknowledged and what of it
is missing; `kept` says whether all promises were kept.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import signal
import sys
import tempfile
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from tests.crash.processes import Installation, children_of, served, wait_for  # noqa: E402
from tests.crash.warm import WarmProcess  # noqa: E402

TOKEN = "c" * 32
SIGN_IN = """
from colere.platform.accounts.models import Account
from colere.platform.accounts.roles import Role
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
account = Account.objects.create(email="ada@colere.test", name="Ada", roles=[Role.AGENT.value, Role.HEAD_OF_CARE.value])
session = SessionStore()
session["_auth_user_id"] = str(account.pk)
session["_auth_user_backend"] = settings.AUTHENTICATION_BACKENDS[0]
session["_auth_user_hash"] = account.get_session_auth_hash()
session.create()
print(session.session_key)
"""
ENQUEUE = """
import sys
from django.db import transaction
from colere.platform.events import publish
from colere.platform.permissions import SYSTEM
from tests.platform.jobs import sample
from tests.platform.live.sample import Happened
for number in range(int(sys.argv[1]), 10**9):
    with transaction.atomic():
        publish(Happened(thing=number), actor=SYSTEM)
        sample.note.enqueue(what=number)
    print(number, flush=True)
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--conversations", type=int, default=3000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="colere-crash-") as folder:
        trial = Trial(Path(folder), seed=options.seed, conversations=options.conversations)
        print(json.dumps(trial.run(rounds=options.rounds), indent=2))


class Trial:
    """One installation and those who use it while it is being killed."""

    def __init__(self, folder: Path, *, seed: int, conversations: int) -> None:
        self.random = random.Random(seed)
        self.installation = Installation(folder / "home")
        self.file = folder / "conversations.jsonl"
        self.conversations = conversations
        self.customers: set[str] = set()
        self.numbers: set[int] = set()
        self.imported = 0
        self.kills: Counter[str] = Counter()
        self.over = threading.Event()
        self._victims: dict[str, WarmProcess] = {}

    def run(self, *, rounds: int, longest_pause: float = 2.0) -> dict[str, Any]:
        """Do the rounds, let everything end in peace, and give what was found."""
        started = time.monotonic()
        self.file.write_text("".join(_conversations(self.conversations, self.random)), encoding="utf-8")
        self.installation.home.mkdir()
        cookie = self.installation.run_after_setup(SIGN_IN).strip()
        with served(self.installation, "--web", "2") as (supervisor, port, _):
            users = [
                threading.Thread(target=self._add_customers, args=(port, cookie, "a")),
                threading.Thread(target=self._add_customers, args=(port, cookie, "b")),
                threading.Thread(target=self._enqueue),
            ]
            importing = threading.Thread(target=self._import)
            for user in [*users, importing]:
                user.start()
            try:
                for _ in range(rounds):
                    self._wait_until_all_write()
                    time.sleep(self.random.uniform(0.0, longest_pause))
                    self._kill_some(supervisor)
            finally:
                self.over.set()
                for user in [*users, importing]:
                    user.join()
            wait_for(lambda: self._open_jobs() == 0, 120)
            self.seconds = round(time.monotonic() - started, 1)
        return self._found(rounds)

    def _wait_until_all_write(self) -> None:
        """Kill only what is at work: a process that is just starting has little to lose."""
        customers, numbers = len(self.customers), len(self.numbers)
        wait_for(lambda: len(self.customers) > customers and len(self.numbers) > numbers, 120)

    def _kill_some(self, supervisor: WarmProcess) -> None:
        targets = [("web", process.pid) for process in children_of(supervisor, "web")]
        targets += [("worker", process.pid) for process in children_of(supervisor, "worker")]
        targets += [(kind, process.pid) for kind, process in self._victims.items() if process.poll() is None]
        for kind, pid in self.random.sample(targets, k=min(len(targets), self.random.randint(1, 3))):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                self.kills[kind] += 1

    def _add_customers(self, port: int, cookie: str, who: str) -> None:
        """A browser that adds customers, one after the other. A redirect acknowledges one."""
        headers = {
            "Cookie": f"colere_session={cookie}; csrftoken={TOKEN}",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        number = 0
        while not self.over.is_set():
            number += 1
            name = f"Customer {who}{number}"
            body = urllib.parse.urlencode(
                {"csrfmiddlewaretoken": TOKEN, "name": name, "known_by": f"{who}{number}@customers.test"}
            )
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            try:
                connection.request("POST", "/customers/new", body, headers)
                if connection.getresponse().status in (302, 303):
                    self.customers.add(name)
            except (OSError, http.client.HTTPException):
                time.sleep(0.05)
            finally:
                connection.close()

    def _enqueue(self) -> None:
        """A program that enqueues jobs; one counts as acknowledged when its number was printed."""
        following = 0
        while not self.over.is_set():
            process = WarmProcess((str(following),), self.installation.environment, source=ENQUEUE)
            self._victims["writer"] = process
            for line in process.stdout:
                if line.strip().isdecimal():
                    self.numbers.add(int(line))
                if self.over.is_set():
                    break
            process.kill()
            process.wait()
            following = max(self.numbers, default=-1) + 2  # the one after the last may be there, unacknowledged

    def _import(self) -> None:
        """Import the file under one name after the other, each until it was not killed, as long as the trial lasts."""
        while not self.over.is_set():
            words = ["import", "conversations", str(self.file), "--source", f"source{self.imported}", "--json"]
            process = self.installation.start(*words)
            self._victims["import"] = process
            said, _ = process.communicate()
            if process.returncode == 0:
                self.imported += 1
            elif process.returncode != -signal.SIGKILL:
                raise RuntimeError(f"import ended with status {process.returncode}: {said}")

    def _import_again(self, number: int) -> int:
        """How many conversations come new into the database when the import with this number is run once more."""
        words = ["import", "conversations", str(self.file), "--source", f"source{number}", "--json"]
        return int(json.loads(self.installation.colere(*words).stdout)["created"])

    def _open_jobs(self) -> int:
        found = self.installation.rows("SELECT count(*) FROM jobs_job WHERE state <> 'done'")
        return int(str(found[0][0]))

    def _found(self, rounds: int) -> dict[str, Any]:
        rows = self.installation.rows
        names = Counter(name for (name,) in rows("SELECT name FROM customers_customer WHERE name LIKE 'Customer %'"))
        jobs = rows("SELECT kwargs FROM jobs_job WHERE state = 'done' AND task LIKE 'tests.%'")
        done = {json.loads(str(kwargs))["what"] for (kwargs,) in jobs}
        lines = {subject for (subject,) in rows("SELECT subject FROM events_logline WHERE kind = 'live.Happened'")}
        again = [self._import_again(number) for number in range(self.imported + 1)]
        facts = json.loads(self.installation.colere("facts", "--check", "--json").stdout)
        conversations = int(str(rows("SELECT count(*) FROM conversations_conversation")[0][0]))
        result: dict[str, Any] = {
            "rounds": rounds,
            "seconds": self.seconds,
            "kills": dict(self.kills),
            "acknowledged": {
                "customers": len(self.customers),
                "jobs": len(self.numbers),
                "imports": self.imported,
            },
            "lost": {
                "customers": sum(name not in names for name in self.customers),
                "jobs": len(self.numbers - done),
                "lines": sum(f"thing:{number}" not in lines for number in self.numbers),
                "conversations": (self.imported + 1) * self.conversations - conversations,
            },
            "doubled": {"customers": sum(count > 1 for count in names.values())},
            "half": {"lines_without_job": len(lines) - len(done)},
            "created_by_importing_again": sum(again[: self.imported]),
            "open_jobs": self._open_jobs(),
            "integrity": rows("PRAGMA integrity_check")[0][0],
            "facts_that_differ": facts,
        }
        result["kept"] = _is_kept(result)
        return result


def _is_kept(result: dict[str, Any]) -> bool:
    wrong = [*result["lost"].values(), *result["doubled"].values(), *result["half"].values()]
    wrong += [result["created_by_importing_again"], result["open_jobs"], *result["facts_that_differ"].values()]
    return not any(wrong) and result["integrity"] == "ok"


def _conversations(count: int, rng: random.Random) -> Iterator[str]:
    start = datetime(2026, 1, 5, 8, tzinfo=UTC)
    for number in range(count):
        at = start + timedelta(minutes=7 * number)
        messages = [
            {
                "id": f"m{number}-{turn}",
                "at": (at + timedelta(minutes=turn)).isoformat(),
                "from": "agent" if turn % 2 else "customer",
                "text": " ".join(rng.choices(("where", "parcel", "invoice", "thanks", "late", "please", "again"), k=8)),
            }
            for turn in range(rng.randint(1, 8))
        ]
        yield (
            json.dumps(
                {
                    "id": f"c{number}",
                    "channel": rng.choice(["chat", "email", "phone"]),
                    "opened_at": at.isoformat(),
                    "customer": {"id": f"k{number % 500}", "name": f"Person {number % 500}"},
                    "messages": messages,
                    "csat": {"score": rng.randint(1, 5), "at": (at + timedelta(hours=1)).isoformat()},
                }
            )
            + "\n"
        )


if __name__ == "__main__":
    main()
