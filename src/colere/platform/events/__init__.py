"""The log: one append-only table in which every change leaves its line, in the same transaction.

Nouns: Event (what a domain publishes), LogLine (the row), Cursor (how far a reader has come), Delivery (a line that
a handler could not take yet). Readers: handlers here; facts, live streams, timelines, audit above.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from colere.platform.events.event import Event

if TYPE_CHECKING:
    from colere.platform.events.delivery import deliver_pending, handles
    from colere.platform.events.log import START, Position, head, publish, publish_many, read_after

__all__ = ["START", "Event", "Position", "deliver_pending", "handles", "head", "publish", "publish_many", "read_after"]

_HOMES = {"deliver_pending": "delivery", "handles": "delivery"}


def __getattr__(name: str) -> Any:
    """The names that need the tables are found when they are first used: Django imports this package before its
    models.
    """
    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'log')}"), name)
