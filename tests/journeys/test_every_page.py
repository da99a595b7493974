"""Every page, as its readers meet it: right for axe, no wider than a phone, in the light and in the dark."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from tests.journeys.conftest import House

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"

PAGES = [
    ("head_of_care", "/"),
    ("agent", "/"),
    ("operator", "/"),
    ("head_of_care", "/promises"),
    ("head_of_care", "/promises/{promise}"),
    ("head_of_care", "/measures"),
    ("agent", "/conversations"),
    ("agent", "/conversations?q=order"),
    ("agent", "/conversations/{conversation}"),
    ("agent", "/customers"),
    ("agent", "/customers/{customer}"),
    ("agent", "/customers/duplicates"),
    ("agent", "/feedback"),
    ("agent", "/mentions"),
    ("agent", "/search?q=order"),
    ("people_partner", "/foundation"),
    ("people_partner", "/people"),
    ("people_partner", "/people/{person}"),
    ("operator", "/imports"),
    ("operator", "/log"),
    ("operator", "/look"),
    ("agent", "/account"),
]
SERIOUS = {"serious", "critical"}


@cache
def axe_source() -> str:
    return AXE.read_text()


def address(house: House, path: str) -> str:
    """The path with real ids in it."""
    if "{" not in path:
        return path
    found = {
        "promise": "SELECT slug FROM foundation_promise ORDER BY position, id LIMIT 1",
        "conversation": "SELECT id FROM conversations_conversation ORDER BY message_count DESC, id LIMIT 1",
        "customer": "SELECT customer_id FROM conversations_conversation WHERE customer_id IS NOT NULL "
        "GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1",
        "person": "SELECT id FROM foundation_person WHERE account_id IS NOT NULL ORDER BY id LIMIT 1",
    }
    name = path[path.index("{") + 1 : path.index("}")]
    return path.format(**{name: house.ask(found[name])[0][0]})


def settle(page: Page) -> None:
    page.wait_for_load_state("load")
    page.evaluate("document.fonts.ready.then(() => true)")


def serious_findings(page: Page) -> list[str]:
    page.evaluate(axe_source())
    result: Any = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{finding['id']}: {finding['help']} — {node['target']}"
        for finding in result["violations"]
        if finding["impact"] in SERIOUS
        for node in finding["nodes"]
    ]


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_a_page_is_right_for_everybody(house: House, visit: Callable[..., Page], role: str, path: str) -> None:
    page = visit(role, address(house, path))
    settle(page)
    assert page.locator("h1").count() == 1, "one heading tells the news of the page"
    assert page.locator("h1").inner_text().strip()
    assert serious_findings(page) == []
    page.emulate_media(color_scheme="dark")
    assert serious_findings(page) == [], "in the dark"
    page.set_viewport_size({"width": 360, "height": 740})
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, f"the page is {wide} px wide on a phone"
    assert serious_findings(page) == [], "on a phone"


def test_a_missing_page_says_what_to_do(house: House, browser: Any) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{house.url}/no-such-page")
    assert "not" in page.locator("h1").inner_text().lower()
    assert page.get_by_role("link").count() > 0
    context.close()
