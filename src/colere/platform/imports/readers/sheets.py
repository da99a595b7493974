"""Rows from the first sheet of a spreadsheet that has any (XLSX; XLS and ODS come with the same package)."""

from __future__ import annotations

import datetime as dt
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from colere.platform.imports.readers.delimited import header_names
from colere.platform.imports.readers.rows import FileRefused, Item, Refused, Row
from colere.platform.imports.readers.streams import Input

MAX_UNPACKED = 400 * 1024 * 1024
"""Bytes of XML in a workbook. A sheet is held in memory while it is read; a larger one belongs in a CSV file."""


def sheet_rows(opened: Input) -> Iterator[Item]:
    """Rows by the names of the header line (the first that is not empty); raises `FileRefused` when there is no such
    sheet.
    """
    path, release = opened.as_file()
    try:
        refuse_huge(path)
        yield from _read(path)
    finally:
        release()


def refuse_huge(path: Path) -> None:
    """Raise `FileRefused` for a workbook that unpacks to more than can be held."""
    if not zipfile.is_zipfile(path):
        return
    with zipfile.ZipFile(path) as packed:
        size = sum(part.file_size for part in packed.infolist() if part.filename.endswith(".xml"))
    if size > MAX_UNPACKED:
        raise FileRefused(_("This workbook is too large to be read as one; save the sheet as CSV and import that."))


def _read(path: Path) -> Iterator[Item]:
    import python_calamine

    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            for name in book.sheet_names:
                sheet = book.get_sheet_by_name(name)
                if sheet.height:
                    yield from _sheet(sheet)
                    return
    except (python_calamine.CalamineError, OSError) as error:
        raise FileRefused(_no_workbook(path)) from error
    raise FileRefused(_("The spreadsheet is empty."))


def _no_workbook(path: Path) -> str:
    if zipfile.is_zipfile(path):
        return _("This is a ZIP archive, and no workbook. Unpack it, and import the files that are in it.")
    return _(
        "This spreadsheet is damaged, or none at all. Open it in your spreadsheet program, save it as XLSX or CSV, and "
        "import that."
    )


def _sheet(sheet: Any) -> Iterator[Item]:
    names: list[str] = []
    for line, cells in enumerate(sheet.iter_rows(), start=1):
        values = [_plain(cell) for cell in cells]
        if all(value is None for value in values):
            continue
        if not names:
            names = header_names(["" if value is None else str(value) for value in values])
            continue
        if len(values) > len(names):
            yield Refused(line, _("This row has more cells than the header."), str(values)[:200])
            continue
        yield Row(line, dict(zip(names, values, strict=False)))


def _plain(cell: Any) -> Any:
    """A cell's value: nothing for an empty one, a whole number as such, a date at midnight as a date."""
    if cell == "" or cell is None:
        return None
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    if isinstance(cell, dt.timedelta | dt.time):
        return str(cell)
    return cell
