"""The cells of a row as HTML.

Written out here because a page has hundreds of them, and a macro for each took most of the time of a list page.
Everything that comes from a row is escaped.
"""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from colere.platform.ui import words
from colere.platform.ui.assets import icon
from colere.platform.ui.tables.columns import Column, Mark

NOTHING = '<span class="soft">–</span>'


def draw_cells(columns: Sequence[Column], row: Any) -> SafeString:
    """The `<td>` elements of one row."""
    return mark_safe("".join([_cell(column, row, is_first=n == 0) for n, column in enumerate(columns)]))


def _cell(column: Column, row: Any, *, is_first: bool) -> str:
    value = column.of(row)
    shown = NOTHING if value is None else _DRAWN[column.kind](column, value)
    if column.href is not None and (href := column.href(row)):
        shown = f'<a class="cell-link" href="{escape(href)}">{shown}</a>'
    if column.detail is not None and (detail := column.detail_of(row)):
        shown += f'<span class="cell-detail">{escape(str(detail))}</span>'
    css = column.align + (" first" if is_first else "") + ("" if column.phone else " no-phone")
    return f'<td class="{css}">{shown}</td>'


def draw_mark(value: Any) -> str:
    """A `Mark`, a list of them, or a plain word; as `mark` in `components/marks.html`."""
    if isinstance(value, list | tuple):
        return f'<span class="marks">{"".join(draw_mark(one) for one in value)}</span>'
    if not isinstance(value, Mark):
        return f'<span class="mark mark-plain">{escape(str(value))}</span>'
    dot = '<span class="mark-dot" aria-hidden="true"></span>' if value.tone != "plain" else ""
    sign = str(icon(value.icon)) if value.icon else dot
    return f'<span class="mark mark-{value.tone}">{sign}{escape(str(value.text))}</span>'


_DRAWN: dict[str, Callable[[Any, Any], str]] = {
    "text": lambda column, value: escape(str(value)),
    "number": lambda column, value: words.number(value, column.digits),
    "percent": lambda column, value: words.percent(value, column.digits),
    "duration": lambda column, value: words.duration(value),
    "time": lambda column, value: str(words.ago(value)),
    "day": lambda column, value: escape(words.day(value)),
    "mark": lambda column, value: draw_mark(value),
}
