"""Reading other people's files: pure, streaming, in bounded memory, and never stopped by a bad line.

`open_rows(...)` gives a `RowSource`: an iterator of `Row` and `Refused`, in the order of the file, each with its line
number. Nothing here knows a table or a domain. The parts, from the bytes upwards:

- `streams`: bytes of a file or of standard input, unpacked on the way (gzip, zstandard); damage is noted, not raised;
- `text`: lines of text from bytes (UTF-8/16/32 and Windows-1252 told apart, over-long lines skipped);
- `delimited`, `jsons`, `columnar`, `sheets`: rows from CSV, JSON (lines or array), Parquet and spreadsheets;
- `opening`: which of them a file needs, told by its content first and by its name second.
"""

from __future__ import annotations

from colere.platform.imports.readers.opening import FORMATS, RowSource, open_rows
from colere.platform.imports.readers.rows import FileRefused, Item, Refused, Row
from colere.platform.imports.readers.streams import Input, open_input

__all__ = ["FORMATS", "FileRefused", "Input", "Item", "Refused", "Row", "RowSource", "open_input", "open_rows"]
