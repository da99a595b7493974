"""A sentence on top of a page, and whether it is so."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """What a page says on top, and whether that is so."""

    text: str
    is_right: bool
