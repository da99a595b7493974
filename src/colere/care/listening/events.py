"""What happens to mentions."""

from dataclasses import dataclass
from datetime import datetime

from colere.platform.events import Event


@dataclass(frozen=True, kw_only=True)
class MentionEvent(Event):
    """The measurable state of a mention."""

    mention: int
    site: str
    at: datetime
    rating: float | None
    moved_from: str | None = None

    def subject(self) -> str:
        """The mention."""
        return f"mention:{self.mention}"

    def happened_at(self) -> datetime:
        """When it was said."""
        return self.at


@dataclass(frozen=True, kw_only=True)
class MentionFound(MentionEvent):
    """Somebody wrote about us, or a mention was imported."""


@dataclass(frozen=True, kw_only=True)
class MentionUpdated(MentionEvent):
    """A mention was corrected."""
