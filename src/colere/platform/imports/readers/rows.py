"""What every reader gives: rows that can be tried, and lines that cannot, each with its number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from colere.platform.errors import Invalid

MAX_LINE = 16 * 1024 * 1024
"""Bytes of the longest line (or JSON element, or CSV record) that is read; a longer one is refused and skipped."""

SHOWN = 2_000
"""Characters of an unreadable line that are kept for the file of refused rows."""


@dataclass(slots=True)
class Row:
    """One row of a file: the line it began on (1 is the first) and its values by column."""

    line: int
    values: dict[str, Any]


@dataclass(slots=True)
class Refused:
    """A line that cannot be used: where, why (a sentence for the person), and what can be shown of it."""

    line: int
    sentence: str
    shown: Any = ""
    id: str = ""


Item = Row | Refused


class FileRefused(Invalid):
    """The file as a whole cannot be read: not one of its rows has been tried."""
