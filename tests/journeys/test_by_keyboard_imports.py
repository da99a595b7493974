"""Bringing a file without a mouse: looked at, loaded while one watches, its refused rows read and taken away."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.keyboard import Keyboard

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]


def test_a_file_is_looked_at_loaded_and_its_refused_rows_are_read(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "regulars.csv"
    good = "".join(f"r-{number},Regular {number},regular{number}@example.org\n" for number in range(400))
    file.write_text("id,name,email\n" + good + "r-x,Nobody,no address at all\n")
    page = visit("operator", "/imports")
    keys = Keyboard(page)
    keys.skip_to_page()
    keys.use(page.get_by_role("link", name="Import a file"))
    page.wait_for_url("**/imports/new")
    keys.choose(page.get_by_label("What is in it"), "Customers")
    keys.attach(page.get_by_label("File", exact=True), file)
    keys.fill(page.get_by_label("Where it comes from"), "the old till")
    keys.press("Enter")
    page.wait_for_url(re.compile(r"/imports/\d+"))
    expect(page.get_by_text("Nothing has been changed yet.")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("cell", name="no address at all")).to_be_visible()
    keys.skip_to_page()
    keys.use(page.get_by_role("button", name="Load it"))
    expect(page.get_by_role("heading", name="Became")).to_be_visible(timeout=30_000)
    expect(page.get_by_role("link", name="Another file")).to_be_visible(timeout=30_000)
    expect(page.locator(".fact", has_text="New")).to_contain_text("400")
    keys.skip_to_page()
    keys.tab_to(page.get_by_role("link", name="All refused rows with their reasons"))
    with page.expect_download() as refused:
        keys.press("Enter")
    assert "no address at all" in refused.value.path().read_text()


def test_the_focus_stays_on_stop_while_the_progress_is_drawn_anew(visit: Visit, tmp_path: Path) -> None:
    file = tmp_path / "talks.jsonl"
    talk = '{"id":"t-%d","messages":[{"at":"2026-03-01T09:00:00Z","from":"customer","text":"%s"}]}\n'
    file.write_text("".join(talk % (number, "words " * 40) for number in range(60_000)))
    page = visit("operator", "/imports/new")
    keys = Keyboard(page)
    keys.choose(page.get_by_label("What is in it"), "Conversations")
    keys.attach(page.get_by_label("File", exact=True), file)
    keys.use(page.get_by_role("button", name="Look at it"))
    page.wait_for_url(re.compile(r"/imports/\d+"))
    stop = page.get_by_role("button", name="Stop")
    keys.skip_to_page()
    keys.tab_to(stop)
    with page.expect_response("**/imports/*", timeout=15_000):
        pass  # the progress fetches itself again
    page.wait_for_timeout(300)
    expect(stop).to_be_focused()
    keys.press("Enter")
    expect(page.get_by_role("link", name="Another file")).to_be_visible(timeout=60_000)
