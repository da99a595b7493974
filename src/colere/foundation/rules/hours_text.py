"""Hours as people write them: "9–12:30, 13:30–18"."""

import re
from collections.abc import Sequence
from datetime import time

from colere.foundation.rules.worktime import MIDNIGHT, Span

CLOSED = frozenset({"", "-", "–", "closed"})
PART = re.compile(r"^(\d{1,2})(?:[:.](\d{2}))?\s*(?:-|–|—|to)\s*(\d{1,2})(?:[:.](\d{2}))?$")
MOST_PARTS = 12


def read_hours(text: str) -> list[tuple[time, time]]:
    """The shifts in a text: "9-12:30, 13.30–18" gives two; "", "–" and "closed" give none; 24 is midnight.

    A shift may end on the next day ("22–6"). Raises `ValueError` with the part that cannot be understood.
    """
    words = text.strip().lower()
    if words in CLOSED:
        return []
    parts = [part.strip() for part in re.split(r"[,;]|\band\b", words) if part.strip()]
    if len(parts) > MOST_PARTS:
        raise ValueError(parts[MOST_PARTS])
    return [_shift(part) for part in parts]


def write_hours(spans: Sequence[Span]) -> str:
    """The spans as `read_hours` reads them: "09:00–12:30, 13:30–18:00"; empty when closed."""
    return ", ".join(
        f"{span.starts:%H:%M}–{'24:00' if span.ends == MIDNIGHT else format(span.ends, '%H:%M')}" for span in spans
    )


def _shift(part: str) -> tuple[time, time]:
    found = PART.match(part)
    if found is None:
        raise ValueError(part)
    start_hour, start_minute, end_hour, end_minute = (int(group or 0) for group in found.groups())
    if start_hour > 23 or end_hour > 24 or start_minute > 59 or end_minute > 59 or (end_hour == 24 and end_minute):
        raise ValueError(part)
    return time(start_hour, start_minute), time(end_hour % 24, end_minute)
