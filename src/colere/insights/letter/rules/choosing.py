"""Which quotes a letter takes: half of them unhappy, spread over the week, of as many topics as there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, zip_longest


@dataclass(frozen=True, slots=True)
class Voice:
    """An answer with words that may be quoted."""

    id: int
    is_unhappy: bool
    topic: str
    text: str
    about: str


def spread(days: Iterable[Sequence[Voice]]) -> list[Voice]:
    """The newest of each day, then the second of each day, and so on: no day speaks for the week alone."""
    return [voice for voice in chain.from_iterable(zip_longest(*days)) if voice is not None]


def chosen(voices: Sequence[Voice], most: int) -> list[Voice]:
    """At most so many: half of them unhappy, the others not, while both sides have something to say; new topics first,
    and no words twice.
    """
    unhappy = _varied([voice for voice in voices if voice.is_unhappy])
    others = _varied([voice for voice in voices if not voice.is_unhappy])
    half = most // 2
    many = min(len(unhappy), max(most - half, most - len(others)))
    return unhappy[:many] + others[: most - many]


def _varied(voices: Sequence[Voice]) -> list[Voice]:
    first: dict[str, Voice] = {}
    said: set[str] = set()
    again = []
    for voice in voices:
        if voice.text in said:
            continue
        said.add(voice.text)
        if voice.topic in first:
            again.append(voice)
        else:
            first[voice.topic] = voice
    return [*first.values(), *again]
