"""What is around every page, by hand: the palette, lists by keyboard, light and dark, parts that live."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.conftest import House

Visit = Callable[..., "Page"]


def test_the_palette_goes_anywhere_without_a_mouse(visit: Visit) -> None:
    page = visit("agent", "/")
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Search or go to")
    expect(box).to_be_focused()
    page.keyboard.type("account")
    chosen = page.locator('[role="option"][aria-selected="true"]')
    expect(chosen).to_contain_text("Your account")  # and no longer what was found for its first letters
    first = box.get_attribute("aria-activedescendant")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert box.get_attribute("aria-activedescendant") == first
    expect(chosen).to_contain_text("Your account")
    page.keyboard.press("Enter")
    page.wait_for_url("**/account")


def test_the_palette_finds_what_customers_said(visit: Visit) -> None:
    page = visit("agent", "/")
    page.keyboard.press("Control+k")
    page.keyboard.type("order")
    hit = page.locator(".palette-option", has=page.locator("mark")).first
    expect(hit).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_a_list_is_walked_chosen_and_opened_by_keys(visit: Visit) -> None:
    page = visit("agent", "/conversations")
    page.keyboard.press("j")
    page.keyboard.press("j")
    row = page.locator("[data-row].is-here")
    expect(row).to_have_count(1)
    name = row.locator("a.cell-link").first.get_attribute("href")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{name}")


def test_filters_stand_in_the_address_and_the_way_back_works(visit: Visit) -> None:
    page = visit("agent", "/customers")
    before = page.locator("[data-row]").count()
    page.keyboard.press("/")
    page.keyboard.type("zzzz")
    expect(page.get_by_text("Nothing fits these filters")).to_be_visible()
    assert "q=zzzz" in page.url
    expect(page.locator(".filters input[type=search]")).to_be_focused()
    page.get_by_role("link", name="Show all").click()
    expect(page.locator("[data-row]")).to_have_count(before)


def test_light_and_dark_follow_the_account_from_the_first_byte(visit: Visit, house: House) -> None:
    page = visit("executive", "/account")
    assert page.locator("html").get_attribute("data-bs-theme") == "light"
    page.locator(".account-button").click()
    with page.expect_response("**/account/theme"):
        page.get_by_role("button", name="Light or dark").click()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    page.reload()
    assert page.locator("html").get_attribute("data-bs-theme") == "dark"
    assert house.ask("SELECT count(*) FROM accounts_account WHERE theme = 'dark'") == [(1,)]


def test_the_keys_are_written_down(visit: Visit) -> None:
    page = visit("agent", "/")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keyboard")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).to_be_hidden()


def test_what_was_done_is_said_and_can_be_undone(visit: Visit) -> None:
    page = visit("operator", "/look")
    page.get_by_role("button", name="Mark as told (with undo)").click()
    said = page.locator(".toast-line")
    expect(said).to_contain_text("Marked as told.")
    said.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast-line")).to_have_count(1)


def test_a_chart_is_drawn_and_its_table_is_one_key_away(visit: Visit) -> None:
    page = visit("operator", "/look")
    chart = page.locator("figure[data-chart]").first
    chart.scroll_into_view_if_needed()
    expect(chart.locator("canvas")).to_be_visible(timeout=20_000)  # the drawing library comes only now
    chart.focus()
    page.keyboard.press("t")
    expect(chart.get_by_role("table")).to_be_visible()
    expect(chart.get_by_role("row")).to_have_count(41)


def test_on_a_phone_the_words_are_at_the_bottom_and_the_rest_in_a_drawer(visit: Visit) -> None:
    page = visit("head_of_care", "/", width=360, height=740)
    bar = page.get_by_role("navigation", name="Main, for small screens")
    expect(bar.get_by_role("link")).to_have_count(4)
    bar.get_by_role("button", name="More").click()
    drawer = page.get_by_role("dialog", name="All pages")
    expect(drawer.get_by_role("link", name="Foundation")).to_be_visible()
    drawer.get_by_role("link", name="Promises").click()
    expect(page).to_have_url(re.compile("/promises$"))


def test_a_part_of_the_page_is_fetched_again_when_something_happens_to_it(visit: Visit, house: House) -> None:
    page = visit("head_of_care", "/")
    card = page.locator("#today-promises")
    expect(card).to_be_visible()
    with page.expect_response("**/live?topics=*") as stream:
        page.reload()
    assert stream.value.ok
    with page.expect_response("**/today/promises", timeout=15_000):
        move_a_promise(visit, house)
    expect(page.locator("#today-promises")).to_be_visible()


def move_a_promise(visit: Visit, house: House) -> None:
    """The same person, in another window, moves the first promise down."""
    page = visit("head_of_care", "/promises")
    token = re.search(r'"X-CSRFToken": "([^"]+)"', page.locator("body").get_attribute("hx-headers") or "")
    assert token
    slug = house.ask("SELECT slug FROM foundation_promise WHERE NOT is_archived ORDER BY position, id LIMIT 1")[0][0]
    address = f"/promises/{slug}/move"
    done = page.request.post(address, headers={"X-CSRFToken": token.group(1)}, form={"by": "1"}, max_redirects=0)
    assert done.status == 303
