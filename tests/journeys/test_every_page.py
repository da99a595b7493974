"""Every page, as its readers meet it: right for axe, no wider than a phone, in the light and in the dark."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.keyboard import Keyboard

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
    ("head_of_care", "/insights/changes"),
    ("head_of_care", "/insights"),
    ("head_of_care", "/insights/drivers"),
    ("head_of_care", "/insights/forecast"),
    ("head_of_care", "/insights/team-and-customers"),
    ("head_of_care", "/insights/team-and-customers/pulses"),
    ("head_of_care", "/insights/problems"),
    ("agent", "/problems"),
    ("lead", "/problems/{problem}"),
    ("agent", "/problems/new"),
    ("operator", "/insights/problems"),
    ("head_of_care", "/insights/themes"),
    ("executive", "/insights/journey"),
    ("agent", "/insights/at-risk"),
    ("head_of_care", "/insights/promises"),
    ("lead", "/insights/people"),
    ("head_of_care", "/insights/before-after"),
    ("head_of_care", "/insights/letter"),
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
    ("operator", "/mails"),
    ("operator", "/look"),
    ("agent", "/account"),
    ("head_of_care", "/measures/csat"),
    ("head_of_care", "/promises/new"),
    ("agent", "/customers/new"),
    ("agent", "/customers/{customer}/edit"),
    ("head_of_care", "/customers/facts"),
    ("head_of_care", "/foundation/mission"),
    ("head_of_care", "/foundation/values"),
    ("head_of_care", "/foundation/charter"),
    ("head_of_care", "/foundation/calendars"),
    ("people_partner", "/foundation/teams"),
    ("people_partner", "/people/new"),
    ("operator", "/foundation/organisation"),
    ("operator", "/imports/new"),
]
SERIOUS = {"serious", "critical"}
COLOURS = "runOnly: ['color-contrast', 'link-in-text-block']"
SHAPE = "rules: {'color-contrast': {enabled: false}, 'link-in-text-block': {enabled: false}}"


@cache
def axe_source() -> str:
    return AXE.read_text()


def address(house: House, path: str) -> str:
    """The path with real ids in it."""
    if "{" not in path:
        return path
    found = {
        "problem": "SELECT id FROM improvement_problem WHERE closed_at IS NULL ORDER BY id LIMIT 1",
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


def serious_findings(page: Page, options: str = "") -> list[str]:
    """What axe finds serious. The colours of a page are all that the dark changes, its shape all that a phone does."""
    result: Any = page.evaluate(f"axe.run(document, {{resultTypes: ['violations'], {options}}})")
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
    page.evaluate(axe_source())
    assert serious_findings(page) == []
    walk_through(page, with_frame=path == "/")
    page.emulate_media(color_scheme="dark")
    assert serious_findings(page, COLOURS) == [], "in the dark"
    page.set_viewport_size({"width": 360, "height": 740})
    assert width_at_rest(page) <= 360, "the page is wider than a phone"
    assert serious_findings(page, SHAPE) == [], "on a phone"


def width_at_rest(page: Page) -> int:
    """How wide the page is, once its charts have followed the window."""
    wide = 0
    for _look in range(200):
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide <= page.evaluate("innerWidth"):
            break
        page.wait_for_timeout(50)
    return wide


def walk_through(page: Page, *, with_frame: bool, steps: int = 60) -> None:
    """Tab through the page: every stop can be seen, nothing holds the keyboard, and the way goes forward.

    The frame around it, which is the same everywhere, is walked on the first pages and passed over on the others.
    """
    keys = Keyboard(page)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    keys.press("Tab")
    assert "Skip to the page" in keys.where()["what"]
    if not with_frame:
        keys.press("Enter")
    reached = []
    for _step in range(steps):
        keys.press("Tab")
        found = keys.where()
        if found is None:
            break
        reached.append(found["what"])
    assert len(set(reached)) > min(len(reached) // 4, 5), f"the keyboard goes round in a circle: {reached}"


def test_a_missing_page_says_what_to_do(house: House, browser: Any) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{house.url}/no-such-page")
    assert "not" in page.locator("h1").inner_text().lower()
    assert page.get_by_role("link").count() > 0
    context.close()
