"""Pure decisions about sign-in links."""

import hashlib


def link_digest(token: str) -> str:
    """The digest under which a token is stored: looking it up leaks nothing about another token (hex, 64
    characters).
    """
    return hashlib.sha256(token.encode()).hexdigest()
