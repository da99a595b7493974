"""Conversations and customers without a mouse: reading, noting, changing, merging and taking apart."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.keyboard import Keyboard

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.conftest import House

Visit = Callable[..., "Page"]


def test_a_conversation_leads_to_the_story_of_its_customer(visit: Visit) -> None:
    page = visit("agent", "/conversations")
    keys = Keyboard(page)
    keys.skip_to_page()
    keys.use(page.locator("[data-row] a.cell-link"))
    page.wait_for_url(re.compile(r"/conversations/\d+$"))
    keys.skip_to_page()
    keys.use(page.get_by_role("link", name="Whole story"))
    page.wait_for_url(re.compile(r"/customers/\d+$"))


def test_a_note_is_added_pinned_removed_and_brought_back(visit: Visit, house: House) -> None:
    page = visit("agent", f"/customers/{some_customer(house)}")
    keys = Keyboard(page)
    keys.skip_to_page()
    keys.fill(page.get_by_label("Note for colleagues"), "Rings before noon, never after.")
    keys.use(page.get_by_role("button", name="Add the note"))
    note = page.locator(".remark", has_text="Rings before noon")
    expect(note).to_be_visible()
    keys.use(note.get_by_role("button", name="Remove"))
    expect(page.locator(".remark", has_text="Rings before noon")).to_have_count(0)
    expect(page.locator(".toast-line")).to_be_visible()
    keys.press("u")
    expect(note).to_be_visible()
    keys.use(note.get_by_role("button", name="Keep on top"))
    expect(page.locator(".columns > div").first).to_contain_text("Rings before noon")


def test_a_customer_is_changed_and_a_mistake_leads_to_its_field(visit: Visit, house: House) -> None:
    pk = some_customer(house)
    page = visit("agent", f"/customers/{pk}")
    keys = Keyboard(page)
    keys.skip_to_page()
    keys.use(page.get_by_role("link", name="Change", exact=True))
    page.wait_for_url("**/edit")
    keys.fill(page.get_by_label("Company"), "Moss & Daughters")
    keys.choose(page.get_by_label("Language"), "French")
    keys.fill(page.get_by_label("Birthday"), "1984-05-21")
    keys.use(page.get_by_role("button", name="Save"))
    page.wait_for_url(f"**/customers/{pk}")
    expect(page.get_by_text("Moss & Daughters").first).to_be_visible()
    expect(page.locator(".facts")).to_contain_text(["French"])
    keys.use(page.locator("summary", has_text="Add or remove an address"))
    keys.fill(page.get_by_label("Address, number or handle"), "moss@example.org")
    keys.press("Enter")
    expect(page.locator(".facts").first).to_contain_text("moss@example.org")


def test_two_records_become_one_and_two_again(visit: Visit, house: House) -> None:
    first, second = two_of_a_name(visit, house)
    page = visit("head_of_care", f"/customers/{first}/compare/{second}")
    keys = Keyboard(page)
    keys.skip_to_page()
    keys.use(page.get_by_role("button", name="Keep this one").first)
    page.wait_for_url(f"**/customers/{first}")
    expect(page.locator(".toast-line")).to_contain_text("The two records are one now")
    keys.skip_to_page()
    keys.use(page.get_by_role("link", name="Take merged records apart again"))
    page.wait_for_url("**/merges")
    keys.skip_to_page()
    keys.use(page.get_by_role("button", name="Take apart"))
    page.wait_for_url(f"**/customers/{first}")
    expect(page.locator(".toast-line")).to_contain_text("apart again")
    assert house.ask("SELECT merged_into_id FROM customers_customer WHERE id = ?", second) == [(None,)]


def two_of_a_name(visit: Visit, house: House) -> tuple[int, int]:
    """Two records of one person, written down one after the other, with keys only."""
    page = visit("head_of_care", "/customers")
    keys = Keyboard(page)
    found = []
    for address in ("wanda.lake@example.org", "w.lake@example.net"):
        page.goto("/customers")
        keys.skip_to_page()
        keys.use(page.get_by_role("link", name="Add a customer"))
        keys.fill(page.get_by_label("Name"), "Wanda Lake")
        keys.fill(page.get_by_label("Known by"), address)
        keys.use(page.get_by_role("button", name="Add the customer"))
        page.wait_for_url(re.compile(r"/customers/\d+$"))
        found.append(int(page.url.rsplit("/", 1)[1]))
    return found[0], found[1]


def some_customer(house: House) -> int:
    rows = house.ask(
        "SELECT customer_id FROM conversations_conversation WHERE customer_id IS NOT NULL "
        "GROUP BY 1 ORDER BY count(*) DESC, 1"
    )
    return int(rows[1][0])
