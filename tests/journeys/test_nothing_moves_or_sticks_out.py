"""What nobody should notice: a page that stands still while it is drawn, and words longer than a phone is wide."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

HARDLY_SEEN = 0.05
SHIFTS = """() => new Promise(done => {
    let moved = 0
    new PerformanceObserver(list => list.getEntries().forEach(one => moved += one.hadRecentInput ? 0 : one.value))
        .observe({type: "layout-shift", buffered: true})
    setTimeout(() => done(moved), 200)
})"""
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", ["/conversations", "/feedback"])
def test_a_list_with_filters_stands_still(visit: Callable[..., Page], path: str, width: int) -> None:
    page = visit("agent", path, width=width)
    page.evaluate("document.fonts.ready.then(() => true)")
    assert page.evaluate(SHIFTS) < HARDLY_SEEN
    assert page.locator(".filters select").first.is_visible() is (width > 640)


def test_a_name_longer_than_a_phone_is_wide_is_broken(visit: Callable[..., Page]) -> None:
    page = visit("agent", "/customers/new", width=360)
    page.get_by_label("Name").fill(LONG)
    page.get_by_role("button", name="Add the customer").click()
    page.wait_for_url("**/customers/*")
    for ending in ("", "/edit"):
        if ending:
            page.goto(page.url + ending)
        assert page.evaluate("document.documentElement.scrollWidth") == 360
