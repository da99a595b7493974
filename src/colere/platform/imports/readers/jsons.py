"""Rows from JSON: one object a line, or an array (or a sequence) of objects that is never held as a whole.

The array is cut into its elements by looking for brackets outside of strings; each element is then parsed by itself, so
that one broken element costs only itself. After one that runs on (a string or a bracket never closed) reading goes on
with the next line that begins like the first element did.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import orjson
from django.utils.translation import gettext as _

from colere.platform.imports.readers.rows import MAX_LINE, SHOWN, Item, Refused, Row
from colere.platform.imports.readers.streams import Input
from colere.platform.imports.readers.text import text_lines, too_long, utf8_chunks

_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*("?)|[\[\]{}]', re.DOTALL)
_LAST_PLACE = re.compile(r"(.*): line \d+ column (\d+).*", re.DOTALL)


def json_line_rows(opened: Input, encoding: str = "") -> Iterator[Item]:
    """Rows of a file with one JSON object a line; empty lines are left out."""
    for item in text_lines(opened, encoding):
        if isinstance(item, Refused):
            yield item
            continue
        line, text = item
        if not text or text.isspace():
            continue
        yield parsed(line, text)


def parsed(line: int, text: str | bytes) -> Item:
    """A JSON object as a row, or a sentence that says why it is none."""
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return Refused(line, _not_json(error), _shown(text))
    if not isinstance(value, dict):
        return Refused(line, _('This is no JSON object: a row looks like {"id": …}.'), _shown(text))
    return Row(line, value)


def _not_json(error: orjson.JSONDecodeError) -> str:
    placed = _LAST_PLACE.fullmatch(str(error))
    if placed:
        return _("This is not valid JSON: %(why)s at character %(at)s.") % {"why": placed[1], "at": error.colno}
    return _("This is not valid JSON: %(why)s.") % {"why": error}


def _shown(text: str | bytes) -> str:
    start = text[:SHOWN]
    return start.decode("utf-8", "replace") if isinstance(start, bytes) else start


def json_array_rows(opened: Input, encoding: str = "") -> Iterator[Item]:
    """Rows of a JSON array, or of JSON objects one after the other over several lines."""
    chunks, name = utf8_chunks(opened, encoding)
    if name not in ("", "utf-8"):
        chunks = (chunk.decode(name, "replace").encode() for chunk in chunks)
    cutter = _Cutter()
    for chunk in chunks:
        yield from cutter.feed(chunk)
        if cutter.is_lost:
            break
    yield from cutter.end()


class _Cutter:
    """Cuts a stream of bytes into the objects that stand at its top level or in its outermost array.

    `buffer` begins after the last element cut; `start` is where the current one begins in it (-1 between elements),
    `scanned` how far brackets have been counted, `line` the number of the line on which the buffer begins.
    """

    def __init__(self) -> None:
        self.buffer = bytearray()
        self.scanned, self.start, self.depth, self.line = 0, -1, 0, 1
        self.opening: bytes | None = None
        self.has_begun = self.is_array = self.is_closed = self.is_lost = False

    def feed(self, chunk: bytes) -> Iterator[Item]:
        """Take more bytes; gives the elements that are complete now."""
        self.buffer += chunk
        if not self.has_begun:
            self._begin()
        yield from self._scan(is_last=False)
        while len(self.buffer) > MAX_LINE and not self.is_lost:
            yield self._recover(too_long(len(self.buffer), MAX_LINE))
            yield from self._scan(is_last=False)

    def end(self) -> Iterator[Item]:
        """Say that there are no more bytes; gives what is left, refused if it is no whole element."""
        if self.is_lost:
            return
        yield from self._scan(is_last=True)
        while self.start >= 0:
            yield self._recover(
                _("The file ends in the middle of this element: a bracket or quotation mark is never closed.")
            )
            if self.is_lost:
                return
            yield from self._scan(is_last=True)
        yield from self._gap(len(self.buffer))
        if self.is_array and not self.is_closed:
            yield Refused(self._line_at(len(self.buffer)), _("The file ends before its list does: rows are missing."))

    def _begin(self) -> None:
        stripped = self.buffer.lstrip()
        self.has_begun = bool(stripped)
        if stripped.startswith(b"["):
            self.is_array = True
            self._drop(len(self.buffer) - len(stripped) + 1)

    def _scan(self, *, is_last: bool) -> Iterator[Item]:
        while token := _TOKEN.search(self.buffer, self.scanned):
            text, at = token[0], token.start()
            if text[:1] == b'"':
                if not token[1] and not is_last:
                    self.scanned = at
                    return
                self.scanned = token.end()
                continue
            self.scanned = at + 1
            if text in b"[{":
                if self.depth == 0:
                    self._open(at)
                self.depth += 1
            elif self.depth == 0:
                self.is_closed = True
            else:
                self.depth -= 1
                if self.depth == 0:
                    yield from self._cut(at + 1)
        self.scanned = len(self.buffer)

    def _open(self, at: int) -> None:
        self.start = at
        if self.opening is None:
            line_start = self.buffer.rfind(b"\n", 0, at) + 1
            self.opening = bytes(b"\n" + self.buffer[line_start:at] + b"{") if line_start else b""

    def _cut(self, end: int) -> Iterator[Item]:
        yield from self._gap(self.start)
        element = bytes(self.buffer[self.start : end])
        item = parsed(self._line_at(self.start), element)
        if isinstance(item, Refused) and self.opening and (again := element.find(self.opening, 1)) > 0:
            end = self.start + again
        self._drop(end)
        yield item

    def _gap(self, end: int) -> Iterator[Item]:
        """What stands between two elements; anything but commas and blanks is refused."""
        between = bytes(self.buffer[:end]).strip(b" \t\r\n,]")
        if between:
            yield Refused(self._line_at(end), _('This is no JSON object: a row looks like {"id": …}.'), _shown(between))

    def _line_at(self, position: int) -> int:
        return self.line + self.buffer.count(b"\n", 0, position)

    def _drop(self, end: int) -> None:
        self.line += self.buffer.count(b"\n", 0, end)
        del self.buffer[:end]
        self.start, self.scanned, self.depth = -1, 0, 0

    def _recover(self, sentence: str) -> Refused:
        """Refuse the current element and go back to the next line that begins like the first element did; lost when
        there is none.
        """
        begin = max(self.start, 0)
        again = self.buffer.find(self.opening, begin + 1) if self.opening else -1
        self.is_lost = again < 0
        if self.is_lost:
            sentence = sentence + " " + _("The file cannot be read from here on.")
        refused = Refused(self._line_at(begin), sentence, _shown(bytes(self.buffer[begin : begin + SHOWN])))
        if not self.is_lost:
            self._drop(again)
        return refused


def first_object_is_a_line(head: bytes) -> bool:
    """Whether the first line of a JSON file is a whole object: then every line is one."""
    line = head.lstrip().split(b"\n", 1)[0].strip()
    try:
        return isinstance(orjson.loads(line), dict)
    except orjson.JSONDecodeError:
        return b"\n" not in head.strip() or not re.match(rb"\{\s*$", line)
