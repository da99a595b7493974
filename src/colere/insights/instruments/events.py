"""What happens here: answers of teams are taken in. What instruments find is kept without an event."""

from dataclasses import dataclass
from datetime import date

from colere.platform.events import Event


@dataclass(frozen=True, kw_only=True)
class PulsesTaken(Event):
    """So many answers of so many teams to how they are, of these days, took the place of those that were kept."""

    answers: int
    teams: int
    first: date
    last: date

    def subject(self) -> str:
        """All pulses."""
        return "pulses"
