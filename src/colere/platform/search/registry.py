"""Which tables can be searched, who may see their rows, and how a row is shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from colere.platform.permissions import Actor
from colere.platform.search.rules import Query


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: where it leads, what it is called, and the place where the words stand (escaped, with `<mark>`)."""

    title: str
    url: str
    snippet: SafeString | str = ""
    kind: str = ""
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """A searchable table.

    `visible` narrows a queryset of `model` to what the actor may see. `hits` turns the visible rows (by key, with the
    columns `fields`) into results, in the order of the found ids; an id without a row is hidden from the actor and is
    left out.
    `is_prefix`: the last word also finds longer
    words (for names; costly over millions of long texts).
    """

    name: str
    label: str | Promise
    model: type[Model]
    columns: tuple[str, ...]
    permission: str
    visible: Callable[[Actor, "QuerySet[Any]"], "QuerySet[Any]"]
    fields: tuple[str, ...]
    hits: Callable[[Mapping[int, dict[str, Any]], Sequence[int], Query], list[Hit]]
    order: int = 100
    is_prefix: bool = False


_indexes: dict[str, SearchIndex] = {}


def register_index(index: SearchIndex) -> None:
    """Make a table searchable."""
    _indexes[index.name] = index


def all_indexes() -> list[SearchIndex]:
    """Every index, in the order in which results are shown."""
    return sorted(_indexes.values(), key=lambda index: (index.order, index.name))


def get_index(name: str) -> SearchIndex:
    """The index of this name. Raises `KeyError`."""
    return _indexes[name]
