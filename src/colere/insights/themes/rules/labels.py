"""The words that a theme is known by, until a person gives it a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

WORDS = 4
# The commonest small words of our neighbours' languages; the English ones are left out where words are counted.
SMALL_WORDS = (
    "ich ist nicht es sie wir ihr der die das den dem des ein eine einen einem einer und oder aber auch auf aus bei bin"
    " bis da dass für habe haben hat ihre im in kann können man mein meine mir mit nach noch nur schon seit sehr sein"
    " sich sind so über um uns von vor war was wenn wie wird wo zu zum zur würde würden bitte danke darf wann"
    " je est vous nous il elle le la les un une des du de et ou mais pas ne que qui dans pour sur avec ce cette mon ma"
    " mes votre vos au aux en sont ai avez suis être très plus bien rien merci faire fait"
    " el los las una uno y o no que en con por para es mi su al lo se het een van ik niet dat met voor op zijn"
    " il lo gli di che non per con sono mi si"
)
SMALL = frozenset(SMALL_WORDS.split())
SPOKEN_BY = 5  # texts that have a word before it may stand for a theme: one customer's own words never do


def labels_of(texts: Sequence[str], numbers: Any, wanted: Sequence[int]) -> dict[int, list[str]]:
    """What stands out in each wanted theme against all others of these texts; `numbers` is each text's theme."""
    import numpy as np

    from colere.stats.words.themes import label_words

    present = np.unique(numbers[numbers >= 0])
    place = np.where(numbers >= 0, np.searchsorted(present, numbers), -1).astype(np.int32)
    found = label_words(texts, place, len(present), top=3 * WORDS)
    of = {int(number): words for number, words in zip(present, found, strict=True)}
    return {number: _spoken_by_many(of.get(number, []), _own(texts, numbers, number)) for number in wanted}


def _own(texts: Sequence[str], numbers: Any, number: int) -> list[str]:
    import numpy as np

    return [texts[row].lower() for row in np.flatnonzero(numbers == number).tolist()]


def _spoken_by_many(words: Sequence[str], texts: Sequence[str]) -> list[str]:
    least = min(SPOKEN_BY, max(2, len(texts) // 4))
    own = [word for word in words if not set(word.split()) & SMALL]
    return [word for word in own if sum(all(part in text for part in word.split()) for text in texts) >= least][:WORDS]
