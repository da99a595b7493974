"""An event for the tests."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction

from colere.platform.events import Event, publish
from colere.platform.permissions import SYSTEM


@dataclass(frozen=True, kw_only=True)
class Happened(Event):
    thing: int

    def subject(self) -> str:
        return f"thing:{self.thing}"


@transaction.atomic
def note_line(number: int) -> None:
    """Write one line into the log."""
    publish(Happened(thing=number), actor=SYSTEM)


@transaction.atomic
def note_lines(count: int) -> None:
    """Write lines into the log."""
    publish(*(Happened(thing=number) for number in range(count)), actor=SYSTEM)
