"""Queries whose SQL is written once and then only asked with new values.

Django builds and compiles a query anew each time it is asked: one to three milliseconds of processor time on a small
machine, several times what the database needs to answer it. A page that everybody opens all day asks ten of them. A
query made here is built and compiled once for each shape:

    @prepared
    def _talk(conversation: int, *, newest_first: bool) -> Rows:
        order = "-at" if newest_first else "at"
        return Message.objects.filter(conversation_id=conversation).values("id", "text").order_by(order)

    rows = _talk(5, newest_first=False)        # a list, as `list(queryset)` would give

Positional arguments are values: they may only be handed on to the query, never looked at, because the function does not
run again for other values. Keyword arguments are the shape: they may decide what the query looks like, and must be
hashable. A value that does not arrive in the SQL as it is raises `TypeError` when the query is first built, so that a
value that was looked at, or turned into something else, cannot go unnoticed.

Works with models, `.values()` and `.values_list()`, with `select_related`; not with `prefetch_related`.
"""

from colere.platform.prepared.queries import Prepared, Rows, prepared

__all__ = ["Prepared", "Rows", "prepared"]
