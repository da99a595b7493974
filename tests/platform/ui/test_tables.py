"""Lists: what stands in the address decides what is shown, and every row is met exactly once."""

import csv
import io
from typing import Any

import pytest
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from colere.platform.accounts.models import Account
from colere.platform.permissions import SYSTEM
from colere.platform.ui.tables import ChoiceFilter, Column, DatesFilter, Mark, MarkColumn, Table, TextFilter, TimeColumn
from colere.platform.ui.tables.export import harmless
from colere.platform.ui.tables.paging import unpack


class Accounts(Table):
    name = "accounts"
    columns = (
        Column("name", "Name", sort="name"),
        Column("time_zone", "Zone", sort="time_zone"),
        TimeColumn("last_login", "Last here", sort="last_login", nullable=True),
        MarkColumn("is_active", "State", value=lambda a: Mark("active", "leaf") if a.is_active else None),
    )
    filters = (
        TextFilter("q", "Name", apply=lambda rows, text, actor: rows.filter(name__icontains=text)),
        ChoiceFilter("theme", "Theme", choices=(("light", "Light"), ("dark", "Dark"))),
        DatesFilter("made", "Made", lookup="created_at"),
    )
    sort = "name"
    page_size = 3


def ask(query: str = "", rows: Any = None) -> Accounts:
    request = RequestFactory().get(f"/accounts?{query}")
    request.actor = SYSTEM
    return Accounts(request, Account.objects.all() if rows is None else rows)


def make(*names: str, **fields: Any) -> None:
    Account.objects.bulk_create(
        Account(email=f"{n}-{name}@example.org", name=name, **fields) for n, name in enumerate(names)
    )


def walk(query: str) -> list[str]:
    """All rows from the first page to the last, going by the links."""
    found, table = [], ask(query)
    while True:
        found += [row.name for row in table.rows]
        if not table.page.after:
            return found
        table = ask(table.url_after.partition("?")[2])


def test_paging_meets_every_row_once_even_when_names_are_the_same(db):
    make("b", "a", "b", "b", "c", "a", "b")
    assert walk("") == ["a", "a", "b", "b", "b", "b", "c"]
    assert walk("sort=-name") == ["c", "b", "b", "b", "b", "a", "a"]


def test_rows_without_a_value_come_last_in_both_directions(db):
    from datetime import UTC, datetime

    make("never", "nor this")
    for number, name in enumerate(("first", "second", "third"), 1):
        Account.objects.create(email=f"{name}@example.org", name=name, last_login=datetime(2026, 1, number, tzinfo=UTC))
    assert walk("sort=last_login") == ["first", "second", "third", "never", "nor this"]
    assert walk("sort=-last_login")[:3] == ["third", "second", "first"]
    assert sorted(walk("sort=-last_login")[3:]) == ["never", "nor this"]


def test_one_can_go_back_to_the_page_before(db):
    make(*"abcdefg")
    second = ask(ask().url_after.partition("?")[2])
    assert [row.name for row in second.rows] == ["d", "e", "f"]
    back = ask(second.url_before.partition("?")[2])
    assert [row.name for row in back.rows] == ["a", "b", "c"]
    assert back.page.after


def test_a_page_is_one_query_and_its_count_another(db, django_assert_num_queries):
    make(*"abcdefg")
    with django_assert_num_queries(2):
        table = ask()
        assert len(table.rows) == 3
        assert table.count == 7
        assert table.page.after


def test_filters_stand_in_the_address_and_can_be_taken_away_one_by_one(db):
    make("Ada", "Adam", theme="dark")
    make("Ben", "Adele", theme="light")
    table = ask("q=ad&theme=dark&sort=-name")
    assert [row.name for row in table.rows] == ["Adam", "Ada"]
    assert [on.words for on in table.active] == ["“ad”", "Theme: Dark"]
    assert table.active[0].without == "/accounts?theme=dark&sort=-name"
    assert table.url_without_filters == "/accounts?sort=-name"


def test_a_word_that_cannot_be_read_narrows_nothing(db):
    make("Ada", "Ben")
    table = ask("theme=purple&made_from=yesterday&sort=password&after=%00%00&q=%00")
    assert len(table.rows) == 2
    assert table.active == []


@given(st.text(max_size=40))
def test_no_text_in_place_of_a_position_breaks_a_page(text):
    unpack(text)


def test_a_position_holds_one_plain_value_and_a_key():
    import base64

    for raw in ('["", {"a": 1}, 3]', '["t", "noon", 3]', '["", 1, true]', '["", 1]', "7"):
        assert unpack(base64.urlsafe_b64encode(raw.encode()).decode()) is None


def test_sorting_twice_by_the_same_column_turns_it_over(db):
    table = ask("sort=name")
    column = table.columns[0]
    assert table.url_sorted(column) == "/accounts?sort=-name"
    assert table.sort_state(column) == "ascending"
    assert table.sort_state(table.columns[1]) == "none"


def test_a_list_that_is_not_in_the_database_pages_and_sorts_too():
    rows = [Account(pk=n, name=name) for n, name in enumerate("dacbe")]
    table = ask("sort=name", rows)
    assert [row.name for row in table.rows] == ["a", "b", "c"]
    assert [row.name for row in ask(table.url_after.partition("?")[2], rows).rows] == ["d", "e"]


def test_the_file_holds_all_rows_that_fit_and_runs_nothing(db):
    make("=HYPERLINK(1)", "+49 30", "plain", "@here", "-", theme="dark")
    make("other", theme="light")
    response = ask("format=csv&theme=dark").respond("unused.html")
    text = b"".join(response.streaming_content).decode()
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0] == ["name", "time_zone", "last_login", "is_active"]
    assert sorted(row[0] for row in rows[1:]) == ["'+49 30", "'-", "'=HYPERLINK(1)", "'@here", "plain"]
    assert {row[3] for row in rows[1:]} == {"active"}
    assert "accounts-" in response["Content-Disposition"]


@given(st.text())
def test_no_text_in_a_file_begins_like_a_formula(text):
    assert not str(harmless(text)).startswith(("=", "+", "-", "@", "\t", "\r"))


@pytest.mark.parametrize(("value", "kept"), [(-3, -3), (-0.5, -0.5), (None, ""), (True, "true")])
def test_numbers_stay_numbers_in_a_file(value, kept):
    assert harmless(value) == kept
