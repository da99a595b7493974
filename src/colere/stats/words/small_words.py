"""The small words of languages other than English, told from the texts themselves: they are said whatever it is about.

No lists of stop words are needed. A word is small in a language when it is short and stands in many of its texts (what
is said most is short; Zipf 1935), or when it stands in the texts of most of its themes.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from colere.stats.words.language import languages

LOOKED_AT = 40  # texts of a theme by which its language is told
COUNTED = 300  # texts of a theme whose words are counted
ENGLISH = "en"
SHORT, OFTEN = 4, 0.08  # letters at most, and share of the language's texts at least
OWN, IN_MOST = 0.04, 0.5  # share of a theme's texts by which it uses a word; share of the themes that use a small one
FEWEST_THEMES = 4  # of a language, to say which words most of them use
WORD = re.compile(r"\b\w\w+\b")


def small_words(texts: Sequence[str], of_text: NDArray[np.int32], themes: int) -> list[frozenset[str]]:
    """For each theme the small words of the language that most of its texts are in; none for English, of which there
    is a list.
    """
    used: list[Counter[str]] = []
    of_theme: list[str] = []
    seen: list[int] = []
    for theme in range(themes):
        rows = np.flatnonzero(of_text == theme)[:COUNTED].tolist()
        told = Counter(one.code for one in languages([texts[row] for row in rows[:LOOKED_AT]]))
        of_theme.append(told.most_common(1)[0][0] if told else ENGLISH)
        seen.append(len(rows))
        is_other = of_theme[-1] != ENGLISH
        used.append(Counter(word for row in rows for word in set(words_of(texts[row]))) if is_other else Counter())
    small = {
        code: _small_in([(used[theme], seen[theme]) for theme in range(themes) if of_theme[theme] == code])
        for code in set(of_theme) - {ENGLISH}
    }
    return [small.get(code, frozenset()) for code in of_theme]


def words_of(text: str) -> list[str]:
    """The words of a text as labels count them."""
    return WORD.findall(text.lower())


def _small_in(themes: Sequence[tuple[Mapping[str, int], int]]) -> frozenset[str]:
    """The small words of one language from how many texts of each of its themes use them, and how many there are."""
    total: Counter[str] = Counter()
    themes_with: Counter[str] = Counter()
    for used, n in themes:
        total.update(used)
        themes_with.update(word for word, times in used.items() if times >= OWN * n)
    texts = sum(n for _used, n in themes)
    found = {word for word, times in total.items() if len(word) <= SHORT and times >= OFTEN * texts}
    if len(themes) >= FEWEST_THEMES:
        found |= {word for word, times in themes_with.items() if times > IN_MOST * len(themes)}
    return frozenset(found)
