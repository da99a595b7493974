"""Showing where the words stand."""

import re

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from colere.platform.search.rules import Query, fold

_WORD = re.compile(r"\w+")

BEFORE = 32
"""Characters before the first found word: the palette shows one line of perhaps 70, a phone one of 40."""
IN_SIGHT = 48
"""A text that is short and has the word by then is shown from its beginning."""


def highlight(text: str, query: Query, *, width: int = 200) -> SafeString:
    """About `width` characters from shortly before the first found word on, escaped, with every found word in `<mark>`.

    The whole text when it is shorter and the word stands near its beginning. Words are compared folded ("Grün" finds
    "grun"); with a prefix query the last word also marks longer words.
    """
    spans = _spans(text, query)
    start, end = _window(text, spans, width)
    pieces, at = ["…" if start else ""], start
    for left, right in spans:
        if left < start or right > end:
            continue
        pieces += [escape(text[at:left]), "<mark>", escape(text[left:right]), "</mark>"]
        at = right
    pieces += [escape(text[at:end]), "…" if end < len(text) else ""]
    return mark_safe("".join(pieces))  # every piece of text is escaped above


def _spans(text: str, query: Query) -> list[tuple[int, int]]:
    words = [fold(word) for word in query.wanted_words()]
    whole, prefix = set(words), words[-1] if query.is_prefix and words else None
    spans = []
    for match in _WORD.finditer(text[:100_000]):
        word = fold(match.group())
        if word in whole or (prefix is not None and word.startswith(prefix)):
            spans.append(match.span())
    return spans


def _window(text: str, spans: list[tuple[int, int]], width: int) -> tuple[int, int]:
    first = spans[0][0] if spans else 0
    if len(text) <= width and first <= IN_SIGHT:
        return 0, len(text)
    start = max(0, first - min(width // 3, BEFORE))
    if start:
        blank = text.find(" ", start, first)
        start = blank + 1 if blank != -1 else start
    end = min(len(text), start + width)
    blank = text.rfind(" ", start, end) if end < len(text) else -1
    return start, blank if blank > start else end
