"""Rows of files that stand for rooms which the product does not have yet."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from django.utils.translation import gettext as _

from colere.platform.errors import Invalid
from colere.platform.imports.readers import FileRefused, Row, open_rows
from colere.platform.imports.registry import Column
from colere.platform.imports.values import Reading, Unusable, understood

T = TypeVar("T")


def read_table(source: str | BinaryIO, understand: Callable[[dict[str, Any], Reading], T]) -> tuple[list[T], list[str]]:
    """The rows of a file as `understand` makes them, and a sentence for each row that cannot be used.

    Any format that `colere import` reads. Raises `Invalid` for a file that cannot be read, or with no row that can.
    """
    path = source if isinstance(source, str) else "-"
    if path != "-" and (not Path(path).exists() or Path(path).is_dir()):
        raise Invalid(_("There is no file “%(path)s”.") % {"path": path})
    reading, found, refused = Reading(), list[T](), list[str]()
    opened = open_rows(source)
    try:
        for item in opened:
            if not isinstance(item, Row):
                refused.append(_in_line(item.line, item.sentence))
                continue
            try:
                found.append(understand(item.values, reading))
            except Unusable as error:
                refused.append(_in_line(item.line, str(error)))
    finally:
        opened.input.close()
    if not found:
        first = refused[0] if refused else _("It is empty.")
        path = path if isinstance(source, str) else _("the file")
        raise FileRefused(_("No row of “%(path)s” can be used. %(first)s") % {"path": path, "first": first})
    return found, refused


def needed(values: dict[str, Any], column: Column, reading: Reading) -> Any:
    """A value that every row needs; raises `Unusable` for a row without it."""
    value = understood(values.get(column.name), column, reading)
    if value is None:
        raise Unusable(_("“%(column)s” is missing.") % {"column": column.name})
    return value


def _in_line(line: int, sentence: str) -> str:
    return _("Line %(line)s: %(sentence)s") % {"line": line, "sentence": sentence}
