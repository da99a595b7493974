"""The table itself: reads the address, fetches one page, answers with a page, a fragment or a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase, QueryDict, StreamingHttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString

from colere.platform.permissions import Actor, allows
from colere.platform.ui import pages
from colere.platform.ui.tables.cells import draw_rows
from colere.platform.ui.tables.columns import Column
from colere.platform.ui.tables.export import csv_lines
from colere.platform.ui.tables.filters import Filter
from colere.platform.ui.tables.paging import Order, Page, PreparedRows, fetch_page, key_of, pack_index, unpack

Label = str | Promise
Rows = QuerySet[Any, Any] | PreparedRows | list[Any]
COUNT_UP_TO = 1_000


@dataclass(frozen=True, slots=True)
class Empty:
    """What the list is for, and the first step; shown when there is nothing at all."""

    title: Label
    text: Label = ""
    label: Label = ""
    url_name: str = ""
    permission: str = ""
    """What the first step needs; whoever may not take it is shown no button."""


@dataclass(frozen=True, slots=True)
class BulkAction:
    """A button for the chosen rows: posts their keys as `ids` to the named route, with `next` to come back to."""

    label: Label
    url_name: str
    permission: str
    icon: str = ""
    is_main: bool = False


@dataclass(frozen=True, slots=True)
class Active:
    """A filter that is on, in words, with the address without it."""

    words: str
    without: str


class Table:
    """A list page. Subclass it, name its columns and filters, and call `respond`; see the package's docstring."""

    name: ClassVar[str]
    label: ClassVar[Label] = ""
    columns: ClassVar[Sequence[Column]]
    filters: ClassVar[Sequence[Filter]] = ()
    sort: ClassVar[str] = "-pk"
    page_size: ClassVar[int] = 50
    bulk: ClassVar[Sequence[BulkAction]] = ()
    empty: ClassVar[Empty] = Empty("")
    live: ClassVar[tuple[str, ...]] = ()
    with_csv: ClassVar[bool] = True

    def __init__(self, request: HttpRequest, rows: Rows) -> None:
        self.request = request
        self.actor: Actor = request.actor  # type: ignore[attr-defined]
        self._all = rows

    # what is asked for

    @cached_property
    def values(self) -> dict[str, Any]:
        """The filters that are on, with what they ask for."""
        read = {f.name: f.read(self.request.GET, self.actor) for f in self.filters}
        return {name: value for name, value in read.items() if value is not None}

    @cached_property
    def sorted_by(self) -> tuple[Column | None, bool]:
        """The column that the rows are sorted by (None: the table's own order), and whether downwards."""
        asked = self.request.GET.get("sort", "")
        column = self._column(asked.removeprefix("-"))
        return (column, asked.startswith("-")) if column and column.sort else (None, False)

    @cached_property
    def order(self) -> Order:
        """The order of the rows, from the address or the table's own."""
        column, is_descending = self.sorted_by
        if column is None or column.sort is None:
            field = self.sort.removeprefix("-")
            default = next((c for c in self.columns if c.sort == field), None)
            return Order(field, self.sort.startswith("-"), bool(default and default.nullable))
        return Order(column.sort, is_descending, column.nullable)

    # the rows

    @cached_property
    def filtered(self) -> Rows:
        """All rows that fit the filters."""
        rows = self._all
        for f in self.filters:
            if f.name in self.values:
                rows = f.narrow(rows, self.values[f.name], self.actor)  # type: ignore[arg-type]
        return rows

    @cached_property
    def page(self) -> Page:
        """The rows of the page that is asked for: one query."""
        asked = self.request.GET
        if isinstance(self.filtered, list):
            return self._page_of_list(self.filtered)
        return fetch_page(
            self.filtered, self.order, after=asked.get("after"), before=asked.get("before"), size=self.page_size
        )

    @property
    def rows(self) -> list[Any]:
        """The rows of this page."""
        return self.page.rows

    @cached_property
    def count(self) -> int:
        """How many rows fit, counted up to 1,001 so that it stays cheap; no query when the page shows them all."""
        if isinstance(self.filtered, list):
            return len(self.filtered)
        if self.page.before is None and self.page.after is None:
            return len(self.page.rows)
        if isinstance(self.filtered, PreparedRows):
            return self.filtered.count(COUNT_UP_TO + 1)
        return self.filtered.order_by().values("pk")[: COUNT_UP_TO + 1].count()

    @property
    def is_count_exact(self) -> bool:
        """False when there are more than the table has counted."""
        return isinstance(self.filtered, list) or self.count <= COUNT_UP_TO

    @property
    def count_shown(self) -> int:
        """The number to say; "more than" it when `is_count_exact` is False."""
        return self.count if self.is_count_exact else COUNT_UP_TO

    @property
    def is_bare(self) -> bool:
        """Whether there is nothing at all, filters or not."""
        return not self.rows and not self.values and not self.request.GET.get("after")

    # what the template asks

    @property
    def active(self) -> list[Active]:
        """The filters that are on, as chips."""
        on = [f for f in self.filters if f.name in self.values]
        return [Active(f.said(self.values[f.name], self.actor), self._url(drop=f.names())) for f in on]

    @property
    def may_begin(self) -> bool:
        """Whether this actor may take the first step of an empty list."""
        return not self.empty.permission or allows(self.actor, self.empty.permission)

    @property
    def allowed_bulk(self) -> list[BulkAction]:
        """The bulk actions that this actor may take."""
        return [action for action in self.bulk if allows(self.actor, action.permission)]

    @property
    def url_without_filters(self) -> str:
        """This list, with all its rows."""
        return self._url(drop=[name for f in self.filters for name in f.names()])

    @property
    def url_before(self) -> str:
        """The page before this one."""
        return self._url(before=self.page.before)

    @property
    def url_after(self) -> str:
        """The page after this one."""
        return self._url(after=self.page.after)

    @property
    def url_csv(self) -> str:
        """All rows that fit, as a file."""
        return self._url(format="csv")

    def url_sorted(self, column: Column) -> str:
        """This list sorted by a column; the other way round when it already is."""
        current, is_descending = self.sorted_by
        first_down = column.align == "end" or column.kind in {"time", "day"}
        down = not is_descending if current is column else first_down
        return self._url(sort=f"-{column.name}" if down else column.name)

    def sort_state(self, column: Column) -> str:
        """For `aria-sort`."""
        current, is_descending = self.sorted_by
        by_default = current is None and column.sort is not None and column.sort == self.sort.removeprefix("-")
        if by_default:
            is_descending = self.sort.startswith("-")
        elif current is not column:
            return "none"
        return "descending" if is_descending else "ascending"

    @property
    def drawn(self) -> Iterator[tuple[Any, SafeString]]:
        """The rows of this page, each with its cells."""
        return zip(self.rows, draw_rows(self.columns, self.rows), strict=True)

    def key(self, row: Any) -> Any:
        """The key of a row, for its check box."""
        return key_of(row)

    # the answer

    def respond(self, template: str, context: Mapping[str, Any] | None = None) -> HttpResponseBase:
        """The page; only the rows when htmx asks for them; a CSV file with `?format=csv`."""
        if self.with_csv and self.request.GET.get("format") == "csv":
            return self._csv()
        return pages.render(
            self.request, template, {**(context or {}), "table": self}, fragment="ui/fragments/table_results.html"
        )

    def _csv(self) -> StreamingHttpResponse:
        rows: Any = self._sorted_list(self.filtered) if isinstance(self.filtered, list) else self._stream()
        response = StreamingHttpResponse(csv_lines(self.columns, rows), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{self.name}-{timezone.localdate():%Y-%m-%d}.csv"'
        return response

    def _stream(self) -> Any:
        assert not isinstance(self.filtered, list)
        rows = self.filtered.all() if isinstance(self.filtered, PreparedRows) else self.filtered
        ordered = rows.order_by(*self.order.terms())
        return ordered.iterator(chunk_size=1000)

    def _page_of_list(self, rows: list[Any]) -> Page:
        start = unpack(self.request.GET.get("after") or self.request.GET.get("before")) or (0, 0)
        first = start[0] if isinstance(start[0], int) else 0
        shown = self._sorted_list(rows)[first : first + self.page_size]
        return Page(
            shown,
            pack_index(max(0, first - self.page_size)) if first > 0 else None,
            pack_index(first + self.page_size) if first + self.page_size < len(rows) else None,
        )

    def _sorted_list(self, rows: list[Any]) -> list[Any]:
        column, is_descending = self.sorted_by
        if column is None:
            return rows
        with_value = [row for row in rows if column.csv(row) is not None]
        without = [row for row in rows if column.csv(row) is None]
        return sorted(with_value, key=column.csv, reverse=is_descending) + without

    def _column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)

    def _url(self, drop: Sequence[str] = (), **changes: str | None) -> str:
        query: QueryDict = self.request.GET.copy()
        for name in ("after", "before", "format", *drop):
            query.pop(name, None)
        for name, value in changes.items():
            if value:
                query[name] = value
        for name in [name for name, value in query.items() if not value]:
            del query[name]
        return f"{self.request.path}?{query.urlencode()}" if query else self.request.path
