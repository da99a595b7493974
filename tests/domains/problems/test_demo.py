"""The sentence on top against what the demo company's manifest says is true."""

from datetime import date, timedelta

import pytest

from colere.insights.problems.views.wording import sentence
from tests.domains.problems.companies import found_in

SEEDS = [1, 2]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_sentence_names_the_planted_causes_and_nothing_else(seed: int) -> None:
    found, truths = found_in(seed, plants=True)
    planted = {topic for cause in truths["causes"] for topic in cause["topics"]}
    labels = next(cause for cause in truths["causes"] if cause["name"] == "smudged labels")
    said = sentence(found)
    named = {topic.name for topic in found.topics if f"“{topic.name}”" in said}
    assert named
    assert named <= planted, said
    assert named & set(labels["topics"]), said
    assert {topic.name for topic in found.problems} <= planted


@pytest.mark.parametrize("seed", SEEDS)
def test_a_spell_begins_within_a_week_of_its_cause(seed: int) -> None:
    found, truths = found_in(seed, plants=True)
    starts = {t: date.fromisoformat(cause["starts_on"]) for cause in truths["causes"] for t in cause["topics"]}
    for topic in found.problems:
        nearest = min(abs(spell.first - starts[topic.name]) for spell in topic.spells)
        assert nearest <= timedelta(days=7), topic.name


@pytest.mark.parametrize("seed", SEEDS)
def test_where_nothing_is_planted_nothing_is_named(seed: int) -> None:
    found, _truths = found_in(seed, plants=False)
    assert sentence(found) == "No problem comes back: every topic comes up as often as it usually does."
    assert found.problems == []
