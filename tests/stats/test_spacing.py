"""When to practise again."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colere.stats.spacing import Practice, Recall, Stage, chance_to_know, days_between, practise

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANSWERS = st.lists(st.sampled_from(Recall), min_size=1, max_size=20)


def practise_when_due(answers: list[Recall]) -> list[Practice]:
    found, at = [Practice()], START
    for answer in answers:
        found.append(practise(found[-1], answer, at))
        at = found[-1].due_at or at
    return found[1:]


def test_the_days_between_practices_of_the_published_sequence() -> None:
    answers = [Recall.GOOD] * 6 + [Recall.AGAIN] * 2 + [Recall.GOOD] * 5
    days = [days_between(one) for one in practise_when_due(answers)]
    assert days == [0, 2, 11, 46, 163, 498, 0, 0, 2, 4, 7, 12, 21]


@given(ANSWERS)
def test_the_same_answers_give_the_same_days_and_none_is_due_before_now(answers: list[Recall]) -> None:
    found = practise_when_due(answers)
    assert found == practise_when_due(answers)
    assert all(one.due_at > one.practised_at for one in found if one.due_at and one.practised_at)
    assert all(1 <= (one.difficulty or 0) <= 10 and (one.stability or 0) > 0 for one in found)


def test_a_reviewed_card_is_due_when_nine_in_ten_still_know_it() -> None:
    last = practise_when_due([Recall.GOOD] * 5)[-1]
    assert last.stage is Stage.REVIEW
    assert last.due_at is not None
    assert chance_to_know(last, last.due_at) == pytest.approx(0.9, abs=0.005)
    assert chance_to_know(last, last.due_at + timedelta(days=200)) < 0.9
    assert chance_to_know(Practice(), START) == 0.0


def test_who_wants_to_be_surer_practises_sooner() -> None:
    before = practise_when_due([Recall.GOOD] * 4)[-1]
    at = before.due_at or START
    usual, surer = practise(before, Recall.GOOD, at), practise(before, Recall.GOOD, at, retention=0.95)
    assert days_between(surer) < days_between(usual)


def test_what_was_forgotten_starts_over_on_the_same_day() -> None:
    before = practise_when_due([Recall.GOOD] * 4)[-1]
    lapsed = practise(before, Recall.AGAIN, before.due_at or START)
    assert lapsed.stage is Stage.RELEARNING
    assert days_between(lapsed) == 0
    assert (lapsed.stability or 0) < (before.stability or 0)


def test_a_clock_elsewhere_tells_the_same_moment() -> None:
    tokyo = START.astimezone(timezone(timedelta(hours=9)))
    assert practise(Practice(), Recall.EASY, tokyo) == practise(Practice(), Recall.EASY, START)


def test_impossible_practices_are_refused() -> None:
    once = practise(Practice(), Recall.GOOD, START)
    with pytest.raises(ValueError, match="zone"):
        practise(Practice(), Recall.GOOD, START.replace(tzinfo=None))
    with pytest.raises(ValueError, match="before the last"):
        practise(once, Recall.GOOD, START - timedelta(hours=1))
    with pytest.raises(ValueError, match="between 0 and 1"):
        practise(once, Recall.GOOD, START + timedelta(hours=1), retention=1.0)
    with pytest.raises(ValueError, match="never practised"):
        days_between(Practice())
