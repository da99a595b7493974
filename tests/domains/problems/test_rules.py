"""What is found in counts, without a database."""

import json
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colere.insights.problems.rules.finding import MOST_TOPICS, find_problems_in
from colere.insights.problems.rules.findings import Findings
from colere.insights.problems.rules.rhythm import LEAST_DAYS, yearly_rhythm
from colere.insights.problems.views.output import problems_csv, problems_json
from colere.insights.problems.views.wording import sentence, story

START = date(2025, 3, 3)
DAYS = 364


def topics(*extra: tuple[int, int, float], days: int = DAYS, seed: int = 0) -> np.ndarray:
    """A topic with so much more on days first to last, and five quiet ones."""
    rng = np.random.default_rng(seed)
    level = np.full((6, days), 4.0)
    for first, last, more in extra:
        level[0, first : last + 1] += more
    return rng.poisson(level).astype(np.float64)


def found_in(counts: np.ndarray) -> Findings:
    names = [f"topic {n}" for n in range(counts.shape[0])]
    return find_problems_in(names, counts, counts.sum(axis=0), START)


def test_a_topic_that_came_up_twice_comes_back_with_its_days_and_its_cost() -> None:
    found = found_in(topics((60, 80, 14.0), (250, 275, 14.0)))
    [topic] = found.problems
    assert topic.comes_back
    assert not topic.is_ongoing
    assert [abs((spell.first - START).days - day) <= 2 for spell, day in zip(topic.spells, (60, 250), strict=True)]
    assert topic.excess.low < 14.0 * 47 < topic.excess.high
    assert topic.cost.low < topic.n < topic.cost.high
    assert sentence(found).startswith("“topic 0” comes back: 2 times in a year, about ")
    assert "It came up more 2 times in a year." in story(topic, found)


def test_what_still_goes_on_is_told_with_its_beginning() -> None:
    found = found_in(topics((330, 363, 12.0)))
    [topic] = found.problems
    assert topic.is_ongoing
    assert sentence(found).startswith("“topic 0” has come up more since ")
    assert " so far" in sentence(found)


def test_what_is_over_is_told_with_both_ends_and_with_the_minutes_that_were_assumed() -> None:
    found = found_in(topics((100, 130, 12.0)))
    hours = round(found.problems[0].excess.value * 30 / 60)
    said = sentence(found, 30)
    assert said.startswith("“topic 0” came up more from ")
    assert f"about {hours} hours of work more than usual" in said


def test_a_season_is_no_problem() -> None:
    day = np.arange(DAYS)
    level = np.full((6, DAYS), 6.0)
    level[0] *= np.exp(0.7 * np.sin(2 * np.pi * day / 365.25))
    counts = np.random.default_rng(3).poisson(level).astype(np.float64)
    rhythm = yearly_rhythm(counts, counts.sum(axis=0))
    assert rhythm[0].max() / rhythm[0].min() > 2
    assert found_in(counts).problems == []


def test_growth_of_the_company_is_no_problem() -> None:
    level = np.linspace(2.0, 12.0, DAYS) * np.ones((6, 1))
    assert found_in(np.random.default_rng(4).poisson(level).astype(np.float64)).problems == []


def test_under_three_hundred_days_no_season_is_taken_out() -> None:
    counts = topics(days=LEAST_DAYS - 1)
    assert (yearly_rhythm(counts, counts.sum(axis=0)) == 1.0).all()
    assert not found_in(counts).knows_seasons


@pytest.mark.parametrize("counts", [np.zeros((0, 50)), np.zeros((3, 50)), np.ones((2, 5))])
def test_too_little_is_said_to_be_too_little(counts: np.ndarray) -> None:
    assert sentence(found_in(counts)) == "There are too few contacts yet to say whether a problem comes back."


def test_of_very_many_topics_the_most_frequent_are_looked_at() -> None:
    counts = np.zeros((MOST_TOPICS + 5, 60))
    counts[:] = np.arange(MOST_TOPICS + 5)[:, None] % 7
    found = found_in(counts)
    assert len(found.topics) == MOST_TOPICS
    assert found.left_out == 5


def test_a_cost_that_is_twice_the_minutes_is_twice_as_much() -> None:
    found = found_in(topics((100, 130, 12.0)))
    once, twice = (json.loads(problems_json(found, minutes))["topics"][0] for minutes in (10, 20))
    assert twice["excess_minutes"]["high"] == pytest.approx(2 * once["excess_minutes"]["high"])
    assert len(list(problems_csv(found, 10))) == 7


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 40), st.integers(1, 60), st.integers(0, 2**31))
def test_what_is_kept_is_what_was_found(level: int, days: int, seed: int) -> None:
    counts = np.random.default_rng(seed).poisson(level, (3, days)).astype(np.float64)
    found = found_in(counts)
    assert Findings.from_json(json.loads(json.dumps(found.as_json()))) == found
    assert found.end == START + timedelta(days=days - 1)


def test_spells_are_kept_too() -> None:
    found = found_in(topics((60, 80, 14.0)))
    assert found.problems[0].spells
    assert Findings.from_json(json.loads(json.dumps(found.as_json()))) == found
