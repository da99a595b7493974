"""What happens to conversations. Every line carries the whole measurable state: the newest one is the truth."""

from dataclasses import dataclass
from datetime import datetime

from colere.platform.events import Event


@dataclass(frozen=True, kw_only=True)
class ConversationEvent(Event):
    """The state of a conversation after what happened.

    `customer`, `team`, `assignee` are ids. `messages` counts all messages. `moved_from` is the month ("2026-02") in
    which the conversation lay before, when its opening time was corrected across months.
    """

    conversation: int
    customer: int | None
    channel: str
    team: int | None
    assignee: int | None
    topic: str
    opened_at: datetime
    resolved_at: datetime | None
    first_customer_at: datetime | None
    first_reply_at: datetime | None
    reopened_at: datetime | None
    messages: int
    moved_from: str | None = None

    def subject(self) -> str:
        """The conversation."""
        return f"conversation:{self.conversation}"

    def about(self) -> str:
        """The customer's story, where the customer is known."""
        return f"customer:{self.customer}" if self.customer else ""


@dataclass(frozen=True, kw_only=True)
class ConversationOpened(ConversationEvent):
    """A conversation became known to us: it began, or was imported."""

    def happened_at(self) -> datetime:
        """When it began."""
        return self.opened_at


@dataclass(frozen=True, kw_only=True)
class ConversationUpdated(ConversationEvent):
    """Messages were added, or who, what or when changed."""
