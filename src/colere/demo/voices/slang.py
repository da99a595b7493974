"""How hurried people type."""

from __future__ import annotations

from colere.demo.voices.grammar import Dice

NEAT, LOWER, HASTY, PLAIN = range(4)
"""Styles of a customer: writes well, in lower case without full stops, with typing errors, without accents."""


def worn(text: str, style: int, dice: Dice) -> str:
    """The text as a customer with this style would type it."""
    if style == LOWER:
        return text.lower().replace(". ", " ").replace("'", "").rstrip(".")
    if style == HASTY and dice() < 0.7:
        return _slip(text, dice)
    if style == PLAIN:
        return text.replace("'", "").replace("ä", "ae").replace("ö", "oe").replace("ü", "ue").replace(" - ", " ")
    return text


def _slip(text: str, dice: Dice) -> str:
    """One slip of the finger: two letters change places, one is doubled, or one is missing."""
    words = text.split(" ")
    place = int(dice() * len(words))
    word = words[place]
    if len(word) < 5 or not word.isalpha():
        return text
    at = 1 + int(dice() * (len(word) - 3))
    kind = int(dice() * 3)
    if kind == 0:
        word = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    elif kind == 1:
        word = word[:at] + word[at] + word[at:]
    else:
        word = word[:at] + word[at + 1 :]
    words[place] = word
    return " ".join(words)
