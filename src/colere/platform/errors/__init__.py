"""Errors that a person is told about.

    DomainError      400   something asked for does not make sense
    ├── Refused      403   this person may not do that
    ├── NotFound     404   there is no such thing, or this person may not know of it
    ├── Conflict     409   somebody else was quicker, or the thing has changed since
    └── Invalid      422   a value cannot be used

The sentence says what happened, what was kept and what to do. One middleware turns these into a page, a toast or
`application/problem+json`; the command line prints the sentence. Any other exception is a bug and reaches the log.
"""

from typing import Any


class DomainError(Exception):
    """A refusal with a sentence for the person; `detail` holds further fields for problem+json."""

    status = 400

    def __init__(self, sentence: str, **detail: Any) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.detail = detail


class Refused(DomainError):
    """The actor may not do that."""

    status = 403


class NotFound(DomainError):
    """No such thing, or not for this actor's eyes: the two look the same from outside."""

    status = 404


class Conflict(DomainError):
    """The thing has changed since it was read."""

    status = 409


class Invalid(DomainError):
    """A value cannot be used; `detail["fields"]` may name the fields."""

    status = 422
