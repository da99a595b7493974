"""A colleague raises what got in their way and carries it to its end, without a mouse."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.keyboard import Keyboard

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
TITLE = "The scanner at gate 3 reads nothing in the morning"


def test_a_problem_is_raised_and_carried_to_its_end(visit: Visit) -> None:
    page = visit("agent", "/")
    keys = Keyboard(page)
    keys.use(page.get_by_role("link", name="Something got in my way"))
    page.wait_for_url("**/problems/new")
    keys.fill(page.get_by_label("What comes back, or what got in your way?"), TITLE)
    keys.fill(page.get_by_label("Why does it matter?"), "Twenty minutes gone before the first parcel.")
    keys.use(page.get_by_role("button", name="Raise it"))
    page.wait_for_url(re.compile(r"/problems/\d+$"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Next: find an owner.")
    keys.skip_to_page()
    keys.use(page.get_by_role("button", name="I take care of it"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Next: find the cause.")
    keys.skip_to_page()
    keys.fill(page.get_by_label("Why does it happen?"), "Dew on the lens.")
    keys.use(page.get_by_role("button", name="That is the cause"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Next: change something.")
    keys.skip_to_page()
    keys.fill(page.get_by_label("What was changed?"), "A hood over the scanner.")
    keys.use(page.get_by_role("button", name="That was changed"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Next: tell customers and colleagues.")
    keys.skip_to_page()
    keys.tab_to(page.get_by_label("Customers", exact=True))
    keys.press("ArrowDown")
    keys.fill(page.get_by_label("In which words?"), "Gate 3 scans again. Thank you for your patience.")
    keys.use(page.get_by_role("button", name="Mark as told"))
    expect(page.get_by_text("Colleagues ·")).to_be_visible()
    keys.skip_to_page()
    keys.use(page.get_by_role("button", name="Call it solved"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Solved after less than a day.")
    keys.press("u")  # it was too early: the last step is undone
    expect(page.get_by_role("heading", level=1)).to_contain_text("Next: close it.")
    keys.skip_to_page()
    keys.use(page.get_by_role("button", name="Call it solved"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Solved after less than a day.")
    page.goto("/problems?state=closed")
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
