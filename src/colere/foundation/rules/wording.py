"""What changed between two versions of a text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of words that stayed, was added, or was taken out."""

    kind: Literal["same", "added", "removed"]
    text: str


def compare(old: str, new: str) -> list[Passage]:
    """The two texts woven into one, word by word, what was taken out before what was added."""
    before, after = _words(old), _words(new)
    return list(_passages(before, after))


def _words(text: str) -> list[str]:
    return re.findall(r"\S+\s*", text.strip() + " ") if text.strip() else []


def _passages(before: list[str], after: list[str]) -> Iterator[Passage]:
    matcher = SequenceMatcher(None, [w.strip() for w in before], [w.strip() for w in after], autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag == "equal":
            yield Passage("same", "".join(after[j1:j2]))
            continue
        if i2 > i1:
            yield Passage("removed", "".join(before[i1:i2]))
        if j2 > j1:
            yield Passage("added", "".join(after[j1:j2]))
