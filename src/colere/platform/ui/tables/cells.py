"""The cells of a row as HTML.

Written out here because a page has hundreds of them, and a macro for each took most of the time of a list page.
Everything that comes from a row is escaped.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from html import escape
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from colere.platform.ui import words
from colere.platform.ui.assets import icon
from colere.platform.ui.tables.columns import Column, Mark

Draw = Callable[[Any, Any, words.Teller], str]
NOTHING = '<span class="soft">–</span>'


def draw_rows(columns: Sequence[Column], rows: Iterable[Any]) -> Iterator[SafeString]:
    """The `<td>` elements of each row."""
    teller = words.Teller()
    plan = [(column, _css(column, is_first=n == 0), _DRAWN[column.kind]) for n, column in enumerate(columns)]
    for row in rows:
        yield mark_safe("".join([_cell(column, css, draw, row, teller) for column, css, draw in plan]))


def _css(column: Column, *, is_first: bool) -> str:
    return column.align + (" first" if is_first else "") + ("" if column.phone else " no-phone")


def _cell(column: Column, css: str, draw: Draw, row: Any, teller: words.Teller) -> str:
    value = column.of(row)
    shown = NOTHING if value is None else draw(column, value, teller)
    if column.href is not None and (href := column.href(row)):
        shown = f'<a class="cell-link" href="{escape(href)}">{shown}</a>'
    if column.detail is not None and (detail := column.detail_of(row)):
        shown += f'<span class="cell-detail">{escape(str(detail))}</span>'
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


_DRAWN: dict[str, Draw] = {
    "text": lambda column, value, teller: escape(str(value)),
    "number": lambda column, value, teller: words.number(value, column.digits),
    "percent": lambda column, value, teller: words.percent(value, column.digits),
    "duration": lambda column, value, teller: words.duration(value),
    "time": lambda column, value, teller: teller.ago(value),
    "day": lambda column, value, teller: escape(words.day(value)),
    "mark": lambda column, value, teller: draw_mark(value),
}
