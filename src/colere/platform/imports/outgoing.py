"""What an export needs to know of ids: the id of the source where there is one, and never the same id twice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

from django.db.models import Count, QuerySet

from colere.platform.imports.models import Source

T = TypeVar("T")


class OutgoingIds:
    """Gives each row the id under which it goes out.

    That is the id of its source. Where two sources have the same id, the source's name stands before it; what never had
    an id of a source goes out as "colere-12".
    """

    def __init__(self, rows: QuerySet[Any, Any], *, id_field: str = "external_id") -> None:
        self.sources = dict(Source.objects.values_list("pk", "name"))
        counted = rows.exclude(**{id_field: ""}).values(id_field).annotate(times=Count("pk")).filter(times__gt=1)
        self.ambiguous = set(counted.values_list(id_field, flat=True))

    def of(self, pk: int, external_id: str, source: int | None) -> str:
        """The id of one row."""
        if not external_id:
            return f"colere-{pk}"
        if external_id in self.ambiguous and source is not None:
            return f"{self.sources.get(source, source)}/{external_id}"
        return external_id


def in_windows(rows: QuerySet[Any, T], *, size: int = 500) -> Iterator[Sequence[T]]:
    """All rows in the order of their ids, some at a time, however many there are."""
    last = 0
    ordered = rows.order_by("pk")
    while window := list(ordered.filter(pk__gt=last)[:size]):
        yield window
        newest: Any = window[-1]
        last = newest["pk"] if isinstance(newest, dict) else newest.pk


def without_empty(row: dict[str, Any]) -> dict[str, Any]:
    """The row without what says nothing."""
    return {name: value for name, value in row.items() if value not in (None, "", [], {})}
