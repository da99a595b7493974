"""What needs no database: weeks, words that may be quoted, what comes first."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colere.insights.letter.queries.question import QUESTIONS, question_for
from colere.insights.letter.rules.choosing import Voice, chosen, spread
from colere.insights.letter.rules.leading import Kind, News, leading
from colere.insights.letter.rules.quoting import harmless, is_quotable, shortened
from colere.insights.letter.rules.weeks import Week, due_moment, last_whole_week, week_named, week_of


@given(st.dates(date(1900, 1, 1), date(2200, 1, 1)))
def test_a_week_is_found_again_by_its_name(day: date) -> None:
    week = week_of(day)
    assert week_named(week.name) == week
    assert week.first <= day <= week.last
    assert last_whole_week(day).last < day
    assert week.before().number == week.number - 1


@pytest.mark.parametrize("name", ["2026-W54", "2026-W00", "2025-W53", "2026-20", "0000-W01", "20260-W1", "W20", ""])
def test_what_is_no_week_is_none(name: str) -> None:
    assert week_named(name) is None


def test_a_letter_is_due_on_monday_at_six() -> None:
    assert due_moment(Week(date(2026, 5, 11)), datetime(2026, 5, 20, tzinfo=UTC)) == datetime(
        2026, 5, 18, 6, tzinfo=UTC
    )


@given(st.text(max_size=300))
def test_harmless_words_are_one_line_without_anything_that_cannot_be_seen(text: str) -> None:
    said = harmless(text)
    assert said == harmless(said)
    assert said.isprintable() or all(one.isprintable() or not one.isascii() for one in said)
    assert len(said.splitlines()) <= 1
    assert not set(said) & {"\x00", "\u202e", "\u2069", "\u200f", "\x1b"}


def test_words_are_never_improved() -> None:
    said = "i waited 3 WEEKS & nobody , NOBODY rang me !!1 naïve “fools” <sigh>"
    assert harmless(said) == said


@pytest.mark.parametrize(
    "said",
    [
        "Write to me at ada@example.org please",
        "See www.example.net for a photo",
        "Look at https://example.org/x now",
        "go to bit-shop.com and look",
        "My number is 0171 234 5678, call me",
        "Order 1234567 never came to us",
        "Regards, Mrs Moss, who is cross",
        "Good.",
        "!!!!!!!!!!!!!!!!!!!!",
    ],
)
def test_words_that_may_tell_who_wrote_them_or_say_nothing_are_not_quoted(said: str) -> None:
    assert not is_quotable(said, ["Ada Moss"])


def test_words_that_say_something_may_be_quoted() -> None:
    assert is_quotable("The 3 pots came broken, and nobody cared for 2 weeks.", ["Ada Moss"])


@given(st.text(max_size=900), st.integers(50, 400))
def test_a_long_quote_is_cut_at_a_word_and_says_so(text: str, longest: int) -> None:
    cut = shortened(text, longest)
    assert len(cut) <= longest
    assert cut == text or (cut.endswith(" […]") and text.startswith(cut.removesuffix(" […]")))


def voice(number: int, topic: str = "late", *, is_unhappy: bool = True) -> Voice:
    return Voice(number, is_unhappy, topic, f"words {number}", "")


def test_quotes_are_half_unhappy_from_many_days_and_topics() -> None:
    days = [[voice(10 * day + n, f"topic {n}", is_unhappy=n % 2 == 0) for n in range(4)] for day in range(7)]
    found = chosen(spread(days), 4)
    assert [one.is_unhappy for one in found] == [True, True, False, False]
    assert len({one.topic for one in found}) == 4


def test_one_side_fills_in_for_the_other_and_nothing_is_said_twice() -> None:
    found = chosen([voice(1), voice(1), voice(2), voice(3), voice(4, is_unhappy=False)], 4)
    assert [one.id for one in found] == [1, 2, 3, 4]
    assert chosen([], 4) == []


def test_a_new_problem_leads_before_a_promise_before_a_change_before_a_quiet_week() -> None:
    every = [News(kind, str(kind)) for kind in reversed(Kind)]
    while every:
        first = leading(every)
        assert first == every[-1]
        every.pop()


@pytest.mark.parametrize("kind", Kind)
def test_each_sort_of_news_has_questions_of_its_own_and_they_take_turns(kind: Kind) -> None:
    week = Week(date(2026, 5, 11))
    asked = [question_for(kind, Week(week.first + timedelta(weeks=n))) for n in range(len(QUESTIONS[kind]))]
    assert len(set(asked)) == len(asked) >= 3
    assert question_for(kind, week) == asked[0]
    assert all(one.endswith("?") for one in asked)
