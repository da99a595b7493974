"""A large company in a SQLite database within minutes: rows are written raw, indexes and full text are built
afterwards.

Nothing here is a short cut in what the pages then do: tables, indexes, triggers and log lines are those that the
product makes. Same size and seed, same database.
"""

from __future__ import annotations

import json
import random
import sqlite3
import string
import time
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

CHANNELS = ["chat", "email", "phone", "form", "social", "review", "api"]
CHANNEL_WEIGHTS = [40, 30, 12, 8, 5, 3, 2]
TEAMS, PEOPLE, TOPICS = 20, 200, 60
PRIVATE_TEAM = 20
BATCH = 20_000
PACE = timedelta(minutes=10)


class Seeder:
    """Writes `conversations` conversations with `each` messages on average, ending at `until`."""

    def __init__(self, connection: sqlite3.Connection, *, conversations: int, each: int, until: datetime) -> None:
        self.db = connection
        self.random = random.Random(f"{conversations} {each}")
        self.conversations, self.each, self.until = conversations, each, until
        self.customers = max(10, conversations // 3)
        self.words = self._vocabulary()
        self.texts = [self._sentence() for _ in range(min(60_000, 500 + conversations))]
        self.topics = [f"{a} {b}" for a in self.words[:10] for b in self.words[10:16]][:TOPICS]
        self.first = until - timedelta(days=365)

    def run(self) -> dict[str, float]:
        """Fill the database; gives the seconds that each part took."""
        seconds: dict[str, float] = {}
        self.db.executescript("PRAGMA synchronous=OFF; PRAGMA foreign_keys=OFF; PRAGMA cache_size=-800000;")
        held = self._drop_indexes()
        parts = (
            ("people", self.people),
            ("customers", self.write_customers),
            ("conversations", self.write_conversations),
            ("messages", self.write_messages),
            ("responses", self.write_responses),
        )
        for name, part in parts:
            began = time.perf_counter()
            with self.db:
                part()
            seconds[name] = round(time.perf_counter() - began, 1)
        began = time.perf_counter()
        for statement in held:
            self.db.execute(statement)
        for (table,) in self.db.execute(
            "SELECT name FROM sqlite_master WHERE sql LIKE '%VIRTUAL TABLE%fts5%'"
        ).fetchall():
            self.db.execute(f"INSERT INTO {table}({table}) VALUES ('rebuild')")
        self.db.commit()
        self.db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        seconds["indexes"] = round(time.perf_counter() - began, 1)
        return seconds

    def people(self) -> None:
        now = stored(self.until)
        for number in range(1, TEAMS + 1):
            self._insert(
                "foundation_team",
                id=number,
                name=f"Team {number}",
                is_private=number == PRIVATE_TEAM,
                is_archived=False,
            )
        for number in range(1, PEOPLE + 1):
            name = f"{self._name()} {self._name()}"
            self._insert(
                "foundation_person",
                id=number,
                name=name,
                email=f"p{number}@example.org",
                title="",
                roles="[]",
                team_id=1 + number % TEAMS,
                language="",
                external_id="",
                is_stub=False,
                fingerprint=0,
                created_at=now,
            )
        self._insert("imports_source", id=1, name="bench")

    def write_customers(self) -> None:
        names = [self._name() for _ in range(3000)]
        now = stored(self.until)

        def customers() -> Iterator[tuple[Any, ...]]:
            for pk in range(1, self.customers + 1):
                name = f"{self.random.choice(names)} {self.random.choice(names)}"
                yield pk, name, "", "{}", 0, now, stored(self._when())

        self._many(
            "INSERT INTO customers_customer (id, name, language, attributes, fingerprint, created_at,"
            " last_contact_at)"
            " VALUES (?,?,?,?,?,?,?)",
            customers(),
        )
        self._many(
            "INSERT INTO customers_customeridentity (id, customer_id, kind, value, source_id, fingerprint)"
            " VALUES (?,?,?,?,?,0)",
            self._identities(),
        )

    def _identities(self) -> Iterator[tuple[Any, ...]]:
        for pk in range(1, self.customers + 1):
            yield 3 * pk, pk, "email", f"{self.random.choice(self.words)}{pk}@example.org", None
            yield 3 * pk + 1, pk, "phone", f"+4930{pk:08d}", None
            yield 3 * pk + 2, pk, "source", f"cu-{pk}", 1

    def write_conversations(self) -> None:
        """In order of opening, as a year would have brought them, with their log lines."""
        step = timedelta(days=365) / self.conversations
        rows = ((pk, self.first + step * pk) for pk in range(1, self.conversations + 1))
        while some := list(islice(rows, BATCH)):
            conversations = [self._conversation(pk, opened.replace(microsecond=0)) for pk, opened in some]
            self.db.executemany(_INSERT_CONVERSATION, conversations)
            self.db.executemany(_INSERT_LINE, [self._opened_line(row) for row in conversations])

    def _conversation(self, pk: int, opened: datetime) -> tuple[Any, ...]:
        """A row; customer and agent take turns every ten minutes."""
        pick = self.random
        is_open = pick.random() < (0.25 if opened > self.until - timedelta(days=7) else 0.005)
        assignee = int(pick.random() * PEOPLE) + 1 if pick.random() < 0.9 else None
        count = 300 if pk % 5000 == 0 else max(1, min(80, round(pick.expovariate(1 / self.each))))
        said, reply, last = (stored(opened + PACE * n) for n in (0, 1, count - 1))
        customer = 7 if pk % 200 == 0 else int(pick.random() * self.customers) + 1
        text = self.texts[pk % len(self.texts)]
        return (
            pk,
            1,
            f"c-{pk}",
            pick.choices(CHANNELS, CHANNEL_WEIGHTS)[0],
            text[:60] if pk % 2 else "",
            text[:200],
            customer,
            1 + (assignee or pk) % TEAMS,
            assignee,
            self.topics[min(int(pick.expovariate(1 / 12)), TOPICS - 1)],
            "[]",
            "{}",
            said,
            None if is_open else last,
            said,
            reply if count > 1 else None,
            None,
            last if is_open and count % 2 else None,
            last,
            count,
            pk,
            said,
        )

    def write_messages(self) -> None:
        """Made by SQLite itself from the conversations and a table of texts: ten million rows in half a minute."""
        self.db.execute("CREATE TEMP TABLE texts (id INTEGER PRIMARY KEY, text TEXT)")
        self.db.executemany("INSERT INTO texts VALUES (?, ?)", enumerate(self.texts))
        self.db.execute("CREATE TEMP TABLE numbers (n INTEGER PRIMARY KEY)")
        self.db.executemany("INSERT INTO numbers VALUES (?)", ((n,) for n in range(300)))
        self.db.execute(
            "INSERT INTO conversations_message (conversation_id, external_id, at, sender, author_id, text)"
            " SELECT c.id, '', datetime(c.opened_at, (n.n * 600) || ' seconds'),"
            " CASE n.n % 2 WHEN 0 THEN 'customer' ELSE 'agent' END, CASE n.n % 2 WHEN 0 THEN NULL ELSE"
            " c.assignee_id END,"
            " t.text FROM conversations_conversation c CROSS JOIN numbers n CROSS JOIN texts t"
            " WHERE n.n < c.message_count AND t.id = (c.id * 7919 + n.n * 104729) % ?",
            [len(self.texts)],
        )

    def _opened_line(self, row: tuple[Any, ...]) -> tuple[Any, ...]:
        payload = dict(
            zip(
                _LINE_FIELDS,
                (
                    row[0],
                    row[6],
                    row[3],
                    row[7],
                    row[8],
                    row[9],
                    row[12],
                    row[13],
                    row[14],
                    row[15],
                    None,
                    row[19],
                    None,
                ),
                strict=True,
            )
        )
        return (
            stored(self.until),
            row[12],
            "conversations.ConversationOpened",
            f"conversation:{row[0]}",
            f"customer:{row[6]}",
            json.dumps(payload),
        )

    def write_responses(self) -> None:
        rows = self.db.execute(
            "SELECT id, customer_id, team_id, assignee_id, channel, topic, last_message_at"
            " FROM conversations_conversation WHERE id % 3 = 0"
        )
        number = 0
        while some := rows.fetchmany(BATCH):
            responses, lines = [], []
            for row in some:
                number += 1
                response, line = self._response(number, *row)
                responses.append(response)
                lines.append(line)
            self.db.executemany(_INSERT_RESPONSE, responses)
            self.db.executemany(_INSERT_LINE, lines)

    def _response(
        self, number: int, pk: int, customer: int, team: int, person: int, channel: str, topic: str, at: str
    ) -> tuple[tuple[Any, ...], tuple[Any, ...]]:
        """An answer about a conversation, and its line in the log."""
        words = self.random.choice(self.texts) if self.random.random() < 0.35 else ""
        score = self.random.choices([1, 2, 3, 4, 5], [6, 6, 12, 34, 42])[0]
        about = f"conversation:{pk}"
        whose = (person, team, channel, topic)
        response = (number, 1, f"r-{number}", "csat", score, words, at, customer, about, *whose, number, at)
        payload = {
            "response": number,
            "name": "csat",
            "score": score,
            "at": at,
            "has_comment": bool(words),
            "customer": customer,
            "conversation": pk,
            **dict(zip(("person", "team", "channel", "topic"), whose, strict=True)),
        }
        subject, story = f"response:{number}", f"customer:{customer}"
        line = (stored(self.until), at, "feedback.ResponseReceived", subject, story, json.dumps(payload))
        return response, line

    def _drop_indexes(self) -> list[str]:
        """Take off what makes single writes slow; gives the statements that bring it back."""
        found = self.db.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND (type = 'index' AND ("
            "tbl_name LIKE 'con%' OR tbl_name LIKE 'cust%' OR tbl_name LIKE 'feedb%' OR tbl_name = 'events_logline')"
            " OR type = 'trigger' AND name LIKE 'search%')"
        ).fetchall()
        for kind, name, _sql in found:
            self.db.execute(f'DROP {kind} "{name}"')
        return [sql for _kind, _name, sql in found]

    def _many(self, sql: str, rows: Iterable[tuple[Any, ...]]) -> None:
        waiting = iter(rows)
        while some := list(islice(waiting, BATCH)):
            self.db.executemany(sql, some)

    def _insert(self, table: str, **values: Any) -> None:
        marks = ", ".join("?" * len(values))
        self.db.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))

    def _when(self) -> datetime:
        return self.first + (self.until - self.first) * self.random.random()

    def _vocabulary(self) -> list[str]:
        letters = string.ascii_lowercase
        return ["".join(self.random.choices(letters, k=self.random.randint(3, 9))) for _ in range(8_000)]

    def _sentence(self) -> str:
        """5 to 25 words, the first ones of the vocabulary being the common ones."""
        picks = (
            min(int(self.random.expovariate(1 / 900)), len(self.words) - 1) for _ in range(self.random.randint(5, 25))
        )
        return " ".join(self.words[p] for p in picks).capitalize() + "."

    def _name(self) -> str:
        return "".join(self.random.choices("abdefgiklmnorstu", k=self.random.randint(3, 8))).capitalize()


def stored(at: datetime) -> str:
    """A time as Django stores it in SQLite: UTC without a zone."""
    return at.strftime("%Y-%m-%d %H:%M:%S.%f") if at.microsecond else at.strftime("%Y-%m-%d %H:%M:%S")


_LINE_FIELDS = (
    "conversation",
    "customer",
    "channel",
    "team",
    "assignee",
    "topic",
    "opened_at",
    "resolved_at",
    "first_customer_at",
    "first_reply_at",
    "reopened_at",
    "messages",
    "moved_from",
)
_INSERT_CONVERSATION = (
    "INSERT INTO conversations_conversation (id, source_id, external_id, channel, subject, preview,"
    " customer_id, team_id,"
    " assignee_id, topic, tags, attributes, opened_at, resolved_at, first_customer_at, first_reply_at, reopened_at,"
    " waiting_since, last_message_at, message_count, fingerprint, created_at)"
    " VALUES (" + ",".join("?" * 22) + ")"
)
_INSERT_LINE = (
    "INSERT INTO events_logline (txid, at, happened_at, kind, version, actor, subject, about, payload, request_id)"
    " VALUES (0, ?, ?, ?, 1, 'system:bench', ?, ?, ?, '')"
)
_INSERT_RESPONSE = (
    "INSERT INTO feedback_response (id, source_id, external_id, name, score, comment, at, customer_id, about,"
    " person_id,"
    " team_id, channel, topic, fingerprint, created_at) VALUES (" + ",".join("?" * 15) + ")"
)
