"""The worker hands the log's lines to the handlers of all domains."""

from colere.platform.events import deliver_pending
from colere.platform.jobs.followers import register_follower


def deliver_lines() -> int:
    """Hand a bounded number of lines to each handler; gives how many were taken."""
    return deliver_pending()


register_follower("events.handlers", deliver_lines, every=2)
