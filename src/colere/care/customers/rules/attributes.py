"""The types of the facts that a company keeps about its customers."""

import math
import re
import unicodedata
from collections.abc import Sequence
from datetime import date

TYPES = ("text", "number", "date", "flag", "choice")
MAX_TEXT = 1000
_YES, _NO = {"1", "true", "yes", "y", "on", "ja"}, {"0", "false", "no", "n", "off", "nein"}


class Unfit(ValueError):
    """The text cannot be a value of that type; `expected` is a word for what can ("number", "date", …)."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected


def read_attribute(kind: str, text: str, *, choices: Sequence[str] = ()) -> str | float | int | bool | None:
    """The text as a JSON value of the type: numbers as numbers, dates as "2026-03-01", flags as true or false.

    None for an empty text: the fact is not known. Raises `Unfit` when the text is no value of the type.
    """
    cleaned = text.replace("\x00", "").strip()
    if not cleaned:
        return None
    if kind == "number":
        return _number(cleaned)
    if kind == "date":
        return _date(cleaned)
    if kind == "flag":
        return _flag(cleaned)
    if kind == "choice":
        return _choice(cleaned, choices)
    if len(cleaned) > MAX_TEXT:
        raise Unfit("short text")
    return cleaned


def key_of(label: str) -> str:
    """The key under which a fact is kept: "Order number (old)" gives "order_number_old"."""
    plain = unicodedata.normalize("NFKD", label.casefold()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60]


def _number(text: str) -> float | int:
    try:
        value = float(text.replace(" ", "").replace("\u202f", ""))
    except ValueError:
        raise Unfit("number") from None
    if not math.isfinite(value):
        raise Unfit("number")
    return int(value) if value.is_integer() and abs(value) < 2**53 else value


def _date(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Unfit("date") from None


def _flag(text: str) -> bool:
    word = text.casefold()
    if word in _YES | _NO:
        return word in _YES
    raise Unfit("flag")


def _choice(text: str, choices: Sequence[str]) -> str:
    found = next((choice for choice in choices if choice.casefold() == text.casefold()), None)
    if found is None:
        raise Unfit("choice")
    return found


def readable_label(key: str, label: str) -> str:
    """The label that people gave; a column's own name, as an import brought it, is made readable."""
    return label if label != key else key.replace("_", " ").replace("-", " ").capitalize()
