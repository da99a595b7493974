"""Cells of tables that other programs will open: a text that a spreadsheet would run as a formula is made harmless.

`neutral("=1+1")` gives `'=1+1`, which a spreadsheet shows as text; `restored` takes the mark away again, so that what
we export comes back as it was (a text that already had such a mark gets a second one).
"""

from __future__ import annotations

import re
from typing import Any

_RISKY = re.compile(r"'*[=+\-@\t\r]")
_MARKED = re.compile(r"'+[=+\-@\t\r]")


def neutral(cell: Any) -> Any:
    """The cell with a leading quotation mark if it is text that could be taken for a formula."""
    if isinstance(cell, str) and _RISKY.match(cell):
        return "'" + cell
    return cell


def restored(cell: str) -> str:
    """The text that `neutral` was given."""
    return cell[1:] if _MARKED.match(cell) else cell
