"""Which reader a file needs, told by its content first and by its name second."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from colere.platform.imports.readers.columnar import parquet_rows
from colere.platform.imports.readers.delimited import delimited_rows
from colere.platform.imports.readers.jsons import first_object_is_a_line, json_array_rows, json_line_rows
from colere.platform.imports.readers.rows import FileRefused, Item, Refused
from colere.platform.imports.readers.sheets import sheet_rows
from colere.platform.imports.readers.streams import Input, open_input
from colere.platform.imports.readers.text import utf8_chunks

FORMATS = ("csv", "jsonl", "json", "parquet", "xlsx")
_PACKED = (".gz", ".zst", ".zstd")
_BY_NAME = {
    ".csv": "csv", ".tsv": "csv", ".tab": "csv", ".txt": "csv",
    ".jsonl": "jsonl", ".ndjson": "jsonl", ".json": "json",
    ".parquet": "parquet", ".pq": "parquet", ".xlsx": "xlsx",
}  # fmt: skip

_PROGRAM, _PICTURE, _PAGE = gettext_lazy("a program"), gettext_lazy("a picture"), gettext_lazy("a web page")
_ELSE = (
    (b"\x7fELF", _PROGRAM),
    (b"%PDF-", gettext_lazy("a PDF document")),
    (b"{\\rtf", gettext_lazy("a text document")),
    (b"\x89PNG", _PICTURE), (b"\xff\xd8\xff", _PICTURE), (b"GIF8", _PICTURE),
    (b"<!doctype html", _PAGE), (b"<html", _PAGE),
    (b"<?xml", gettext_lazy("XML")),
    (b"SQLite format 3\0", gettext_lazy("a database")),
    (b"7z\xbc\xaf\x27\x1c", gettext_lazy("a 7z archive")),
    (b"Rar!\x1a\x07", gettext_lazy("a RAR archive")),
)  # fmt: skip


@dataclass
class RowSource:
    """The rows of one file: iterate it once. `format` is the one it was found to have, `is_table` says that its rows
    are flat.
    """

    input: Input
    format: str
    rows: Iterator[Item]

    @property
    def is_table(self) -> bool:
        """Whether the format can only hold flat rows (nested values may come as JSON text)."""
        return self.format in ("csv", "xlsx", "parquet")

    def __iter__(self) -> Iterator[Item]:
        """The rows; a damaged end of a packed file is one more refusal."""
        last = 0
        try:
            for item in self.rows:
                last = item.line
                yield item
        except FileRefused as error:
            if not last:
                raise
            yield Refused(last + 1, error.sentence)
        if self.input.damage:
            yield Refused(last + 1, self.input.damage)


def open_rows(
    source: str | Path | BinaryIO,
    *,
    name: str = "",
    format: str = "",
    known: Collection[str] = (),
    encoding: str = "",
    delimiter: str = "",
) -> RowSource:
    """Open a file (`-` is standard input) as rows. `known` are column names one may expect; they help to tell the
    delimiter of a CSV file.

    Raises `FileRefused` when there is nothing to read.
    """
    opened = open_input(source, name=name)
    found = format or told_format(opened)
    readers: dict[str, Callable[[], Iterator[Item]]] = {
        "csv": lambda: delimited_rows(opened, known=known, encoding=encoding, delimiter=delimiter),
        "jsonl": lambda: json_line_rows(opened, encoding),
        "json": lambda: json_array_rows(opened, encoding),
        "parquet": lambda: parquet_rows(opened),
        "xlsx": lambda: sheet_rows(opened),
    }
    if found not in readers:
        known_formats = ", ".join(FORMATS)
        raise FileRefused(
            _("“%(format)s” is no format that can be read; choose one of %(known)s.")
            % {"format": found, "known": known_formats}
        )
    return RowSource(opened, found, readers[found]())


def told_format(opened: Input) -> str:
    """The format of an opened file: by its first bytes, then by its name, then by the first character of its text."""
    head = opened.head
    if not head:
        raise FileRefused(opened.damage or _("The file is empty."))
    if what := what_else(head):
        raise FileRefused(
            _("This is %(what)s, and no table. Export the data as CSV, JSON, Excel or Parquet, and choose that file.")
            % {"what": what}
        )
    if head.startswith(b"PAR1"):
        return "parquet"
    if head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return "xlsx"
    named = _named_format(opened.name)
    if named in ("parquet", "xlsx"):
        raise FileRefused(
            _("“%(name)s” is no %(format)s file, whatever its name says.")
            % {"name": opened.name, "format": named.upper()}
        )
    if named == "csv":
        return named
    sample = _text_head(opened)
    start = sample.lstrip()[:1]
    if start == b"{":
        return "jsonl" if named == "jsonl" or first_object_is_a_line(sample) else "json"
    if start == b"[":
        return "json"
    return "jsonl" if named in ("jsonl", "json") else "csv"


def what_else(head: bytes) -> str:
    """What a file is that begins like none of ours ("a PDF document"); empty for any other."""
    if head.startswith(b"MZ") and b"\0" in head[:256]:  # a header line could begin with MZ
        return str(_PROGRAM)
    start = head[:64].lstrip().lower()
    return next((str(what) for sign, what in _ELSE if head.startswith(sign) or start.startswith(sign)), "")


def _named_format(name: str) -> str:
    path = Path(name.lower())
    if path.suffix in _PACKED:
        path = path.with_suffix("")
    return _BY_NAME.get(path.suffix, "")


def _text_head(opened: Input) -> bytes:
    only_head = Input(opened.name, opened.raw, head=opened.head[:65536])
    chunks, _encoding = utf8_chunks(only_head)
    return b"".join(chunks)
