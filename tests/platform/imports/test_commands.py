"""`colere import` and `colere export` as a person or a script calls them."""

import csv
import gzip
import io
import json
import os
import shutil
import signal
import sys
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from django.core.management import call_command

from colere.care.conversations.models import Conversation
from colere.care.customers.models import AttributeDefinition, Customer, CustomerIdentity, Purchase
from colere.care.feedback.models import Response
from colere.foundation.models import Person, Team
from colere.platform.imports.models import ImportRun, Source
from colere.platform.imports.readers import FileRefused
from tests.crash.processes import PATIENCE_SECONDS, Installation
from tests.crash.warm import WarmProcess

CONVERSATION = {
    "id": "c-1", "channel": "email", "subject": "=Late", "customer": {"id": "cu-9", "email": "ada@example.org"},
    "team": "Parcels", "assignee": "ben@example.org", "topic": "late", "tags": ["vip", "x"],
    "attributes": {"order": "A17"},
    "opened_at": "2026-03-01T09:00:00Z", "resolved_at": "2026-03-01T09:20:00Z",
    "messages": [
        {"id": "m-1", "at": "2026-03-01T09:00:00Z", "from": "customer", "text": "Where\nis \"it\"?"},
        {"id": "m-2", "at": "2026-03-01T09:03:00Z", "from": "agent", "author": "ben@example.org",
         "text": "+1; I look."},
    ],
    "csat": {"score": 5, "comment": "-quick!", "at": "2026-03-01T10:00:00Z"},
}  # fmt: skip


@dataclass
class Home:
    """A place for files, and the commands called on the tests' database."""

    path: Path
    capsys: pytest.CaptureFixture[str]
    status: int = 0

    def call(self, *words: str | Path, status: int = 0, input: bytes = b"") -> str:
        self.capsys.readouterr()
        before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(input))
        try:
            call_command(*map(str, words))
            self.status = 0
        except SystemExit as end:
            self.status = end.code if isinstance(end.code, int) else 1
        finally:
            sys.stdin = before
        assert self.status == status
        return self.capsys.readouterr().out

    def counts(self, *words: str | Path, status: int = 0, input: bytes = b"") -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.call("import", *words, "--json", status=status, input=input))
        return found


@pytest.fixture
def home(
    tmp_path: Path, db: None, settings: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Home:
    settings.FACTS_DIR = tmp_path / "facts"
    settings.FILES_DIR = tmp_path / "files"
    monkeypatch.chdir(tmp_path)
    return Home(tmp_path, capsys)


def exported(home: Home, kind: str) -> list[dict[str, Any]]:
    """What goes out as JSON Lines, in the order of the ids."""
    home.call("export", kind, f"check-{kind}.jsonl")
    rows = [json.loads(line) for line in (home.path / f"check-{kind}.jsonl").read_text().splitlines()]
    return sorted(rows, key=lambda row: str(row["id"]))


def empty() -> None:
    """As in a new home: only the log stays."""
    for model in (
        Response,
        Purchase,
        Conversation,
        CustomerIdentity,
        Customer,
        Person,
        Team,
        AttributeDefinition,
        Source,
    ):
        model.objects.all().delete()


def lines(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def test_json_has_the_promised_fields_and_the_second_time_creates_nothing(home: Home):
    file = home.path / "talks.jsonl"
    file.write_bytes(lines(CONVERSATION))
    found = home.counts("conversations", file)
    assert list(found) == ["kind", "read", "created", "updated", "unchanged", "rejected", "seconds"]
    assert (found["kind"], found["read"], found["created"], found["rejected"]) == ("conversations", 1, 1, 0)
    assert home.counts("conversations", file)["unchanged"] == 1


def test_refused_rows_stand_beside_the_file_with_line_id_reason_and_row(home: Home):
    file = home.path / "customers.csv"
    file.write_text("id;name;email\n1;Ada;ada@example.org\n=2;Ben;nobody\n3;Eve\n")
    assert home.counts("customers", file, status=3)["rejected"] == 2
    with (home.path / "customers.csv.rejected.csv").open(newline="") as rejected:
        first, second = csv.DictReader(rejected)
    assert (first["line"], first["id"]) == ("3", "'=2")
    assert first["reason"] == "“email” is no e-mail address: “nobody”."
    assert json.loads(first["row"])["name"] == "Ben"
    assert second["reason"] == "This row has 2 cells, but the header has 3."
    file.write_text("id;name\n1;Ada\n")
    home.counts("customers", file)
    assert not (home.path / "customers.csv.rejected.csv").exists()


def test_what_could_be_read_of_a_truncated_file_is_loaded_and_the_rest_reported(home: Home):
    file = home.path / "people.csv.gz"
    rows = "".join(f"p-{number},Person {os.urandom(6).hex()}\n" for number in range(3_000))
    file.write_bytes(gzip.compress(f"id,name\n{rows}".encode())[:-5_000])
    found = home.counts("people", file, status=3)
    assert found["created"] > 1_000
    assert "breaks off" in (home.path / "people.csv.gz.rejected.csv").read_text()


def test_standard_input_is_read_and_its_format_found_out(home: Home):
    assert home.counts("customers", "-", input=b"id\tname\n1\tAda\n")["created"] == 1
    assert home.counts("customers", "-", "--source", "shop", input=b'[{"id": "1"}, {"id": "2"}]')["created"] == 1


def test_a_map_file_reads_foreign_columns_words_and_times(home: Home):
    (home.path / "map.toml").write_text(
        'source = "desk"\n[columns]\nid = "Ticket"\n"customer.email" = "From"\nmessages = "comments"\n'
        '[items]\nat = "created"\nfrom = "role"\ntext = "body"\n[values.from]\n"end-user" = "customer"\n"*" = "agent"\n'
        '[values.channel]\nweb = "form"\n[constants]\nteam = "Parcels"\n'
        '[read]\ntime_zone = "Europe/Berlin"\ntime_formats = ["%d.%m.%Y %H:%M"]\n'
    )
    ticket = {
        "Ticket": 7, "From": "Ada@example.org", "channel": "web",
        "comments": [{"created": "01.07.2026 09:00", "role": "end-user", "body": "Hi"},
                     {"created": "01.07.2026 09:05", "role": "admin", "body": "Hello"}],
    }  # fmt: skip
    assert home.counts("conversations", "-", "--map", "map.toml", input=lines(ticket))["created"] == 1
    (out,) = exported(home, "conversations")
    assert (out["id"], out["channel"], out["team"], out["customer"]["email"]) == (
        "7",
        "form",
        "Parcels",
        "ada@example.org",
    )
    assert out["opened_at"] == "2026-07-01T07:00:00+00:00"
    assert [message["from"] for message in out["messages"]] == ["customer", "agent"]


def test_a_file_without_the_needed_column_is_refused_as_a_whole_and_says_what_to_do(home: Home):
    (home.path / "people.csv").write_text("key,name\n1,Ada\n")
    with pytest.raises(FileRefused, match=r"The file has no column “id”\. It has: “key”, “name”\."):
        home.call("import", "people", "people.csv")
    assert ImportRun.objects.get().state == "failed"


def test_a_dry_run_changes_nothing(home: Home):
    file = home.path / "talks.jsonl"
    file.write_bytes(lines(CONVERSATION))
    found = home.counts("conversations", file, "--dry-run")
    assert (found["created"], found["merged"], found["dry_run"]) == (1, 0, True)
    assert exported(home, "conversations") == []


@pytest.mark.parametrize("ending", ["jsonl", "csv", "parquet", "jsonl.gz", "csv.zst"])
def test_what_goes_out_comes_back_in_another_home(home: Home, ending: str):
    note = {"at": "2026-03-02T09:00:00+00:00", "from": "note", "text": "'=x"}
    silent = {"id": "c-3", "opened_at": "2026-03-03T09:00:00Z", "topic": "call me", "attributes": {"order": "A18"}}
    talks = lines(CONVERSATION, {"id": "c-2", "messages": [note]}, silent)
    home.counts("conversations", "-", "--source", "talks", input=talks)
    home.counts("purchases", "-", input=b"id,customer,at,amount\no-1,cu-9,2026-03-01,12.50\n")
    home.counts("customers", "-", input=lines({"id": "cu-9", "name": "@Ada", "phone": "+4930123456", "Plan": "gold"}))
    kinds = ("people", "customers", "conversations", "responses", "purchases")
    before = {kind: exported(home, kind) for kind in kinds[1:]}
    for kind in kinds:
        home.call("export", kind, f"{kind}.{ending}")
    empty()
    for kind in kinds:
        home.counts(kind, f"{kind}.{ending}")
    assert {kind: exported(home, kind) for kind in kinds[1:]} == before


def test_formulas_are_harmless_in_a_table_unless_asked_otherwise(home: Home):
    home.counts("conversations", "-", input=lines(CONVERSATION))
    home.call("export", "conversations", "safe.csv")
    home.call("export", "conversations", "raw.csv", "--raw-cells")
    safe, raw = ((home.path / name).read_text() for name in ("safe.csv", "raw.csv"))
    assert "'=Late" in safe and "'+1; I look." in safe
    assert "'=Late" not in raw and "=Late" in raw


def test_parquet_goes_to_other_programs(home: Home):
    home.counts("conversations", "-", input=lines(CONVERSATION))
    home.call("export", "conversations", "talks.parquet")
    rows = duckdb.sql(
        f"""SELECT conversation_id, text FROM '{home.path / "talks.parquet"}' ORDER BY "at" """
    ).fetchall()
    assert rows == [("c-1", 'Where\nis "it"?'), ("c-1", "+1; I look.")]


def test_a_conversation_in_which_nothing_was_said_has_one_row_in_a_table(home: Home):
    silent = {"id": "c-3", "opened_at": "2026-03-03T09:00:00Z", "topic": "call me"}
    home.counts("conversations", "-", input=lines(CONVERSATION, silent))
    for name in ("talks.csv", "talks.parquet"):
        home.call("export", "conversations", name)
        rows = duckdb.sql(
            f"""SELECT topic, "at", "from", "text" FROM '{home.path / name}' WHERE conversation_id = 'c-3' """
        )
        assert rows.fetchall() == [("call me", None, None, None)]


def test_a_row_about_a_conversation_alone_needs_to_say_when_it_was_opened(home: Home):
    table = b"conversation_id,at,from,text,opened_at\nc-1,,,,2026-03-01\nc-2,,,,\nc-3,2026-03-01T09:00:00Z,customer,,\n"
    (home.path / "talks.csv").write_bytes(table)
    found = home.counts("conversations", "talks.csv", status=3)
    assert (found["created"], found["rejected"]) == (1, 2)
    said = (home.path / "talks.csv.rejected.csv").read_text()
    assert "opened_at" in said and "“text” is missing" in said


def test_columns_of_parquet_have_their_types(home: Home):
    home.counts("conversations", "-", input=lines(CONVERSATION))
    home.counts("customers", "-", input=lines({"id": "cu-9", "birthday": "1990-05-04", "consent_email": "yes"}))
    home.counts("purchases", "-", input=b"id,customer,at,amount\no-1,cu-9,2026-03-01,12.50\n")
    types = {}
    for kind in ("conversations", "responses", "customers", "purchases"):
        home.call("export", kind, f"{kind}.parquet")
        described = duckdb.sql(f"DESCRIBE SELECT * FROM '{home.path / kind}.parquet'").fetchall()
        types |= {f"{kind}.{name}": type for name, type, *_rest in described}
    times = {name for name, type in types.items() if type == "TIMESTAMP WITH TIME ZONE"}
    assert times == {"conversations.at", "conversations.opened_at", "conversations.resolved_at"} | {
        "responses.at",
        "purchases.at",
    }
    assert (types["responses.score"], types["purchases.amount"]) == ("DOUBLE", "DECIMAL(18,3)")
    assert (types["customers.birthday"], types["customers.consent_email"]) == ("DATE", "BOOLEAN")
    assert types["conversations.text"] == "VARCHAR"
    paid = duckdb.sql(f"SELECT sum(amount), min(epoch(\"at\")) FROM '{home.path}/purchases.parquet'").fetchall()
    assert paid == [(Decimal("12.500"), 1772323200.0)]


def test_a_fact_that_does_not_fit_its_type_leaves_the_column_as_text(home: Home):
    AttributeDefinition.objects.create(key="visits", label="Visits", type="number")
    Customer.objects.create(name="Ada", attributes={"visits": 3})
    home.call("export", "customers", "one.parquet")
    Customer.objects.create(name="Ben", attributes={"visits": "often"})
    home.call("export", "customers", "two.parquet")
    found = [duckdb.sql(f"SELECT visits FROM '{home.path}/{name}.parquet'").fetchall() for name in ("one", "two")]
    assert found == [[(3.0,)], [("3",), ("often",)]]


def many(file: Path, count: int) -> None:
    message = {"at": "2026-03-01T09:00:00Z", "from": "customer", "text": "word " * 20}
    talk = {"messages": [message | {"id": str(number)} for number in range(4)]}
    file.write_bytes(lines(*({"id": f"c-{number}", **talk} for number in range(count))))


KILLED = """
import os, signal, sys
from colere.platform.imports import run_import
from colere.platform.imports.readers import open_rows
from colere.platform.permissions import system_actor
batches = []
def on_progress(result):
    batches.append(result.read)
    if len(batches) == int(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)
actor, rows = system_actor("import"), open_rows(sys.argv[1])
result = run_import("conversations", rows, source="talks", actor=actor, on_progress=on_progress)
print(result.created, result.unchanged)
"""


@pytest.mark.sqlite
def test_killed_half_way_and_begun_again_it_ends_in_the_same_state(blank_home: Path, tmp_path: Path):
    file = tmp_path / "talks.jsonl"
    many(file, 3_000)
    house = Installation(shutil.copytree(blank_home, tmp_path / "home"))

    def run(kill_after: int) -> tuple[int | None, str]:
        program = WarmProcess((str(file), str(kill_after)), house.environment, source=KILLED)
        said, _ = program.communicate(timeout=PATIENCE_SECONDS)
        return program.returncode, said.strip()

    assert run(1) == (-signal.SIGKILL, "")
    assert run(0) == (0, "1000 2000")


def test_ctrl_c_finishes_the_rows_at_hand_and_says_how_to_go_on(home: Home):
    file = home.path / "talks.jsonl"
    many(file, 6_000)

    def press(*_given: object) -> None:
        if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:  # the import listens by now
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGALRM, press)
    signal.setitimer(signal.ITIMER_REAL, 0.1, 0.05)
    try:
        said = home.call("import", "conversations", file, status=130)
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert "Run the same command again to go on" in said
    loaded = Conversation.objects.count()
    assert 0 < loaded < 6_000
    assert home.counts("conversations", file)["unchanged"] == loaded
