"""The sentence on top of a page says what is so. Over twenty seeds: `python bench/sentences.py`."""

import pytest

from tests.demo.companies import company
from tests.demo.sentences import PAGES

SEED = 101


@pytest.mark.parametrize("page", PAGES)
def test_the_sentence_on_top_names_what_is_planted(page: str) -> None:
    said = PAGES[page](company("medium", SEED))
    assert said.is_right, said.text


@pytest.mark.parametrize("page", PAGES)
def test_where_nothing_is_planted_the_sentence_names_nothing(page: str) -> None:
    said = PAGES[page](company("medium", SEED, plants=False))
    assert said.is_right, said.text
