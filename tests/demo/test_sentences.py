"""The sentence on top of a page says what is so. Over twenty seeds: `python bench/sentences.py`."""

import pytest

from tests.demo.companies import company
from tests.demo.sentences import PAGES
from tests.demo.sentences_of_changes import of_news

SEED = 101


@pytest.mark.parametrize("page", PAGES)
def test_the_sentence_on_top_names_what_is_planted(page: str) -> None:
    said = PAGES[page](company("medium", SEED))
    assert said.is_right, said.text


@pytest.mark.parametrize("page", PAGES)
def test_where_nothing_is_planted_the_sentence_names_nothing(page: str) -> None:
    said = PAGES[page](company("medium", SEED, plants=False))
    assert said.is_right, said.text


@pytest.mark.parametrize("plants", [True, False])
def test_what_changed_names_only_measures_that_did(plants: bool) -> None:
    said = of_news(company("small", SEED, plants=plants), larger=company("medium", SEED, plants=plants))
    assert said.is_right, said.text
