"""What becomes of mail. No address and no words: the mail's number says which."""

from dataclasses import dataclass

from colere.platform.events import Event


@dataclass(frozen=True, kw_only=True)
class MailEvent(Event):
    """The base of events about a mail. `kind` says what it is for, as "letter.weekly"."""

    mail: int
    kind_of_mail: str

    def subject(self) -> str:
        """The mail."""
        return f"mail:{self.mail}"


@dataclass(frozen=True, kw_only=True)
class MailQueued(MailEvent):
    """A mail was written and waits for a worker."""


@dataclass(frozen=True, kw_only=True)
class MailSent(MailEvent):
    """The mail server has taken a mail."""

    attempts: int


@dataclass(frozen=True, kw_only=True)
class MailGivenUp(MailEvent):
    """A mail could not be sent and is kept; `trouble` says why."""

    trouble: str
    attempts: int


@dataclass(frozen=True, kw_only=True)
class MailTriedAgain(MailEvent):
    """Somebody had a mail that was given up tried again."""
