"""Which words of customers may stand in a letter, and how they are made harmless without being improved.

A letter leaves the house. Words that may say who wrote them (their name, an address, a long number) or that a mail
program would turn into a link are left at home: another quote is taken instead, so that none has to be changed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from colere.insights.themes.rules.texts import SHORT_LINE

LONGEST = 400
SHORTEST = 12  # "Good." says nothing that the figure does not say
CUT = " […]"

# What a reader cannot see, and a mail program, a terminal or a PDF might obey: control characters, marks that turn the
# direction of what follows, invisible joiners at the edges of tags, halves of characters.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff"
    "\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e0fff\ud800-\udfff]"
)
TELLS_WHO = re.compile(
    r"@|://|\bwww\.|\b[\w-]+\.(?:com|net|org|info|biz|io|co|eu|de|uk|example)\b|(?:\d[\s./-]?){6,}", re.I
)
MOST_MARKS = 3  # accents on one letter; more than that is a tower of them


def harmless(text: str) -> str:
    """The words without characters that nobody can see, on one line. What can be seen stays as it was written."""
    seen = INVISIBLE.sub("", text)
    return _without_towers(" ".join(seen.split()))


def body_of(text: str) -> str:
    """What stands between greeting and signature, which are short lines at the ends of a message; "[…]" says what was
    left out. Empty for several lines that are all short: nobody can tell which of them is a name.
    """
    lines = [line for line in map(str.strip, text.splitlines()) if line]
    if len(lines) < 2:
        return text
    long = [place for place, line in enumerate(lines) if len(line.split()) > SHORT_LINE]
    if not long:
        return ""
    first, last = long[0], long[-1]
    before, after = f"{CUT.strip()} " if first else "", CUT if last + 1 < len(lines) else ""
    return before + " ".join(lines[first : last + 1]) + after


def is_quotable(text: str, names: Iterable[str] = ()) -> bool:
    """Whether these words say something and do not say who wrote them; `names` are those of the customer."""
    if len(text) < SHORTEST or not any(letter.isalpha() for letter in text) or TELLS_WHO.search(text):
        return False
    words = set(re.findall(r"\w+", text.casefold()))
    own = {part for name in names for part in re.findall(r"\w+", name.casefold()) if len(part) > 2}
    return not words & own


def shortened(text: str, longest: int = LONGEST) -> str:
    """The words up to the last whole one that fits, with a mark where something was left out."""
    if len(text) <= longest:
        return text
    cut = text[: longest - len(CUT)]
    whole = cut.rpartition(" ")[0]
    return (whole if len(whole) > longest // 2 else cut) + CUT


def _without_towers(text: str) -> str:
    kept: list[str] = []
    marks = 0
    for letter in text:
        marks = marks + 1 if unicodedata.category(letter) in ("Mn", "Me") else 0
        if marks <= MOST_MARKS:
            kept.append(letter)
    return "".join(kept)
