"""Bytes of a file or of standard input, unpacked on the way.

Damage (a gzip file cut off in the middle, a broken checksum) ends the stream early and leaves a sentence in
`Input.damage`; what came before it has been given. Output is unpacked in small steps, so a file that unpacks to a
terabyte costs time but no memory.
"""

from __future__ import annotations

import sys
import tempfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, BinaryIO

import zstandard
from django.utils.translation import gettext as _

from colere.platform.imports.readers.rows import FileRefused

CHUNK = 256 * 1024
HEAD = 1024 * 1024
ZSTD_STEP = 2 * 1024
"""Packed bytes given to zstandard at once: four of them can unpack to 128 kB, and its output cannot be limited
otherwise.
"""
GZIP_MAGIC = b"\x1f\x8b"
ZSTD_MAGIC = b"\x28\xb5\x2f\xfd"


@dataclass
class Input:
    """An opened file: its first unpacked bytes in `head`, all of them from `chunks()`, how far it has been read in
    `position`.
    """

    name: str
    raw: BinaryIO
    size: int | None = None
    path: Path | None = None
    is_packed: bool = False
    position: int = 0
    damage: str = ""
    head: bytes = b""
    _rest: Iterator[bytes] = field(default_factory=lambda: iter(()))

    def chunks(self) -> Iterator[bytes]:
        """All unpacked bytes from the beginning, in pieces; can be taken once."""
        if self.head:
            yield self.head
        yield from self._rest

    def close(self) -> None:
        """Close the file underneath (standard input stays open)."""
        if self.raw is not sys.stdin.buffer:
            self.raw.close()

    def as_file(self) -> tuple[Path, Callable[[], None]]:
        """A path with the unpacked bytes, for readers that must jump about in a file, and a function that gives back
        the room it takes.
        """
        if self.path is not None and not self.is_packed:
            return self.path, lambda: None
        copy: IO[bytes] = tempfile.NamedTemporaryFile(prefix="colere-import-", delete=False)  # noqa: SIM115
        with copy:
            for chunk in self.chunks():
                copy.write(chunk)
        path = Path(copy.name)
        return path, lambda: path.unlink(missing_ok=True)


def open_input(source: str | Path | BinaryIO, *, name: str = "") -> Input:
    """Open a path, `-` (standard input) or a binary file object; raises `FileRefused` with a sentence when that is not
    possible.
    """
    if isinstance(source, str | Path):
        opened = _open_standard_input() if str(source) == "-" else _open_path(Path(source))
        opened.name = name or opened.name
    else:
        opened = Input(name or getattr(source, "name", "") or "stream", source)
    first = opened.raw.read(4)
    opened.is_packed = first.startswith(GZIP_MAGIC) or first == ZSTD_MAGIC
    packed = _packed_chunks(opened, first)
    if first.startswith(GZIP_MAGIC):
        unpacked = _gunzip(opened, packed)
    elif first == ZSTD_MAGIC:
        unpacked = _unzstd(opened, packed)
    else:
        unpacked = packed
    head = bytearray()
    while len(head) < HEAD and (chunk := next(unpacked, None)) is not None:
        head += chunk
    opened.head = bytes(head)
    opened._rest = unpacked
    return opened


def _open_standard_input() -> Input:
    return Input("stdin", sys.stdin.buffer)


def _open_path(path: Path) -> Input:
    try:
        if path.is_dir():
            raise FileRefused(_("“%(path)s” is a folder; give the files in it.") % {"path": path})
        return Input(path.name, path.open("rb"), size=path.stat().st_size, path=path)
    except FileNotFoundError as error:
        raise FileRefused(_("There is no file “%(path)s”.") % {"path": path}) from error
    except OSError as error:
        raise FileRefused(_("“%(path)s” cannot be opened: %(why)s.") % {"path": path, "why": error.strerror}) from error


def _packed_chunks(opened: Input, first: bytes) -> Iterator[bytes]:
    chunk = first
    while chunk:
        opened.position += len(chunk)
        yield chunk
        try:
            chunk = opened.raw.read(CHUNK)
        except OSError as error:
            opened.damage = _("The file could be read only in part: %(why)s.") % {"why": error.strerror or error}
            return


def _gunzip(opened: Input, packed: Iterator[bytes]) -> Iterator[bytes]:
    unpacker = zlib.decompressobj(wbits=31)
    began = False
    for chunk in packed:
        data = chunk
        while data:
            if unpacker.eof:
                data = data.lstrip(b"\0")
                if not data:
                    break
                unpacker = zlib.decompressobj(wbits=31)
            try:
                out = unpacker.decompress(data, CHUNK)
            except zlib.error:
                opened.damage = _damage_sentence()
                return
            began = True
            if out:
                yield out
            data = unpacker.unused_data if unpacker.eof else unpacker.unconsumed_tail
    if began and not unpacker.eof:
        rest = _flush(unpacker)
        if rest:
            yield rest
        if not unpacker.eof:
            opened.damage = _damage_sentence()


def _flush(unpacker: zlib._Decompress) -> bytes:
    try:
        return unpacker.flush()
    except zlib.error:
        return b""


def _unzstd(opened: Input, packed: Iterator[bytes]) -> Iterator[bytes]:
    maker = zstandard.ZstdDecompressor(max_window_size=128 * 1024 * 1024)
    unpacker = maker.decompressobj()
    for chunk in packed:
        for start in range(0, len(chunk), ZSTD_STEP):
            data = chunk[start : start + ZSTD_STEP]
            while data:
                if unpacker.eof:
                    unpacker = maker.decompressobj()
                try:
                    out = unpacker.decompress(data)
                except zstandard.ZstdError:
                    opened.damage = _damage_sentence()
                    return
                if out:
                    yield out
                data = unpacker.unused_data if unpacker.eof else b""
    if not unpacker.eof:
        opened.damage = _damage_sentence()


def _damage_sentence() -> str:
    return _(
        "The packed file breaks off or is damaged here: what came before was read, the rest is lost. "
        "Fetch or pack the file again."
    )
