"""Short texts for these tests, written for them: each theme has its own nouns and its own doings."""

import random
from collections.abc import Callable

import pytest

PARTS = {
    "parcel": (["parcel", "delivery", "courier", "package"], ["is late again", "never arrived", "came to a neighbour"]),
    "invoice": (
        ["invoice", "bill", "payment", "charge"],
        ["was booked twice", "shows a wrong sum", "is not paid back"],
    ),
    "password": (["password", "login", "account", "code"], ["is not accepted", "was locked", "cannot be reset"]),
    "sofa": (["sofa", "cushion", "fabric", "seam"], ["has a torn corner", "smells of glue", "lost its colour"]),
    "tariff": (
        ["tariff", "contract", "plan", "subscription"],
        ["should end in May", "needs a longer term", "may renew"],
    ),
}
OPENINGS = ["My", "Sorry, the", "Hello, our", "Once more the", "Please look, this"]
ENDINGS = ["", " since Monday", " as I wrote", " for the whole family", " and I wonder why"]


def written(theme: str, n: int, *, seed: int = 0) -> list[str]:
    """So many texts of one theme."""
    rng = random.Random(f"{theme} {seed}")
    nouns, doings = PARTS[theme]
    return [
        f"{rng.choice(OPENINGS)} {rng.choice(nouns)} {rng.choice(nouns)} {rng.choice(doings)}{rng.choice(ENDINGS)}"
        for _ in range(n)
    ]


def mixed(themes: list[str], n: int, *, seed: int = 0) -> tuple[list[str], list[str]]:
    """So many texts of each theme, shuffled, and which theme each has."""
    pairs = [(text, theme) for theme in themes for text in written(theme, n, seed=seed)]
    random.Random(seed).shuffle(pairs)
    return [text for text, _ in pairs], [theme for _, theme in pairs]


@pytest.fixture
def write() -> Callable[..., list[str]]:
    return written


@pytest.fixture
def mix() -> Callable[..., tuple[list[str], list[str]]]:
    return mixed
