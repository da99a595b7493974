"""What happens to answers. Scores and ids, never the comment."""

from dataclasses import dataclass
from datetime import datetime

from colere.platform.events import Event


@dataclass(frozen=True, kw_only=True)
class ResponseEvent(Event):
    """The state of an answer after what happened; `name` is the question. `moved_from` as for conversations."""

    response: int
    name: str
    score: float | None
    at: datetime
    has_comment: bool
    customer: int | None
    conversation: int | None
    person: int | None
    team: int | None
    channel: str
    topic: str
    moved_from: str | None = None

    def subject(self) -> str:
        """The answer."""
        return f"response:{self.response}"

    def about(self) -> str:
        """The customer's story, where the customer is known."""
        return f"customer:{self.customer}" if self.customer else ""

    def happened_at(self) -> datetime:
        """When the customer answered."""
        return self.at


@dataclass(frozen=True, kw_only=True)
class ResponseReceived(ResponseEvent):
    """A customer answered, or an answer was imported."""


@dataclass(frozen=True, kw_only=True)
class ResponseUpdated(ResponseEvent):
    """An answer was corrected."""
