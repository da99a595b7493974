"""Rows as CSV that a spreadsheet opens without running anything in it."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from colere.platform.ui.tables.columns import Column

BOM = "\ufeff"
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class _Echo:
    """A file that hands back what is written to it."""

    def write(self, text: str) -> str:
        return text


def csv_lines(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[str]:
    """The file line by line, whatever its length: a heading, then the rows."""
    shown = [column for column in columns if column.in_csv]
    yield BOM + csv_line([column.name for column in shown])
    for row in rows:
        yield csv_line([column.csv(row) for column in shown])


def csv_line(cells: Iterable[Any]) -> str:
    """One line of a file, each of its cells made harmless."""
    writer: Any = csv.writer(_Echo())  # a new one each time: threads must not share its buffer
    return str(writer.writerow([harmless(cell) for cell in cells]))


def harmless(value: Any) -> Any:
    """The value as text; a text that a spreadsheet would take for a formula gets an apostrophe in front.

    harmless("=1+1") gives "'=1+1"; harmless(-3) stays -3, because a number is no formula.
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, datetime | date):
        return value.isoformat()
    text = str(value).replace("\x00", "")
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text
