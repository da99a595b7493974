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
from colere.platform.ui.tables.columns import Column, Mark, reader

Draw = Callable[[Any, Any, words.Teller], str]
SHORT = 9  # letters of a mark that stays in one line on a phone too: "10 of 10"
NOTHING = '<span class="soft">–</span>'


def draw_rows(columns: Sequence[Column], rows: Sequence[Any]) -> list[SafeString]:
    """The `<td>` elements of each row."""
    if not rows:
        return []
    teller = words.Teller()
    drawers = [_drawer(column, rows[0], teller, is_first=n == 0) for n, column in enumerate(columns)]
    return [mark_safe("".join([draw(row) for draw in drawers])) for row in rows]


def _drawer(column: Column, row: Any, teller: words.Teller, *, is_first: bool) -> Callable[[Any], str]:
    """What draws one column's cell of any row like this one."""
    css = column.align + (" first" if is_first else "") + ("" if column.phone else " no-phone")
    start, value_of, draw, href_of = f'<td class="{css}">', reader(column.path, row), _DRAWN[column.kind], column.href
    detail_of = None if column.detail is None else reader(column.detail, row)

    def cell(row: Any) -> str:
        value = value_of(row)
        shown = NOTHING if value is None else draw(column, value, teller)
        if href_of is not None and (href := href_of(row)):
            shown = f'<a class="cell-link" href="{escape(href)}">{shown}</a>'
        if detail_of is not None and (detail := detail_of(row)):
            shown += f'<span class="cell-detail">{escape(str(detail))}</span>'
        return f"{start}{shown}</td>"

    return cell


def draw_mark(value: Any) -> str:
    """A `Mark`, a list of them, or a plain word; as `mark` in `components/marks.html`."""
    if isinstance(value, list | tuple):
        return f'<span class="marks">{"".join(draw_mark(one) for one in value)}</span>'
    if not isinstance(value, Mark):
        return f'<span class="mark mark-plain">{escape(str(value))}</span>'
    dot = '<span class="mark-dot" aria-hidden="true"></span>' if value.tone != "plain" else ""
    sign = str(icon(value.icon)) if value.icon else dot
    text = str(value.text)
    short = " mark-short" if len(text) <= SHORT else ""
    return f'<span class="mark mark-{value.tone}{short}">{sign}{escape(text)}</span>'


_DRAWN: dict[str, Draw] = {
    "text": lambda column, value, teller: escape(str(value)),
    "number": lambda column, value, teller: words.number(value, column.digits),
    "percent": lambda column, value, teller: words.percent(value, column.digits),
    "duration": lambda column, value, teller: words.duration(value),
    "time": lambda column, value, teller: teller.ago(value),
    "day": lambda column, value, teller: escape(words.day(value)),
    "mark": lambda column, value, teller: draw_mark(value),
}
