"""What can be missing for an engine."""

from colere.platform.errors import DomainError


class EngineMissing(DomainError):
    """The engine, or something that it needs, is not there."""
