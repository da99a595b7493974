"""PostgreSQL and Spark say what DuckDB says, from the same declarations and the same files."""

import importlib.util
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from colere.demo.cast import TEAMS
from colere.platform.metrics import Figure, ReportRequest, catch_up, engines, following
from colere.platform.metrics.answering import ask
from colere.platform.metrics.engines import spark
from colere.platform.metrics.engines.errors import EngineMissing
from colere.platform.metrics.engines.postgresql import SCHEMA, PostgreSQL
from tests import postgres
from tests.demo.companies import company
from tests.platform.metrics.telling import MARCH, conversation, response, tell, update

pytestmark = pytest.mark.django_db(transaction=True)

HAS_SPARK = bool(importlib.util.find_spec("pyspark") and shutil.which("java"))
needs_spark = pytest.mark.skipif(not HAS_SPARK, reason="Spark is not here: it needs the extra `spark` and Java.")
QUESTIONS = [
    *[ReportRequest(by=by) for by in (None, "team", "week", "topic", "channel", "month")],
    ReportRequest(date(2026, 2, 1), date(2026, 3, 29), "week", channel="email"),
    ReportRequest(by="channel", topic="it's late"),
]
DEMO_YEAR = date(2025, 7, 1), date(2026, 6, 30)
OF_THE_DEMO = [ReportRequest(*DEMO_YEAR, by) for by in (None, "team", "week", "channel", "topic")]
"""Every measure of the catalogue, in every way that pages ask for it."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL server: the one of this run, else one of the module's own."""
    given = os.environ.get("DATABASE_URL", "")
    if given.startswith("postgres"):
        yield given
        return
    started = postgres.start(tmp_path_factory.mktemp("server"))
    yield started.url
    started.stop()


@pytest.fixture
def facts(transactional_db: None, settings: Any, tmp_path: Path) -> Path:
    """Facts with everything that engines could see differently."""
    from colere.foundation.models import Organisation, Promise

    settings.FACTS_DIR = tmp_path / "facts"
    Organisation.objects.update_or_create(pk=1, defaults={"time_zone": "Europe/Berlin"})
    rule = {"measure": "resolution_time", "within_seconds": 7200}
    Promise.objects.create(slug="quick", words="Soon", rule=rule, felt={"name": "csat", "at_least": 4})
    tell(*[_conversation(key) for key in range(400)])
    tell(*[response(key, _score(key), name=_kind(key), at=MARCH + timedelta(hours=key), team=key % 3 or None)
           for key in range(300)])  # fmt: skip
    catch_up()
    return tmp_path / "facts"


def _conversation(key: int) -> Any:
    opened = MARCH - timedelta(days=50) + timedelta(hours=7 * (key % 390), microseconds=key * 1_234_567)
    done = opened + timedelta(seconds=(key * 7919) % 400_000, microseconds=key % 3)
    again = done + timedelta(days=7, microseconds=key % 3 - 1)
    over: dict[str, Any] = {
        "customer": key % 23 if key % 5 else None,
        "topic": ["refund", "it's late", "", None][key % 4],
        "channel": ["chat", "email", "phone"][key % 3],
        "team": key % 4 or None,
        "resolved_at": done if key % 6 else None,
        "reopened_at": again if key % 6 and key % 7 == 0 else None,
        "first_reply_at": opened + timedelta(microseconds=key * key + 1) if key % 8 else None,
    }
    return conversation(key, opened_at=opened, **over)


@pytest.fixture
def demo_facts(transactional_db: None, settings: Any, tmp_path: Path) -> Path:
    """The facts of the tiny demo company, told as its domains would."""
    from colere.foundation.models import Organisation, Promise

    settings.FACTS_DIR = tmp_path / "facts"
    Organisation.objects.update_or_create(pk=1, defaults={"time_zone": "Europe/London"})
    rule = {"measure": "first_response_time", "within_seconds": 3600}
    Promise.objects.create(slug="an-hour", words="Soon", rule=rule, felt={"name": "csat", "at_least": 4})
    simulated = company("tiny")
    told = [event for row in simulated.conversations() for event in _told(row)]
    told += [_answered(10_000 + place, row) for place, row in enumerate(simulated.responses())]
    tell(*told)
    catch_up()
    return tmp_path / "facts"


def _told(row: dict[str, Any]) -> list[Any]:
    key, said = _number(row["id"]), row["messages"]
    replies = [one["at"] for one in said if one["from"] == "agent"]
    about = {"team": _team(row["team"]), "channel": row["channel"], "topic": row["topic"]}
    times = {
        "resolved_at": _moment(row["resolved_at"]),
        "first_reply_at": _moment(replies[0] if replies else None),
        "reopened_at": _moment(row.get("reopened_at")),
    }
    opened, customer = _moment(row["opened_at"]), _number(row["customer"]["id"])
    assert opened is not None
    events = [conversation(key, opened_at=opened, first_customer_at=opened, customer=customer, **about, **times)]
    if score := row.get("csat"):
        at = _moment(score["at"])
        events.append(response(key, score["score"], at=at, conversation=key, customer=customer, **about))
    return events


def _answered(key: int, row: dict[str, Any]) -> Any:
    about = {"team": _team(row.get("team")), "channel": row.get("channel", ""), "topic": row.get("topic", "")}
    return response(key, row["score"], name=row["kind"], at=_moment(row["at"]), **about)


def _number(name: str) -> int:
    return int(name.rpartition("-")[2])


def _team(name: str | None) -> int | None:
    return None if name is None else 1 + [team.name for team in TEAMS].index(name)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _kind(key: int) -> str:
    return ("csat", "recommend", "effort")[key % 3]


def _score(key: int) -> float | None:
    return None if key % 11 == 0 else 1 + (key * 7 % 50) / 10


def compare(name: str, root: Path, questions: list[ReportRequest], **where: str) -> None:
    now = datetime.fromisoformat("2026-06-30T12:00:00+00:00")
    for request in questions:
        wanted = ask(request, root, now=now).figures
        found = ask(request, root, now=now, engine=engines.engine(name, **where)).figures
        assert len(found) == len(wanted) > 0
        for one, other in zip(wanted, found, strict=True):
            same_figure(one, other)


def same_figure(one: Figure, other: Figure) -> None:
    """The same, to the last digit but for sums of fractions, which add up in another order."""
    is_sum = one.unit == "score"
    assert replace(other, value=one.value, low=one.low, high=one.high) == one
    for mine, theirs in ((one.value, other.value), (one.low, other.low), (one.high, other.high)):
        assert theirs == (pytest.approx(mine, rel=1e-12) if is_sum and mine is not None else mine), (one, other)


def test_postgresql_gives_the_same_figures(facts: Path, server: str) -> None:
    compare("postgresql", facts, QUESTIONS, database=server)


def test_postgresql_says_the_same_of_the_demo_company(demo_facts: Path, server: str) -> None:
    compare("postgresql", demo_facts, OF_THE_DEMO, database=server)


def test_each_file_is_copied_once_and_goes_with_its_month(facts: Path, server: str) -> None:
    import psycopg

    def tables() -> dict[str, int]:
        with psycopg.connect(server) as db:
            rows = db.execute("SELECT relname, oid FROM pg_class WHERE relnamespace = %s::regnamespace", [SCHEMA])
            return {name: oid for name, oid in rows.fetchall() if name.count(":") == 2}

    request = ReportRequest(measures=("conversations_opened",))
    assert ask(request, facts, engine=PostgreSQL(server)).figures[0].value == 400
    first = tables()
    assert ask(request, facts, engine=PostgreSQL(server)).figures[0].value == 400
    assert tables() == first
    tell(update(7, opened_at=MARCH + timedelta(days=200), moved_from="2026-01"), conversation(1000))
    catch_up()
    assert ask(request, facts, engine=PostgreSQL(server)).figures[0].value == 401
    second = tables()
    assert 0 < len(set(first.items()) & set(second.items())) < len(second)


FOR_SMALL_QUESTIONS = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.constraintPropagation.enabled": "false",
    "spark.sql.shuffle.partitions": "1",
    "spark.sql.adaptive.enabled": "false",
    "spark.driver.extraJavaOptions": " ".join(
        [
            "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xms1g -Xmn700m",
            "-XX:+UnlockDiagnosticVMOptions -XX:-BytecodeVerificationRemote",  # Spark's own classes are well formed
        ]
    ),
}
"""How Spark computes, not what: half the work of small questions is to write, check and compile Java for each."""


@pytest.fixture(scope="module")
def session() -> Iterator[None]:
    """One session for many small questions: Java code made anew for each, or made quick, takes most of the time."""
    from pyspark.sql import SparkSession

    builder: Any = SparkSession.builder.master("local[1]")
    for name, value in {**spark.SETTINGS, **FOR_SMALL_QUESTIONS}.items():
        builder = builder.config(name, value)
    started = builder.getOrCreate()
    yield
    started.stop()


@pytest.mark.spark
@needs_spark
def test_spark_gives_the_same_figures(facts: Path, session: None) -> None:
    compare("spark", facts, QUESTIONS, master="local[1]")


@pytest.mark.spark
@needs_spark
def test_spark_says_the_same_of_the_demo_company(demo_facts: Path, session: None) -> None:
    compare("spark", demo_facts, OF_THE_DEMO, master="local[1]")


def test_a_server_that_is_not_there_gets_a_sentence() -> None:
    with pytest.raises(EngineMissing, match="The PostgreSQL server could not be reached: "):
        PostgreSQL("postgresql://nobody@127.0.0.1:1/none").prepare(following.root(), None, [])  # type: ignore[arg-type]


@pytest.mark.sqlite
def test_without_a_known_server_the_sentence_says_where_to_name_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("COLERE_FACTS_DATABASE", raising=False)
    with pytest.raises(EngineMissing, match="Set COLERE_FACTS_DATABASE to its address"):
        engines.engine("postgresql")


@pytest.mark.spark
@needs_spark
def test_without_java_the_sentence_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(EngineMissing, match="Spark needs Java 17 or newer"):
        engines.engine("spark")


def test_a_master_without_spark_is_a_mistake() -> None:
    with pytest.raises(CommandError, match="Only Spark has a master"):
        call_command("report", "--master", "spark://here:7077")
