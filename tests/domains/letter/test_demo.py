"""The sentence on top against what the demo company's manifest says is true, week by week."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

import numpy as np
import pytest

from colere.demo.topics import TOPICS
from colere.insights.letter.queries.problems import told_of
from colere.insights.letter.rules.content import Section
from colere.insights.letter.rules.leading import Kind, News, leading
from colere.insights.letter.rules.weeks import Week, week_of
from colere.insights.problems.rules.finding import find_problems_in
from tests.demo.companies import company

QUIET = News(Kind.QUIET, "as usual")
DAYS = 300


@cache
def counted(*, plants: bool) -> tuple[np.ndarray, date, dict[str, Any]]:
    """Contacts by topic and day, the first day, and the truths."""
    simulated = company("medium", 1, plants=plants)
    topic, day = np.asarray(simulated.contacts.topic), np.asarray(simulated.contacts.day)
    counts = np.zeros((len(TOPICS), int(day.max()) + 1))
    np.add.at(counts, (topic, day), 1.0)
    manifest = simulated.manifest()
    return counts, date.fromisoformat(manifest["from"]), manifest["truths"]


def letter_of(week: Week, *, plants: bool = True) -> tuple[Section, News]:
    """The problems of the letter of this week, and the sentence that it would begin with."""
    counts, first, _truths = counted(plants=plants)
    end = (week.last - first).days + 1
    counts = counts[:, max(end - 364, 0) : end]
    names, start = [topic.name for topic in TOPICS], week.last - timedelta(days=counts.shape[1] - 1)
    section, ongoing = told_of(find_problems_in(names, counts, counts.sum(axis=0), start), week)
    return section, leading([*ongoing, QUIET])


def running(week: Week) -> set[str]:
    """The topics that a planted cause drives in this week, or drove until a fortnight before."""
    found: set[str] = set()
    for cause in counted(plants=True)[2]["causes"]:
        ends = date.fromisoformat(cause["ends_on"]) if cause["ends_on"] else week.last
        if date.fromisoformat(cause["starts_on"]) <= week.last and ends >= week.first - timedelta(days=14):
            found |= set(cause["topics"])
    return found


@pytest.mark.parametrize("days", [14, 35])
def test_a_letter_begins_with_the_cause_that_runs(days: int) -> None:
    pump = next(cause for cause in counted(plants=True)[2]["causes"] if "leaking pump" in cause["topics"])
    week = week_of(date.fromisoformat(pump["starts_on"]) + timedelta(days=days))
    section, news = letter_of(week)
    named = {topic.name for topic in TOPICS if f"“{topic.name}”" in news.sentence}
    assert named == set(pump["topics"]) & running(week), news.sentence
    assert news.kind is (Kind.NEW_PROBLEM if days < 28 else Kind.LASTING_PROBLEM)
    assert {figure.label for figure in section.figures} <= {
        t for c in counted(plants=True)[2]["causes"] for t in c["topics"]
    }
    assert all(figure.low is not None and figure.low < figure.value < figure.high for figure in section.figures)


def test_what_may_be_a_season_is_said_to_be_so_and_begins_no_letter() -> None:
    labels = next(cause for cause in counted(plants=True)[2]["causes"] if cause["name"] == "smudged labels")
    section, news = letter_of(week_of(date.fromisoformat(labels["starts_on"]) + timedelta(days=28)))
    assert news is QUIET
    assert section.note.endswith("some of it may be the season.")


def test_where_nothing_is_planted_no_letter_begins_with_a_problem() -> None:
    first = counted(plants=False)[1]
    section, news = letter_of(week_of(first + timedelta(days=DAYS + 35)), plants=False)
    assert news is QUIET
    assert section.figures == ()
