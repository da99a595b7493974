"""One search over everything: full text on SQLite (FTS5) and PostgreSQL behind one interface, filtered by permission.

Nouns: SearchIndex (which columns of which table, who may see the rows, how a row is shown), Hit (one result). A
domain creates the index in a migration (`operations.CreateSearchIndex`) and registers it from `extensions.py`:

    register_index(SearchIndex(name="messages", label=_("Conversations"), model=Message, columns=("text",),
                               permission="conversations.read", visible=visible_messages, hits=message_hits))

Results come newest first (by id), never by relevance over everything: with millions of rows the newest hits cost
nothing, ranking all of them does.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from colere.platform.search.engine import match_ids, match_several, search
    from colere.platform.search.marks import highlight
    from colere.platform.search.registry import Hit, SearchIndex, all_indexes, register_index

__all__ = ["Hit", "SearchIndex", "all_indexes", "highlight", "match_ids", "match_several", "register_index", "search"]

_HOMES = {"match_ids": "engine", "match_several": "engine", "search": "engine", "highlight": "marks"}


def __getattr__(name: str) -> Any:
    """Found when first used: Django imports this package before its apps are ready."""
    if name not in __all__:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_HOMES.get(name, 'registry')}"), name)
