"""Filters of a list: each reads its own words from the address and narrows the rows.

A word that cannot be read narrows nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from colere.platform.permissions import Actor
from colere.platform.ui import words

Label = str | Promise
Choice = tuple[str, str]
Rows = QuerySet[Any, Any]
Apply = Callable[[Rows, Any, Actor], Rows]


def as_a_whole(rows: Rows, value: Any, actor: Actor) -> Rows:
    """For the filters of a table that narrows by all of them at once in `filtered`, because one of them has to lead."""
    return rows


@dataclass(frozen=True)
class Filter:
    """The base: `name` is the word in the address."""

    name: str
    label: Label
    kind: ClassVar[str] = ""

    def names(self) -> list[str]:
        """The words of the address that belong to this filter."""
        return [self.name]

    def read(self, query: QueryDict, actor: Actor) -> Any:
        """The value that the address asks for; None when none, or none that can be used."""
        raise NotImplementedError

    def narrow(self, rows: Rows, value: Any, actor: Actor) -> Rows:
        """The rows that fit the value."""
        raise NotImplementedError

    def said(self, value: Any, actor: Actor) -> str:
        """The active filter in words, for its chip."""
        return str(self.label)


@dataclass(frozen=True)
class TextFilter(Filter):
    """A search box. `apply(rows, text, actor)` narrows."""

    apply: Apply
    placeholder: Label = ""
    kind: ClassVar[str] = "text"

    def read(self, query: QueryDict, actor: Actor) -> str | None:
        return query.get(self.name, "").replace("\x00", "").strip()[:200] or None

    def narrow(self, rows: Rows, value: Any, actor: Actor) -> Rows:
        return self.apply(rows, value, actor)

    def said(self, value: Any, actor: Actor) -> str:
        return f"“{value}”"


@dataclass(frozen=True)
class ChoiceFilter(Filter):
    """One of several. `choices` are (value, label) pairs or a function of the actor; `lookup` or `apply` narrows."""

    choices: Sequence[tuple[str, Label]] | Callable[[Actor], Sequence[tuple[str, Label]]]
    lookup: str = ""
    apply: Apply | None = None
    any_label: Label = ""
    kind: ClassVar[str] = "choice"

    def options(self, actor: Actor) -> list[Choice]:
        """The choices of this actor."""
        found = self.choices(actor) if callable(self.choices) else self.choices
        return [(str(value), str(label)) for value, label in found]

    def drawn(self, chosen: str | None, actor: Actor) -> SafeString:
        """The `<option>` elements, drawn once for the same choices: a company's people are hundreds."""
        return _options(tuple(self.options(actor)), chosen)

    def read(self, query: QueryDict, actor: Actor) -> str | None:
        wanted = query.get(self.name)
        return wanted if wanted and any(wanted == value for value, _label in self.options(actor)) else None

    def narrow(self, rows: Rows, value: Any, actor: Actor) -> Rows:
        if self.apply is not None:
            return self.apply(rows, value, actor)
        return rows.filter(**{self.lookup or self.name: value})

    def said(self, value: Any, actor: Actor) -> str:
        return f"{self.label}: {dict(self.options(actor)).get(value, value)}"


@lru_cache(maxsize=500)
def _options(choices: tuple[Choice, ...], chosen: str | None) -> SafeString:
    row = '<option value="{}"{}>{}</option>'
    mark = mark_safe(" selected")
    return format_html_join("", row, ((value, mark if value == chosen else "", label) for value, label in choices))


@dataclass(frozen=True)
class ToggleFilter(Filter):
    """Yes, or not asked. `apply(rows, True, actor)` narrows."""

    apply: Apply
    kind: ClassVar[str] = "toggle"

    def read(self, query: QueryDict, actor: Actor) -> bool | None:
        return True if query.get(self.name) == "1" else None

    def narrow(self, rows: Rows, value: Any, actor: Actor) -> Rows:
        return self.apply(rows, value, actor)


@dataclass(frozen=True)
class DatesFilter(Filter):
    """From a day to a day, both included, in the reader's time zone: `?opened_from=2026-03-01&opened_to=2026-03-31`."""

    lookup: str
    is_date: bool = False
    kind: ClassVar[str] = "dates"

    def names(self) -> list[str]:
        return [f"{self.name}_from", f"{self.name}_to"]

    def read(self, query: QueryDict, actor: Actor) -> tuple[date | None, date | None] | None:
        start, end = (_day(query.get(name, "")) for name in self.names())
        return (start, end) if start or end else None

    def narrow(self, rows: Rows, value: Any, actor: Actor) -> Rows:
        start, end = value
        if start:
            rows = rows.filter(**{f"{self.lookup}__gte": start if self.is_date else midnight(start)})
        if end and self.is_date:
            rows = rows.filter(**{f"{self.lookup}__lte": end})
        elif end:
            rows = rows.filter(**{f"{self.lookup}__lt": midnight(end + timedelta(days=1))})
        return rows

    def said(self, value: Any, actor: Actor) -> str:
        start, end = value
        if start and end:
            span = _("%(start)s to %(end)s") % {"start": words.day(start), "end": words.day(end)}
        elif start:
            span = _("since %(start)s") % {"start": words.day(start)}
        else:
            span = _("until %(end)s") % {"end": words.day(end)}
        return f"{self.label}: {span}"


def _day(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if 1900 <= day.year <= 9000 else None


def midnight(day: date) -> datetime:
    """The first moment of a day in the reader's time zone."""
    return timezone.make_aware(datetime.combine(day, time.min))
