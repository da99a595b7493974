"""The sentence on top of every page says what is so. Over twenty seeds: `python bench/sentences.py`."""

import pytest

from colere.demo.sizes import SIZES, Size
from tests.demo.companies import company
from tests.demo.sentences import PAGES

SEED = 101
SMALLER = {
    "what_changed": SIZES["small"],
    "promises": SIZES["small"],
    "journey": Size("for the journey", 10_000),
}
"""Where a medium company would take long, because a larger one is told beside it."""


@pytest.mark.parametrize("page", PAGES)
def test_the_sentence_on_top_names_what_is_planted(page: str) -> None:
    said = PAGES[page](company(SMALLER.get(page, "medium"), SEED))
    assert said.is_right, said.text


@pytest.mark.parametrize("page", PAGES)
def test_where_nothing_is_planted_the_sentence_names_nothing(page: str) -> None:
    smaller = SMALLER | {"themes": SIZES["small"]}
    said = PAGES[page](company(smaller.get(page, "medium"), SEED, plants=False))
    assert said.is_right, said.text
