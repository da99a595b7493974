"""Where the links of a letter lead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Addresses:
    """Whole addresses: the letter's own page, the page behind each section, and the reader's way out (or its mark)."""

    page: str
    sections: Mapping[str, str] = field(default_factory=dict)
    leave: str = ""
