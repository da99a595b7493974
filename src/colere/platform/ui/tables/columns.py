"""Columns: where a cell's value comes from, how it is drawn, and what it is in a CSV file."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, ClassVar, Literal

from django.utils.functional import Promise

Label = str | Promise
Tone = Literal["plain", "leaf", "clay", "honey", "sky"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A word with a tone, as "waits 42 min" in clay. The word carries the meaning, the tone only helps the eye."""

    text: str
    tone: Tone = "plain"
    icon: str = ""

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Column:
    """A column of text.

    `value` is a path ("team.name") or a function of the row; left out, it is the column's own name.
    `sort` is the field of the queryset to order by (give the column an index), None when it cannot be sorted.
    `nullable` keeps rows without a value at the end. `href(row)` makes the cell a link: give it to the first column.
    `detail` is a second, quieter line in the same cell. `phone=False` leaves the column out on narrow screens.
    """

    name: str
    label: Label
    value: str | Callable[[Any], Any] | None = None
    sort: str | None = None
    href: Callable[[Any], str | None] | None = None
    detail: str | Callable[[Any], Any] | None = None
    nullable: bool = False
    phone: bool = True
    in_csv: bool = True

    kind: ClassVar[str] = "text"
    align: ClassVar[str] = "start"

    def of(self, row: Any) -> Any:
        """The cell's value in this row."""
        return read(row, self.path)

    @property
    def path(self) -> str | Callable[[Any], Any]:
        """Where a row has the value."""
        return self.name if self.value is None else self.value

    def detail_of(self, row: Any) -> Any:
        """The quieter second line, or None."""
        return None if self.detail is None else read(row, self.detail)

    def href_of(self, row: Any) -> str | None:
        """Where the cell leads, or None."""
        return None if self.href is None else self.href(row)

    def csv(self, row: Any) -> Any:
        """The value as a file should hold it: unrounded, not worded."""
        return self.of(row)


@dataclass(frozen=True)
class NumberColumn(Column):
    """A number: grouped, right-aligned, tabular."""

    digits: int = 0
    kind: ClassVar[str] = "number"
    align: ClassVar[str] = "end"


@dataclass(frozen=True)
class PercentColumn(Column):
    """A share between 0 and 1, drawn in per cent."""

    digits: int = 0
    kind: ClassVar[str] = "percent"
    align: ClassVar[str] = "end"


@dataclass(frozen=True)
class DurationColumn(Column):
    """Seconds or a timedelta, drawn as "2 h 10 min"."""

    kind: ClassVar[str] = "duration"
    align: ClassVar[str] = "end"


@dataclass(frozen=True)
class TimeColumn(Column):
    """A moment, drawn as "12 min ago" with the exact time on hover."""

    kind: ClassVar[str] = "time"


@dataclass(frozen=True)
class DayColumn(Column):
    """A date, drawn as people say it."""

    kind: ClassVar[str] = "day"


@dataclass(frozen=True)
class MarkColumn(Column):
    """A `Mark`, a list of them, or None."""

    kind: ClassVar[str] = "mark"

    def csv(self, row: Any) -> Any:
        """The words of the marks."""
        value = self.of(row)
        if value is None:
            return ""
        return ", ".join(str(mark) for mark in value) if isinstance(value, list | tuple) else str(value)


def reader(path: str | Callable[[Any], Any], row: Any) -> Callable[[Any], Any]:
    """`read` for rows of the same kind as this one: worked out once for a page of them."""
    if callable(path):
        return path
    return itemgetter(path) if isinstance(row, Mapping) else lambda other: read(other, path)


def read(row: Any, path: str | Callable[[Any], Any]) -> Any:
    """The value at a path of attributes or keys; None as soon as one of them is None."""
    if callable(path):
        return path(row)
    if isinstance(row, Mapping):
        return row[path]
    value = row
    for name in path.split("."):
        if value is None:
            return None
        value = getattr(value, name)
    return value
