"""Pure decisions about sign-in links."""

import hashlib
from datetime import datetime


def link_digest(token: str) -> str:
    """The digest under which a token is stored: looking it up leaks nothing about another token (hex, 64
    characters).
    """
    return hashlib.sha256(token.encode()).hexdigest()


def is_link_usable(*, expires_at: datetime, used_at: datetime | None, now: datetime) -> bool:
    """Whether a link may still sign somebody in: unused and not past its time."""
    return used_at is None and now < expires_at
