"""How imported mentions are understood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colere.platform.imports import Column
from colere.platform.imports.values import Unusable, shown

if TYPE_CHECKING:
    from colere.platform.imports import ImportContext

COLUMNS = (
    Column("id", "id", is_required=True, help=gettext_lazy("The mention’s id in your system."), example="mn-1"),
    Column("source", max_length=120, help=gettext_lazy("Where it stands, such as a review site."), example="forum"),
    Column("url", max_length=1000, example="https://forum.example.org/t/17"),
    Column("author", max_length=200, example="a.moss"),
    Column("at", "time", is_required=True, help=gettext_lazy("When it was said."), example="2026-03-02T08:00:00Z"),
    Column("text", "verbatim", help=gettext_lazy("Their words."), example="Answered within minutes."),
    Column("rating", "number", low=0, high=100, help=gettext_lazy("As given there, usually 1 to 5."), example="5"),
)


def understand_mention(found: dict[str, Any], context: ImportContext) -> dict[str, Any]:
    """A mention says something or rates, and its address can be opened safely."""
    if found["url"] and urlsplit(found["url"]).scheme.lower() not in ("http", "https"):
        raise Unusable(
            _("“url” should begin with https:// or http://, but is %(value)s.") % {"value": shown(found["url"])}
        )
    if not found["text"] and found["rating"] is None:
        raise Unusable(_("A mention needs a “text” or a “rating”."))
    return found
