"""What the tests of the readers share: rows from bytes, without a file."""

from __future__ import annotations

import io
from typing import Any

from colere.platform.imports.readers import Refused, Row, open_rows


def read(data: bytes, name: str = "rows", **options: Any) -> tuple[list[dict[str, Any]], list[tuple[int, str]]]:
    """The values of all rows, and line and sentence of all refusals."""
    items = list(open_rows(io.BytesIO(data), name=name, **options))
    rows = [item.values for item in items if isinstance(item, Row)]
    return rows, [(item.line, item.sentence) for item in items if isinstance(item, Refused)]
