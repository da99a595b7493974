"""Comings and goings. No address, no name: the account's number says who."""

from dataclasses import dataclass

from colere.platform.events import Event


@dataclass(frozen=True, kw_only=True)
class AccountEvent(Event):
    """The base of events about an account."""

    account: int

    def subject(self) -> str:
        """The account."""
        return f"account:{self.account}"


@dataclass(frozen=True, kw_only=True)
class SignedIn(AccountEvent):
    """Somebody came in. `method` is "password" or "link"."""

    method: str


@dataclass(frozen=True, kw_only=True)
class SignedOut(AccountEvent):
    """Somebody left."""


@dataclass(frozen=True, kw_only=True)
class SignInRefused(AccountEvent):
    """Somebody tried a wrong password on this account."""
