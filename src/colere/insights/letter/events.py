"""What happens to letters. Weeks and numbers only: no address, no words."""

from dataclasses import dataclass

from colere.platform.events import Event


@dataclass(frozen=True, kw_only=True)
class LetterWritten(Event):
    """The letter of a week was written and kept. `news` says of which sort its first sentence is."""

    week: str
    news: str

    def subject(self) -> str:
        """The letter."""
        return f"letter:{self.week}"


@dataclass(frozen=True, kw_only=True)
class LetterSent(Event):
    """The letter of a week went to an account: with the others, or because its owner asked (`is_wish`)."""

    week: str
    account: int
    is_wish: bool

    def subject(self) -> str:
        """The letter."""
        return f"letter:{self.week}"


@dataclass(frozen=True, kw_only=True)
class LetterSubscribed(Event):
    """An account gets the letter from now on."""

    account: int

    def subject(self) -> str:
        """The account."""
        return f"account:{self.account}"


@dataclass(frozen=True, kw_only=True)
class LetterUnsubscribed(Event):
    """An account no longer gets the letter. `way` is "page" or "link"."""

    account: int
    way: str

    def subject(self) -> str:
        """The account."""
        return f"account:{self.account}"
