"""A page asks, a worker counts, and what is kept is counted again when something has moved."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection

from colere.platform.errors import Invalid, Refused
from colere.platform.kept import keeping, kinds
from colere.platform.kept.asking import look_up
from colere.platform.kept.jobs import count_again
from colere.platform.kept.keeping import ASK_AGAIN, DIED_AFTER, FORGET_AFTER, count_and_keep, note_question
from colere.platform.kept.kinds import Kind, Tell, register_kind
from colere.platform.kept.models import CountedAnswer, State
from colere.platform.kept.reading import LOOKED_AT, UNSEEN_RESTS, Kept, find_kept, to_count_again
from colere.platform.permissions import SYSTEM, Actor
from tests.people import Cast

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Number:
    """A question, and an answer: how much is twice this?"""

    n: int

    def as_json(self) -> dict[str, Any]:
        return {"n": self.n}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Number:
        return cls(content["n"])


def double(actor: Actor, asked: Number, tell: Tell) -> Number:
    return Number(2 * asked.n)


USUAL = Number(4)
DOUBLES = Kind(
    "doubles",
    "metrics.read",
    question=Number,
    answer=Number,
    count=double,
    mark=lambda asked: "as it was",
    usual=lambda actor: USUAL,
    code=(Path(__file__),),
)


@pytest.fixture
def kind(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Kind[Number, Number]]:
    """`kind(mark=…)` is the only kind that is known, with something changed."""
    monkeypatch.setattr(kinds, "_kinds", {})

    def change(**changes: Any) -> Kind[Number, Number]:
        changed = replace(DOUBLES, **changes)
        register_kind(changed)
        return changed

    change()
    return change


@pytest.fixture
def doubles(kind: Callable[..., Kind[Number, Number]]) -> Kind[Number, Number]:
    return kind()


def kept(of: Kind[Number, Number], question: Number = USUAL) -> Kept[Number]:
    found = find_kept(SYSTEM, of, question=question)
    assert found is not None
    return found


def move(**times: timedelta) -> None:
    """Make what is kept older by so much."""
    for row in CountedAnswer.objects.all():
        for name, span in times.items():
            setattr(row, name, getattr(row, name) - span)
        row.save()


def test_what_a_page_asks_is_counted_once_by_a_worker(
    doubles: Kind[Number, Number], cast: Cast, run_jobs: Callable[[], int]
) -> None:
    for _ in range(2):
        seen = look_up(doubles, question=USUAL, actor=cast.head.actor)
        assert seen is not None
        assert (seen.state, seen.found) == (State.WAITING, None)
    assert run_jobs() == 1
    assert look_up(doubles, question=USUAL, actor=cast.head.actor) == kept(doubles)
    assert kept(doubles).found == Number(8)
    assert run_jobs() == 0


def test_who_may_not_see_the_answer_can_neither_ask_nor_count(
    kind: Callable[..., Kind[Number, Number]], cast: Cast
) -> None:
    actor, doubles = cast.outsider.actor, kind(permission="imports.run")
    for refused in (
        lambda: look_up(doubles, question=USUAL, actor=actor),
        lambda: note_question(doubles, question=USUAL, actor=actor),
        lambda: count_and_keep(doubles, question=USUAL, actor=actor),
        lambda: find_kept(actor, doubles, question=USUAL),
    ):
        with pytest.raises(Refused):
            refused()
    assert not CountedAnswer.objects.exists()


def test_a_question_that_waits_in_vain_is_asked_again(doubles: Kind[Number, Number]) -> None:
    assert note_question(doubles, question=USUAL, actor=SYSTEM)
    assert not note_question(doubles, question=USUAL, actor=SYSTEM)
    move(asked_at=ASK_AGAIN + timedelta(seconds=1))
    assert note_question(doubles, question=USUAL, actor=SYSTEM)


def test_workers_count_the_usual_question_and_again_when_something_has_moved(
    kind: Callable[..., Kind[Number, Number]],
) -> None:
    assert (count_again(), count_again()) == (1, 0)
    assert not kept(kind()).is_stale
    moved = kind(mark=lambda asked: "otherwise")
    assert kept(moved).is_stale
    assert kept(moved).found == Number(8), "the last answer stays"
    assert count_again() == 0, "it rests a while"
    move(computed_at=timedelta(minutes=1))
    assert count_again() == 1
    assert not kept(moved).is_stale


def test_what_nobody_looks_at_is_left_alone_and_the_usual_question_counted_once_a_day(
    kind: Callable[..., Kind[Number, Number]],
) -> None:
    for n in (1, 4):
        count_and_keep(kind(), question=Number(n), actor=SYSTEM)
    kind(mark=lambda asked: "otherwise")
    move(asked_at=LOOKED_AT + timedelta(hours=1), computed_at=UNSEEN_RESTS / 2)
    assert to_count_again(SYSTEM) is None
    move(computed_at=UNSEEN_RESTS)
    assert (count_again(), count_again()) == (1, 0)
    assert kept(kind(mark=lambda asked: "otherwise"), Number(1)).is_stale


def test_nothing_is_counted_where_there_is_nothing_to_count_from(kind: Callable[..., Kind[Number, Number]]) -> None:
    kind(is_ready=lambda actor: False)
    assert count_again() == 0


def test_a_question_is_counted_once_at_a_time(kind: Callable[..., Kind[Number, Number]]) -> None:
    within: list[bool] = []

    def count(actor: Actor, asked: Number, tell: Tell) -> Number:
        within.append(count_and_keep(DOUBLES, question=asked, actor=SYSTEM))
        return double(actor, asked, tell)

    assert count_and_keep(kind(count=count), question=USUAL, actor=SYSTEM)
    assert within == [False]


def test_who_waits_sees_the_step_and_a_worker_that_died_keeps_nobody_from_counting(
    kind: Callable[..., Kind[Number, Number]],
) -> None:
    steps: list[str] = []

    def die(actor: Actor, asked: Number, tell: Tell) -> Number:
        tell("fitting")
        steps.append(kept(DOUBLES).step)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        count_and_keep(kind(count=die), question=USUAL, actor=SYSTEM)
    assert steps == ["fitting"]
    assert not count_and_keep(kind(), question=USUAL, actor=SYSTEM)
    move(counting_since=DIED_AFTER + timedelta(seconds=1))
    assert count_and_keep(kind(), question=USUAL, actor=SYSTEM)


def test_a_question_without_an_answer_keeps_the_reason(kind: Callable[..., Kind[Number, Number]]) -> None:
    def refuse(actor: Actor, asked: Number, tell: Tell) -> Number:
        raise Invalid("There is nothing to double.")

    count_and_keep(kind(count=refuse), question=USUAL, actor=SYSTEM)
    found = kept(DOUBLES)
    assert (found.state, found.found, found.refusal) == (State.REFUSED, None, "There is nothing to double.")
    assert not note_question(DOUBLES, question=USUAL, actor=SYSTEM)


def test_what_breaks_is_kept_as_that_logged_and_can_be_tried_again(
    kind: Callable[..., Kind[Number, Number]], caplog: pytest.LogCaptureFixture
) -> None:
    def break_down(actor: Actor, asked: Number, tell: Tell) -> Number:
        raise ZeroDivisionError

    count_and_keep(kind(count=break_down), question=USUAL, actor=SYSTEM)
    assert "ZeroDivisionError" in caplog.text
    assert kept(DOUBLES).state == State.FAILED
    move(asked_at=ASK_AGAIN + timedelta(seconds=1))
    assert note_question(DOUBLES, question=USUAL, actor=SYSTEM)
    count_and_keep(kind(), question=USUAL, actor=SYSTEM)
    assert kept(DOUBLES).found == Number(8)


def test_what_nobody_asks_for_a_month_is_forgotten(doubles: Kind[Number, Number]) -> None:
    count_and_keep(doubles, question=Number(1), actor=SYSTEM)
    move(asked_at=FORGET_AFTER + timedelta(days=1))
    count_and_keep(doubles, question=USUAL, actor=SYSTEM)
    assert [row.question for row in CountedAnswer.objects.all()] == [USUAL.as_json()]


def test_what_another_version_of_the_code_has_kept_is_not_read(
    kind: Callable[..., Kind[Number, Number]], tmp_path: Path
) -> None:
    count_and_keep(kind(), question=USUAL, actor=SYSTEM)
    CountedAnswer.objects.update(question={"m": 4})
    (tmp_path / "rules.py").write_text("FACTOR = 2\n")
    later = kind(code=(tmp_path,), usual=lambda actor: None)
    assert find_kept(SYSTEM, later, question=USUAL) is None
    move(computed_at=timedelta(days=1))
    assert to_count_again(SYSTEM) is None


@pytest.mark.sqlite
@pytest.mark.django_db(transaction=True)
def test_an_answer_is_written_down_also_when_somebody_else_writes_for_long(
    kind: Callable[..., Kind[Number, Number]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PAUSE_SECONDS", 0.2)
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None, check_same_thread=False)
    done = threading.Timer(0.05, lambda: other.execute("COMMIT"))

    def count(actor: Actor, asked: Number, tell: Tell) -> Number:
        other.execute("BEGIN IMMEDIATE")
        done.start()
        return double(actor, asked, tell)

    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA busy_timeout = 10")
        assert count_and_keep(kind(count=count), question=USUAL, actor=SYSTEM)
        assert kept(DOUBLES).found == Number(8)
    finally:
        done.join()
        other.close()
        connection.close()


def test_a_database_that_does_not_answer_is_no_answer_and_the_next_counts_at_once(
    kind: Callable[..., Kind[Number, Number]],
) -> None:
    def stumble(actor: Actor, asked: Number, tell: Tell) -> Number:
        raise OperationalError("database is locked")

    with pytest.raises(OperationalError):
        count_and_keep(kind(count=stumble), question=USUAL, actor=SYSTEM)
    assert kept(DOUBLES).state == State.WAITING
    assert count_and_keep(kind(), question=USUAL, actor=SYSTEM)
    assert kept(DOUBLES).found == Number(8)
