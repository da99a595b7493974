"""Lists without a mouse: filters, sorting, paging, choosing rows and doing something with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from tests.journeys.keyboard import Keyboard

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]


def test_conversations_are_filtered_by_every_filter(visit: Visit) -> None:
    page = visit("head_of_care", "/conversations")
    keys = Keyboard(page)
    keys.skip_to_page()
    keys.fill(page.get_by_label("Words that were said"), "order")
    expect(page.get_by_role("link", name="Take away: “order”")).to_be_visible()
    expect(page.get_by_label("Words that were said")).to_be_focused()
    keys.choose(page.get_by_role("combobox", name="State"), "Resolved")
    expect(page.get_by_role("link", name=re.compile("Take away: State"))).to_be_visible()
    expect(page.get_by_role("combobox", name="State")).to_be_focused()
    keys.choose(page.get_by_role("combobox", name="Channel"), "E-mail")
    expect(page.get_by_role("link", name=re.compile("Take away: Channel"))).to_be_visible()
    keys.fill(page.get_by_label("Opened from"), "2020-02-01")
    expect(page.get_by_role("link", name=re.compile("Take away: Opened"))).to_be_visible()
    asked = {"q=order", "state=resolved", "channel=email", "opened_from=2020-02-01"}
    assert asked <= set(page.url.split("?")[1].split("&"))
    keys.use(page.get_by_role("link", name=re.compile("Take away: State")))
    page.wait_for_url(lambda address: "state=" not in address)


@pytest.mark.parametrize(
    ("role", "path", "column"),
    [
        ("agent", "/customers", "Last contact"),
        ("people_partner", "/people", None),
        ("agent", "/feedback", None),
    ],
)
def test_a_list_is_narrowed_sorted_and_paged(visit: Visit, role: str, path: str, column: str | None) -> None:
    page = visit(role, path)
    keys = Keyboard(page)
    if column:
        keys.skip_to_page()
        keys.use(page.get_by_role("columnheader", name=column).get_by_role("link"))
        page.wait_for_url("**sort=**")
    if page.get_by_role("link", name="Next").count():
        first = page.locator("[data-row] a").first.inner_text()
        keys.use(page.get_by_role("link", name="Next"))
        expect(page.get_by_role("link", name="Previous")).to_be_visible()
        assert page.locator("[data-row] a").first.inner_text() != first
    keys.press("/")
    field = page.locator(".filters input[type=search]")
    expect(field).to_be_focused()
    keys.write("zzzz")
    expect(page.get_by_text("Nothing fits these filters")).to_be_visible()
    expect(field).to_be_focused()
    keys.use(page.get_by_role("link", name="Show all"))
    expect(page.locator("[data-row]").first).to_be_visible()


def test_rows_are_chosen_by_key_and_something_is_done_with_them(visit: Visit) -> None:
    page = visit("operator", "/look")
    keys = Keyboard(page)
    keys.press("j", "x", "j", "x")
    expect(page.locator("[data-bulk-count]")).to_have_text("2 chosen")
    keys.where()
    keys.use(page.get_by_role("button", name="Choose none"))
    expect(page.locator("[data-bulk]")).to_be_hidden()
    keys.tab_to(page.get_by_role("checkbox", name="Choose all rows of this page"), back=True)
    keys.press("Space")
    bar = page.locator("[data-bulk]")
    expect(bar).to_be_visible()
    keys.use(bar.get_by_role("button", name="Mark as told"))
    expect(page.locator(".toast-line")).to_be_visible()


def test_a_row_is_walked_to_and_opened(visit: Visit) -> None:
    page = visit("agent", "/feedback")
    keys = Keyboard(page)
    keys.press("j", "j", "k")
    here = page.locator("[data-row].is-here a").first
    expect(here).to_be_focused()
    keys.where()
    keys.press("Enter")
    page.wait_for_url(re.compile("/(conversations|customers)/"))


def test_letters_typed_into_a_choice_are_not_taken_for_shortcuts(visit: Visit) -> None:
    page = visit("agent", "/feedback")
    keys = Keyboard(page)
    keys.skip_to_page()
    keys.tab_to(page.get_by_role("combobox", name="Topic"))
    keys.press("j", "k", "x", "u")
    expect(page.get_by_role("combobox", name="Topic")).to_be_focused()
    expect(page.locator("[data-row].is-here")).to_have_count(0)
