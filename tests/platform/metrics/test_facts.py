"""The facts follow the log: all of it, once, whatever happens in between."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import duckdb
import pytest

from colere.platform.events.models import Cursor
from colere.platform.metrics import following, manifest
from colere.platform.metrics.exporting import CURSOR
from colere.platform.metrics.facts import Fact, get_fact, register_fact
from colere.platform.metrics.files import reading, writing
from tests.platform.metrics.telling import MARCH, conversation, response, tell, update

pytestmark = pytest.mark.django_db(transaction=True)

APRIL = MARCH + timedelta(days=31)


def rows(facts: Path, columns: str = "conversation, topic", name: str = "conversations") -> list[tuple[object, ...]]:
    files = [str(facts / p.file) for p in manifest.read(facts).facts[name].months.values()]
    if not files:
        return []
    return duckdb.connect().execute(f"SELECT {columns} FROM read_parquet($1) ORDER BY 1", [files]).fetchall()


def months(facts: Path) -> list[str]:
    return list(manifest.read(facts).facts["conversations"].months)


def test_an_event_becomes_a_row(facts: Path) -> None:
    tell(conversation(1), response(9, 4))
    assert following.catch_up() == 2
    assert rows(facts) == [(1, "delivery")]
    assert rows(facts, "response, name, score", "responses") == [(9, "csat", 4.0)]
    assert following.catch_up() == 0


def test_the_newest_line_about_a_thing_is_the_truth(facts: Path) -> None:
    tell(conversation(1), update(1, topic="refund"))
    following.catch_up()
    assert rows(facts) == [(1, "refund")]
    tell(update(1, topic="late"), conversation(2))
    following.catch_up()
    assert rows(facts) == [(1, "late"), (2, "delivery")]


def test_a_conversation_that_moves_to_another_month_leaves_the_old_one(facts: Path) -> None:
    tell(conversation(1), conversation(2))
    following.catch_up()
    tell(update(1, opened_at=APRIL, moved_from="2026-03"), update(1, opened_at=APRIL, topic="again"))
    following.catch_up()
    assert rows(facts) == [(1, "again"), (2, "delivery")]
    assert months(facts) == ["2026-03", "2026-04"]
    tell(update(2, opened_at=APRIL, moved_from="2026-03"))
    following.catch_up()
    assert months(facts) == ["2026-04"]


def test_times_are_kept_in_utc_to_the_microsecond(facts: Path) -> None:
    there = datetime.fromisoformat("2026-03-02T01:30:00.123456+02:00")
    tell(conversation(1, opened_at=there))
    following.catch_up()
    assert rows(facts, "opened_at") == [(there.astimezone(UTC).replace(tzinfo=None),)]


def test_lines_of_other_kinds_are_passed_over(facts: Path) -> None:
    from colere.foundation.events import TeamChanged

    tell(*[TeamChanged(team=i) for i in range(5)])
    following.catch_up()
    assert following.lag() == 0
    assert rows(facts) == []


def test_small_batches_give_the_same(facts: Path) -> None:
    tell(*[conversation(i % 7, topic=f"t{i}") for i in range(40)])
    assert following.catch_up(limit=11) >= 40
    assert rows(facts) == [(key, f"t{max(i for i in range(40) if i % 7 == key)}") for key in range(7)]
    assert following.differences() == {"conversations": 0, "purchases": 0, "responses": 0}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_facts_equal_the_log_in_whatever_order_it_is_taken_in(seed: int) -> None:
    chance, place = Random(seed), dict[int, int]()
    for count in range(40):
        key, month = chance.randint(1, 6), chance.randint(0, 3)
        before = place.get(key, month)
        moved = f"2026-{3 + before:02}" if before != month else None
        tell(update(key, opened_at=MARCH + timedelta(days=31 * month), topic=str(count), moved_from=moved))
        place[key] = month
        if chance.random() < 0.15:
            following.catch_up(limit=chance.choice([1, 4, 100]), batches=2)
    assert following.differences() == {"conversations": 0, "purchases": 0, "responses": 0}


def test_a_difference_is_found(facts: Path) -> None:
    tell(conversation(1), conversation(2))
    following.catch_up()
    file = facts / manifest.read(facts).facts["conversations"].months["2026-03"].file
    duckdb.connect().execute(
        f"COPY (SELECT * REPLACE ('x' AS topic) FROM '{file}' WHERE conversation = 1) TO '{file}.x' (FORMAT parquet)"
    )
    os.replace(f"{file}.x", file)
    assert following.differences()["conversations"] == 3
    following.rebuild()
    assert following.differences()["conversations"] == 0


def test_the_database_knows_how_far_facts_have_come() -> None:
    tell(conversation(1))
    following.catch_up()
    assert Cursor.objects.get(pk=CURSOR).line > 0
    assert following.lag() == 0


def test_facts_of_another_log_are_not_taken_for_this_ones(facts: Path) -> None:
    tell(conversation(1))
    following.catch_up()
    state = manifest.read(facts)
    manifest.write(facts, manifest.Manifest("9:another", state.sequence, state.facts))
    tell(conversation(2))
    following.catch_up()
    assert [row[0] for row in rows(facts)] == [1, 2]


def test_a_fact_of_another_shape_is_made_anew(facts: Path) -> None:
    tell(conversation(1))
    following.catch_up()
    old = get_fact("conversations")
    try:
        register_fact(
            Fact(
                old.name,
                old.label,
                old.key,
                old.at,
                {k: v for k, v in old.columns.items() if k != "messages"},
                old.events,
                old.dimensions,
            )
        )
        assert following.catch_up() > 0
        assert rows(facts, "*")[0][0] == 1
        assert len(rows(facts, "*")[0]) == len(old.columns) - 1
    finally:
        register_fact(old)


def test_only_one_process_writes(facts: Path) -> None:
    tell(conversation(1))
    with writing(facts, wait=True) as held:
        assert held
        assert following.catch_up(wait=False) == 0
    assert following.catch_up(wait=False) == 1


def test_files_are_not_taken_away_under_a_reader(facts: Path) -> None:
    tell(conversation(1))
    following.catch_up()
    with reading(facts):
        used = facts / manifest.read(facts).facts["conversations"].months["2026-03"].file
        tell(update(1, topic="refund"))
        following.catch_up()
        assert used.exists()
    tell(update(1, topic="late"))
    following.catch_up()
    assert not used.exists()
    assert len(list(facts.glob("conversations/*.parquet"))) == 1


def test_old_files_go_even_while_somebody_reads(facts: Path) -> None:
    tell(conversation(1))
    following.catch_up()
    with reading(facts):
        used = facts / manifest.read(facts).facts["conversations"].months["2026-03"].file
        os.utime(used, (0, 0))
        tell(update(1, topic="refund"))
        following.catch_up()
        assert not used.exists()


def test_a_follower_rests_in_proportion_to_its_work() -> None:
    tell(conversation(1))
    following.follow()
    tell(conversation(2))
    assert following.lag() == 1
    assert following.follow() == 0
    assert following.lag() == 1


def test_a_declaration_that_contradicts_itself_is_refused() -> None:
    with pytest.raises(ValueError, match="missing columns"):
        register_fact(Fact("wrong", "Wrong", "id", "at", {"id": "int64"}, ()))
    with pytest.raises(ValueError, match="unknown types"):
        register_fact(Fact("wrong", "Wrong", "id", "at", {"id": "int64", "at": "moment"}, ()))
