"""Lines of text from bytes, whatever encoding the file was written in.

A byte order mark decides. Without one, a file whose every second byte is zero is UTF-16, and everything else is UTF-8
unless more of its non-ASCII characters are broken UTF-8 than valid: then it is Windows-1252 (of which Latin-1 is a
part). In a UTF-8 file a line with broken bytes is refused and not guessed at.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from colere.platform.imports.readers.rows import MAX_LINE, SHOWN, Refused
from colere.platform.imports.readers.streams import Input

Line = tuple[int, str]
ByteLine = tuple[int, bytes]

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_VALID = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_NON_ASCII = re.compile(rb"[\x80-\xff]")


def utf8_chunks(opened: Input, encoding: str = "") -> tuple[Iterator[bytes], str]:
    """The input's bytes without byte order mark, transcoded to UTF-8 where they are UTF-16 or UTF-32, and the name of
    the encoding.

    Single-byte text is left as it is: the name (`utf-8`, `cp1252` or one given) is for `decode`.
    """
    mark, found = _marked(opened.head)
    name = encoding or found or _unmarked(opened.head)
    chunks = _without(opened.chunks(), len(mark))
    if name.replace("_", "-").lower().startswith(("utf-16", "utf-32")):
        return _transcoded(chunks, name), "utf-8"
    return chunks, name


def _marked(head: bytes) -> tuple[bytes, str]:
    for mark, name in _MARKS:
        if head.startswith(mark):
            return mark, name
    return b"", ""


def _unmarked(head: bytes) -> str:
    sample = head[:4096]
    if len(sample) >= 4 and sample.count(0) * 3 > len(sample):
        odd = sample[1::2].count(0)
        even = sample[0::2].count(0)
        if odd > 4 * even:
            return "utf-16-le"
        if even > 4 * odd:
            return "utf-16-be"
    return told_by(head)


def told_by(data: bytes) -> str:
    """`utf-8`, `cp1252`, or an empty string while there are only ASCII characters to tell by."""
    non_ascii = len(_NON_ASCII.findall(data))
    if not non_ascii:
        return ""
    in_valid = sum(len(sequence) for sequence in _VALID.findall(data))
    return "utf-8" if in_valid * 2 >= non_ascii else "cp1252"


def _without(chunks: Iterator[bytes], count: int) -> Iterator[bytes]:
    for chunk in chunks:
        yield chunk[count:] if count else chunk
        count = 0


def _transcoded(chunks: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
    for chunk in chunks:
        yield decoder.decode(chunk).encode("utf-8", "replace")
    yield decoder.decode(b"", final=True).encode("utf-8", "replace")


def byte_lines(chunks: Iterable[bytes], *, limit: int = MAX_LINE, begin: int = 1) -> Iterator[ByteLine | Refused]:
    """Lines without their line feed, numbered from `begin`; one that is longer than `limit` bytes is skipped and
    refused, never held.
    """
    number = begin
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        first, *others = chunk.split(b"\n")
        size += len(first)
        held.append(first)
        if size > limit:
            held = held[:1] if len(held[0]) <= SHOWN else [held[0][:SHOWN]]
        for following in others:
            yield _line(number, held, size, limit)
            number += 1
            held, size = [following], len(following)
    if size:
        yield _line(number, held, size, limit)


def _line(number: int, held: list[bytes], size: int, limit: int) -> ByteLine | Refused:
    if size <= limit:
        return number, held[0] if len(held) == 1 else b"".join(held)
    return Refused(number, too_long(size, limit), held[0][:SHOWN].decode("utf-8", "replace"))


def too_long(size: int, limit: int) -> str:
    """The sentence for a line that is too long to be read."""
    return _(
        "This line is %(size)s MB long; at most %(limit)s MB are read. Split it, or remove what is attached to it."
    ) % {
        "size": f"{size / 2**20:,.0f}",
        "limit": f"{limit / 2**20:,.0f}",
    }


class Decoder:
    """Turns lines of bytes into text; while only ASCII has been seen, the first other line decides between UTF-8 and
    Windows-1252.
    """

    def __init__(self, encoding: str) -> None:
        self.encoding = encoding

    def decode(self, number: int, line: bytes) -> str | Refused:
        """The line as text, or why it is none (zero bytes, characters broken for the encoding)."""
        if b"\0" in line:
            shown = line[:SHOWN].decode("utf-8", "replace").replace("\0", "␀")
            return Refused(number, _("This line has zero bytes in it: it is damaged, or the file is not text."), shown)
        if not self.encoding and not line.isascii():
            self.encoding = told_by(line)
        try:
            return line.decode(self.encoding or "utf-8")
        except UnicodeDecodeError as error:
            if self.encoding == "cp1252":
                return line.decode("latin-1")
            return Refused(number, self._broken(error), line[:SHOWN].decode("utf-8", "replace"))

    def _broken(self, error: UnicodeDecodeError) -> str:
        return _(
            "This line has bytes that are no %(encoding)s text (at byte %(at)s). Save the file as UTF-8 again."
        ) % {
            "encoding": self.encoding.upper() or "UTF-8",
            "at": error.start + 1,
        }


def text_lines(opened: Input, encoding: str = "") -> Iterator[Line | Refused]:
    """Numbered lines of text of an input; the old Mac's line ends (carriage returns alone) are understood too."""
    chunks, name = utf8_chunks(opened, encoding)
    if b"\r" in opened.head and b"\n" not in opened.head:
        chunks = (chunk.replace(b"\r", b"\n") for chunk in chunks)
    decoder = Decoder(name)
    for item in byte_lines(chunks):
        if isinstance(item, Refused):
            yield item
            continue
        number, line = item
        text = decoder.decode(number, line)
        yield text if isinstance(text, Refused) else (number, text)
