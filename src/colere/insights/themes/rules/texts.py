"""Which of a customer's words themes are made of: what they came for, without greetings, numbers and names below."""

from __future__ import annotations

import re
from collections.abc import Iterable

ENOUGH = 60  # letters; who begins with "hello?" says what they came for in the next message
LONGEST = 400  # letters that are read: a theme is in the first sentences
SHORT_LINE = 4  # words; in a letter of several lines, shorter ones are greetings and names
WITH_A_FIGURE = re.compile(r"\S*\d\S*")
QUOTED = re.compile(r"^\s*>.*$", re.MULTILINE)


def first_words(messages: Iterable[str]) -> str:
    """What a customer began with: their first messages until there is enough to know what it is about."""
    said: list[str] = []
    for message in messages:
        said.append(message)
        if sum(map(len, said)) >= ENOUGH:
            break
    return "\n".join(said)


def matter_of(text: str) -> str:
    """The words as themes read them: order numbers, amounts, quoted mail, greetings and signatures are left out."""
    lines = [line.strip() for line in QUOTED.sub("", text[: 8 * LONGEST]).splitlines()]
    lines = [line for line in lines if line]
    if len(lines) > 1:
        lines = [line for line in lines if len(line.split()) > SHORT_LINE] or lines
    return " ".join(WITH_A_FIGURE.sub(" ", " ".join(lines)).split())[:LONGEST]
