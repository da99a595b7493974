"""Who leads whom, what a promise means, who may decide what, and what changed in a text."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from colere.foundation.rules import people, promises
from colere.foundation.rules.charter import Kind, Limit, may_decide
from colere.foundation.rules.hours_text import read_hours, write_hours
from colere.foundation.rules.order import moved
from colere.foundation.rules.promises import Gap, Problem, Share, Standing, felt_problem, rule_problem, slug_for
from colere.foundation.rules.wording import compare
from colere.foundation.rules.worktime import MIDNIGHT, Span, tidy


def test_a_manager_who_is_led_by_the_person_closes_a_circle() -> None:
    leads = {1: None, 2: 1, 3: 2}
    assert people.closes_a_circle(leads, person=1, manager=3) == [1, 3, 2, 1]
    assert people.closes_a_circle(leads, person=1, manager=1) == [1, 1]


def test_a_manager_from_another_branch_closes_no_circle() -> None:
    assert people.closes_a_circle({1: None, 2: 1, 3: 1}, person=3, manager=2) == []
    assert people.closes_a_circle({1: None}, person=1, manager=None) == []


def test_a_circle_among_others_is_not_this_changes_fault() -> None:
    assert people.closes_a_circle({1: 2, 2: 1, 3: None}, person=3, manager=1) == []


def test_everybody_in_a_circle_is_found_and_nobody_else() -> None:
    assert people.in_circles({1: 2, 2: 3, 3: 1, 4: 1, 5: None, 6: 6}) == {1, 2, 3, 6}


@given(st.dictionaries(st.integers(1, 12), st.one_of(st.none(), st.integers(1, 12))))
def test_without_those_in_circles_every_line_of_managers_ends(managers: dict[int, int | None]) -> None:
    circling = people.in_circles(managers)
    rest = {person: manager for person, manager in managers.items() if person not in circling}
    for person in rest:
        seen, current = set(), person
        while (current := rest.get(current)) is not None:  # type: ignore[assignment]
            assert current not in seen
            seen.add(current)


def test_a_birthday_on_the_29th_of_february_is_kept_on_the_first_of_march() -> None:
    assert people.next_birthday(date(1992, 2, 29), today=date(2026, 2, 1)) == date(2026, 3, 1)
    assert people.next_birthday(date(1992, 2, 29), today=date(2028, 2, 1)) == date(2028, 2, 29)
    assert people.next_birthday(date(1992, 5, 4), today=date(2026, 5, 4)) == date(2026, 5, 4)
    assert people.next_birthday(date(1992, 5, 4), today=date(2026, 5, 5)) == date(2027, 5, 4)


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"measure": "first_response_time", "within_seconds": 3600},
        {
            "measure": "resolution_time",
            "within_seconds": 86_400,
            "channel": "chat",
            "team": 3,
            "topic": "late delivery",
        },
        {"measure": "csat", "at_least": 4},
        {"measure": "promise-quick", "at_least": 0},
    ],
)
def test_a_rule_that_can_be_measured_has_no_problem(rule: dict[str, object]) -> None:
    assert rule_problem(rule) is None


@pytest.mark.parametrize(
    ("rule", "problem"),
    [
        ({"within_seconds": 60}, Problem.MEASURE_MISSING),
        ({"measure": 7}, Problem.MEASURE_MISSING),
        ({"measure": "Robert'); DROP TABLE"}, Problem.MEASURE_UNKNOWN),
        ({"measure": "resolution_time"}, Problem.TIME_MISSING),
        ({"measure": "resolution_time", "within_seconds": 0}, Problem.TIME_OUT_OF_RANGE),
        ({"measure": "resolution_time", "within_seconds": float("nan")}, Problem.TIME_OUT_OF_RANGE),
        ({"measure": "resolution_time", "within_seconds": True}, Problem.TIME_OUT_OF_RANGE),
        ({"measure": "resolution_time", "at_least": 4}, Problem.FIELD_UNKNOWN),
        ({"measure": "csat"}, Problem.SCORE_MISSING),
        ({"measure": "csat", "at_least": 6}, Problem.SCORE_OUT_OF_RANGE),
        ({"measure": "csat", "at_least": "4"}, Problem.SCORE_OUT_OF_RANGE),
        ({"measure": "csat", "at_least": 4, "channel": "pigeon"}, Problem.CHANNEL_UNKNOWN),
        ({"measure": "csat", "at_least": 4, "team": "3"}, Problem.TEAM_UNKNOWN),
        ({"measure": "csat", "at_least": 4, "moon": "full"}, Problem.FIELD_UNKNOWN),
    ],
)
def test_a_rule_that_cannot_be_measured_says_why(rule: dict[str, object], problem: Problem) -> None:
    assert rule_problem(rule) is problem


def test_the_question_that_shows_how_a_promise_is_felt_needs_a_score() -> None:
    assert felt_problem({}) is None
    assert felt_problem({"name": "csat", "at_least": 4}) is None
    assert felt_problem({"name": "csat"}) is Problem.SCORE_MISSING
    assert felt_problem({"at_least": 4}) is Problem.MEASURE_MISSING
    assert felt_problem({"name": "csat", "at_least": 4, "within_seconds": 3}) is Problem.FIELD_UNKNOWN


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("We answer within one hour", "answer-within-one-hour"),
        ("Größe & Ärger: lösen wir!", "grosse-arger-losen-wir"),
        ("you to us", "you-to-us"),
        ("我们一小时内回复", "promise"),
        ("x" * 90, "x" * 40),
    ],
)
def test_a_promise_gets_a_short_name_from_its_words(words: str, slug: str) -> None:
    assert slug_for(words) == slug


def test_a_short_name_that_is_taken_gets_a_number() -> None:
    assert slug_for("Answer", {"answer", "answer-2"}) == "answer-3"


@given(st.text(max_size=300), st.sets(st.sampled_from(["promise", "answer"])))
def test_every_text_gives_a_short_name_that_an_address_can_hold(words: str, taken: set[str]) -> None:
    slug = slug_for(words, taken)
    assert 0 < len(slug) <= 60
    assert slug not in taken
    assert slug.strip("abcdefghijklmnopqrstuvwxyz0123456789-") == ""


def test_a_promise_is_kept_or_broken_only_when_the_interval_says_so() -> None:
    assert promises.standing(Share(0.94, 0.92, 0.96, 900), 0.9) is Standing.KEPT
    assert promises.standing(Share(0.94, 0.88, 0.97, 60), 0.9) is Standing.UNSURE
    assert promises.standing(Share(0.71, 0.66, 0.76, 300), 0.9) is Standing.BROKEN
    assert promises.standing(Share(1.0, 0.9, 1.0, 3, is_enough=False), 0.9) is Standing.UNKNOWN
    assert promises.standing(None, 0.9) is Standing.UNKNOWN


def test_the_gap_is_called_one_only_when_its_interval_leaves_out_zero() -> None:
    kept = Share(0.94, 0.92, 0.96, 900)
    gap = promises.say_do_gap(kept, Share(0.71, 0.66, 0.76, 300))
    assert gap is not None
    assert gap.kind is Gap.SAID_MORE
    assert gap.value == pytest.approx(0.23)
    same = promises.say_do_gap(kept, Share(0.93, 0.88, 0.97, 100))
    assert same is not None
    assert same.kind is Gap.NONE
    assert promises.say_do_gap(kept, Share(0.71, 0.2, 0.9, 3, is_enough=False)) is None


def test_the_interval_of_the_gap_is_newcombes() -> None:
    """Newcombe 1998 (Statistics in Medicine 17, 873-890), table II (a): 56/70 against 48/80 gives 0.0524 to 0.3339."""
    gap = promises.say_do_gap(Share(0.8, 0.691846, 0.876917, 70), Share(0.6, 0.490442, 0.700326, 80))
    assert gap is not None
    assert (gap.low, gap.high) == pytest.approx((0.0524, 0.3339), abs=2e-4)


AGENT = Limit("agent", Kind.MONEY, "Goodwill", amount=Decimal(30), currency="EUR")
LEAD = Limit("lead", Kind.MONEY, "Goodwill", amount=Decimal(150), currency="EUR")
HOUR = Limit("agent", Kind.TIME, "Stay with it", minutes=60)
LATE = Limit("agent", Kind.EXCEPTION, "Take goods back after the 30 days")
CHARTER = [AGENT, LEAD, HOUR, LATE]


def test_an_agent_may_decide_up_to_the_limit_and_not_a_cent_more() -> None:
    assert may_decide(CHARTER, {"agent"}, Kind.MONEY, amount=Decimal("30.00"), currency="EUR").is_allowed
    refused = may_decide(CHARTER, {"agent"}, Kind.MONEY, amount=Decimal("30.01"), currency="EUR")
    assert not refused.is_allowed
    assert refused.by == AGENT


def test_the_widest_rule_of_all_roles_counts() -> None:
    assert may_decide(CHARTER, {"agent", "lead"}, Kind.MONEY, amount=Decimal(150), currency="EUR").by == LEAD


def test_a_limit_in_euros_says_nothing_about_pounds() -> None:
    decision = may_decide(CHARTER, {"lead"}, Kind.MONEY, amount=Decimal(1), currency="GBP")
    assert not decision.is_allowed
    assert decision.by is None


def test_time_and_exceptions_are_decided_by_their_own_rules() -> None:
    assert may_decide(CHARTER, {"agent"}, Kind.TIME, minutes=60).is_allowed
    assert not may_decide(CHARTER, {"agent"}, Kind.TIME, minutes=61).is_allowed
    assert may_decide(CHARTER, {"agent"}, Kind.EXCEPTION).by == LATE
    assert not may_decide(CHARTER, {"lead"}, Kind.EXCEPTION).is_allowed


def test_a_decision_without_its_figure_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(ValueError, match="amount"):
        may_decide(CHARTER, {"agent"}, Kind.MONEY, currency="EUR")
    with pytest.raises(ValueError, match="minutes"):
        may_decide(CHARTER, {"agent"}, Kind.TIME, minutes=-1)


def test_a_thing_moves_one_place_and_stops_at_the_ends() -> None:
    assert moved([1, 2, 3], 2, by=-1) == [2, 1, 3]
    assert moved([1, 2, 3], 1, by=-1) == [1, 2, 3]
    assert moved([1, 2, 3], 1, by=5) == [2, 3, 1]


def test_two_versions_are_compared_word_by_word() -> None:
    woven = [(p.kind, p.text.strip()) for p in compare("We answer quickly.", "We answer warmly.")]
    assert woven == [("same", "We answer"), ("removed", "quickly."), ("added", "warmly.")]
    assert compare("", "") == []


@given(st.text(max_size=80), st.text(max_size=80))
def test_a_comparison_holds_all_words_of_both_texts(old: str, new: str) -> None:
    woven = compare(old, new)
    assert " ".join(p.text for p in woven if p.kind != "removed").split() == new.split()
    assert " ".join(p.text for p in woven if p.kind != "added").split() == old.split()


@pytest.mark.parametrize(
    ("text", "shifts"),
    [
        ("9-12:30, 13.30–18", [("09:00", "12:30"), ("13:30", "18:00")]),
        ("8 to 12 and 13 to 17", [("08:00", "12:00"), ("13:00", "17:00")]),
        ("22–6", [("22:00", "06:00")]),
        ("0–24", [("00:00", "00:00")]),
        ("Closed", []),
        ("", []),
    ],
)
def test_hours_are_read_as_people_write_them(text: str, shifts: list[tuple[str, str]]) -> None:
    assert [(f"{starts:%H:%M}", f"{ends:%H:%M}") for starts, ends in read_hours(text)] == shifts


@pytest.mark.parametrize(
    "text", ["nine to five", "9-", "25-26", "9-12:75", "24:30-3", "9-12 9-12", ",".join(["1-2"] * 13)]
)
def test_hours_that_nobody_understands_name_the_part(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_hours(text)


@given(st.lists(st.tuples(st.times(), st.times()), max_size=4))
def test_what_is_written_is_read_again(shifts: list[tuple[time, time]]) -> None:
    whole = [(a.replace(second=0, microsecond=0), b.replace(second=0, microsecond=0)) for a, b in shifts]
    spans = tidy(Span(a, b) for a, b in whole if b == MIDNIGHT or a < b)
    assert [Span(a, b) for a, b in read_hours(write_hours(spans))] == spans
