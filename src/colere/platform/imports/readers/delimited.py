"""Rows from CSV of any dialect: delimiter, quotes and escapes are found out; quoted line ends and unclosed quotes are
dealt with.

A quotation mark that is never closed would swallow the rest of a file. Here a record may be 1,000 lines long; one that
runs on is refused, and reading goes on with the line after the one on which it began.
"""

from __future__ import annotations

import csv
import re
from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from colere.platform.imports.cells import restored
from colere.platform.imports.readers.rows import MAX_LINE, SHOWN, FileRefused, Item, Refused, Row
from colere.platform.imports.readers.streams import Input
from colere.platform.imports.readers.text import Line, text_lines, too_long

MAX_RECORD_LINES = 1_000
DELIMITERS = (",", ";", "\t", "|")
SAMPLE_LINES = 200

csv.field_size_limit(MAX_LINE)


@dataclass(frozen=True)
class Dialect:
    """How a CSV file separates and protects its cells."""

    delimiter: str = ","
    quote: str = '"'
    is_backslashed: bool = False

    def reader(self, lines: Iterator[str]) -> Iterator[list[str]]:
        """Python's CSV reader set to this dialect."""
        escape = "\\" if self.is_backslashed else None
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote,
            escapechar=escape,
            doublequote=not self.is_backslashed,
        )


def sniff(lines: list[str], known: Collection[str] = ()) -> Dialect:
    """The dialect in which a sample of lines makes the most regular table; header names that are known count for more
    than regularity.
    """
    text = "\n".join(lines)
    quote = "'" if '"' not in text and re.search(r"(^|[,;\t|])'[^\n]*'([,;\t|]|$)", text, re.M) else '"'
    is_backslashed = bool(re.search(r'\\"[^,;\t|\r\n"]', text)) and not re.search(r'[^,;\t|\n]""[^,;\t|\r\n]', text)
    wanted = {name.casefold() for name in known}
    best, best_score = Dialect(quote=quote, is_backslashed=is_backslashed), 0.0
    for delimiter in DELIMITERS:
        dialect = Dialect(delimiter, quote, is_backslashed)
        score = _regularity(dialect, lines, wanted)
        if score > best_score:
            best, best_score = dialect, score
    return best


def _regularity(dialect: Dialect, lines: list[str], wanted: set[str]) -> float:
    try:
        records = [record for record in dialect.reader(line + "\n" for line in lines) if record]
    except csv.Error:
        return 0.0
    if not records or len(records[0]) < 2:
        return 0.0
    width = len(records[0])
    rows = records[1:-1] or records[1:]
    agreeing = sum(len(record) == width for record in rows) / len(rows) if rows else 1.0
    familiar = sum(name.strip().casefold() in wanted for name in records[0])
    return familiar * 10 + agreeing * 5 + min(width, 100) / 100


class _RunsOn(Exception):
    """The record that is being read has become too long, or one of its lines is damaged."""


class _Feed:
    """Gives lines to the CSV reader, remembers those of the current record, and can take them back."""

    def __init__(self, lines: Iterator[Line | Refused]) -> None:
        self.lines = lines
        self.waiting: deque[Line] = deque()
        self.taken: list[Line] = []
        self.size = 0
        self.refused: list[Refused] = []
        self.has_ended = False

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        item = self._next()
        self.taken.append(item)
        self.size += len(item[1])
        if len(self.taken) > MAX_RECORD_LINES or self.size > MAX_LINE:
            raise _RunsOn
        return item[1] + "\n"

    def _next(self) -> Line:
        while True:
            if self.waiting:
                return self.waiting.popleft()
            try:
                item = next(self.lines)
            except StopIteration:
                self.has_ended = True
                raise
            if not isinstance(item, Refused):
                return item
            self.refused.append(item)
            if self.taken:
                raise _RunsOn

    def begin_record(self) -> None:
        self.taken, self.size = [], 0

    def take_back(self) -> Line:
        """Give up the current record: all of its lines but the first will be read again."""
        first, *others = self.taken
        self.waiting.extendleft(reversed(others))
        self.has_ended = False
        return first

    def refusals(self) -> Iterator[Refused]:
        yield from self.refused
        self.refused = []


def records(lines: Iterator[Line | Refused], dialect: Dialect) -> Iterator[tuple[int, list[str]] | Refused]:
    """Numbered records (lists of cells) and refusals; empty lines are left out."""
    feed = _Feed(lines)
    reader = dialect.reader(iter(feed))
    while True:
        feed.begin_record()
        try:
            cells = next(reader, None)
        except (_RunsOn, csv.Error) as error:
            yield _give_up(feed, error)
            reader = dialect.reader(iter(feed))
            yield from feed.refusals()
            continue
        if cells is not None and feed.has_ended and feed.taken:
            yield _give_up(feed, None)
            reader = dialect.reader(iter(feed))
            continue
        yield from feed.refusals()
        if cells is None:
            return
        if cells:
            yield feed.taken[0][0], cells


def _give_up(feed: _Feed, error: Exception | None) -> Refused:
    size = feed.size
    number, text = feed.take_back()
    if isinstance(error, csv.Error):
        why = _("a line ends within a cell that no quotation marks hold") if "new-line" in str(error) else error
        sentence = _("This line is no CSV: %(why)s.") % {"why": why}
    elif len(text) > MAX_LINE or size > MAX_LINE:
        sentence = too_long(size, MAX_LINE)
    elif feed.refused:
        sentence = _("This row goes over several lines, and line %(line)s cannot be read.") % {
            "line": feed.refused[-1].line
        }
    else:
        sentence = _("A quotation mark opened on this line is never closed.")
    return Refused(number, sentence, text[:SHOWN])


def header_names(cells: list[str]) -> list[str]:
    """Usable names for the columns: trimmed, numbered where they are empty or appear twice."""
    names: list[str] = []
    for position, cell in enumerate(cells, start=1):
        name = cell.strip().lstrip("\ufeff") or f"column_{position}"
        times = sum(other == name or other.startswith(f"{name}__") for other in names)
        names.append(f"{name}__{times + 1}" if times else name)
    return names


def delimited_rows(
    opened: Input, *, known: Collection[str] = (), encoding: str = "", delimiter: str = ""
) -> Iterator[Item]:
    """Rows of a CSV file by the names of its header line; raises `FileRefused` when it has none that can be read."""
    lines = text_lines(opened, encoding)
    sample: list[Line | Refused] = []
    for item in lines:
        sample.append(item)
        if len(sample) >= SAMPLE_LINES:
            break
    texts = [item[1].rstrip("\r") for item in sample if not isinstance(item, Refused)]
    stated = re.fullmatch(r"sep=(.)", texts[0]) if texts else None
    if stated:
        sample = sample[1:]
    dialect = sniff(texts[1:] if stated else texts, known)
    chosen = delimiter or (stated[1] if stated else "")
    if chosen:
        dialect = Dialect(chosen, dialect.quote, dialect.is_backslashed)
    yield from _rows(records(_chained(sample, lines), dialect))


def _chained(sample: list[Line | Refused], lines: Iterator[Line | Refused]) -> Iterator[Line | Refused]:
    yield from sample
    yield from lines


def _rows(found: Iterator[tuple[int, list[str]] | Refused]) -> Iterator[Item]:
    names: list[str] = []
    for item in found:
        if isinstance(item, Refused):
            if not names:
                raise FileRefused(_("The header line cannot be read: %(why)s") % {"why": item.sentence})
            yield item
            continue
        line, cells = item
        if not names:
            names = header_names(cells)
            continue
        if not any(cells):
            continue
        yield _row(line, names, cells)
    if not names:
        raise FileRefused(_("The file is empty."))


def _row(line: int, names: list[str], cells: list[str]) -> Item:
    if len(cells) > len(names) and not any(cells[len(names) :]):
        cells = cells[: len(names)]
    if len(cells) != len(names):
        sentence = _("This row has %(cells)s cells, but the header has %(columns)s.") % {
            "cells": len(cells),
            "columns": len(names),
        }
        shown: dict[str, Any] = dict(zip(names, cells, strict=False))
        return Refused(line, sentence, shown)
    plain = [restored(cell) if cell[:1] == "'" else cell for cell in cells]
    return Row(line, dict(zip(names, plain, strict=True)))
