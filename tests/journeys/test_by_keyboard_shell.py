"""Coming in, menus, dialogs and Measures without a mouse; and the focus on every page."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.keyboard import Keyboard

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.journeys.conftest import House

Visit = Callable[..., "Page"]
PASSWORD = "four plums under a wet hedge"


def test_somebody_comes_in_by_link_chooses_a_password_and_signs_in_with_it(house: House, browser: Browser) -> None:
    email = house.ask("SELECT email FROM accounts_account WHERE roles = '[\"agent\"]' ORDER BY id DESC")[0][0]
    context = browser.new_context(base_url=house.url)
    page = context.new_page()
    keys = Keyboard(page)
    page.goto(house.way_in(email))
    keys.use(page.get_by_role("button", name="Open Colere"))
    page.wait_for_url(f"{house.url}/")
    page.goto("/account")
    keys.skip_to_page()
    keys.use(page.get_by_role("link", name="Choose a password"))
    page.wait_for_url("**/password/set/")
    for field in page.locator("main input[type=password]").all():
        keys.fill(field, PASSWORD)
    with page.expect_navigation():
        keys.press("Enter")
    page.goto("/account")
    expect(page.get_by_role("link", name="Change the password")).to_be_visible()
    keys.tab_to(page.locator("summary.account-button"))
    keys.press("Enter", "ArrowUp")
    expect(page.get_by_role("button", name="Sign out")).to_be_focused()
    keys.where()
    keys.press("Enter")
    page.wait_for_url(re.compile("/accounts/login"))
    sign_in(keys, email, "something else")
    expect(page.locator("[role=alert]")).to_be_visible()
    sign_in(keys, email, PASSWORD)
    page.wait_for_url(f"{house.url}/")
    context.close()


def sign_in(keys: Keyboard, email: str, password: str) -> None:
    page = keys.page
    page.goto("/accounts/login/")
    keys.fill(page.get_by_label("E-mail address"), email)
    keys.fill(page.get_by_label("Password"), password)
    with page.expect_navigation():
        keys.press("Enter")


def test_dialogs_keep_the_focus_and_give_it_back(visit: Visit) -> None:
    page = visit("agent", "/")
    keys = Keyboard(page)
    keys.tab_to(page.get_by_role("button", name=re.compile("Search or go to")))
    keys.press("Enter")
    expect(page.get_by_role("combobox", name="Search or go to")).to_be_focused()
    for _step in range(6):
        keys.press("Tab")
        assert is_inside(page)
    keys.press("Escape")
    expect(page.get_by_role("button", name=re.compile("Search or go to"))).to_be_focused()
    keys.press("?")
    help_sheet = page.get_by_role("dialog", name="Keyboard")
    expect(help_sheet).to_be_visible()
    keys.where()
    keys.press("Tab", "Tab")
    assert is_inside(page)
    keys.press("Escape")
    expect(help_sheet).to_be_hidden()
    expect(page.get_by_role("button", name=re.compile("Search or go to"))).to_be_focused()


def is_inside(page: Page) -> bool:
    """Whether the focus is in a dialog, or with the browser itself, and not in the page behind."""
    return bool(page.evaluate("document.activeElement.matches('body, dialog, dialog *')"))


def test_a_menu_closes_when_the_keyboard_goes_on(visit: Visit) -> None:
    page = visit("agent", "/")
    keys = Keyboard(page)
    keys.tab_to(page.locator("summary.account-button"))
    keys.press("Enter")
    menu = page.locator("details[data-menu]", has=page.locator("summary.account-button"))
    expect(menu).to_have_attribute("open", "")
    for _item in range(5):
        keys.press("Tab")
    expect(menu).not_to_have_attribute("open", "")


def test_on_a_phone_the_drawer_opens_and_closes_by_key(visit: Visit) -> None:
    page = visit("head_of_care", "/", width=360, height=740)
    keys = Keyboard(page)
    more = page.get_by_role("button", name="More", exact=True)
    keys.use(more)
    drawer = page.get_by_role("dialog", name="All pages")
    expect(drawer).to_be_visible()
    keys.press("Escape")
    expect(drawer).to_be_hidden()
    expect(more).to_be_focused()


def test_a_measure_is_chosen_grouped_and_followed_to_its_conversations(visit: Visit) -> None:
    page = visit("head_of_care", "/measures")
    keys = Keyboard(page)
    keys.skip_to_page()
    keys.use(page.get_by_role("link", name="Resolved", exact=True))
    page.wait_for_url("**/measures/resolution_rate")
    keys.skip_to_page()
    keys.choose(page.get_by_label("Over time, by"), "Months")
    keys.choose(page.get_by_label("Side by side, by"), "Team")
    keys.fill(page.get_by_role("textbox", name="From"), f"{year_ago(page)}-06-01")
    keys.use(page.get_by_role("button", name="Show"))
    page.wait_for_url("**group=team**")
    keys.tab_to(page.get_by_role("link", name="CSV"))
    with page.expect_download() as file:
        keys.press("Enter")
    lines = file.value.path().read_text().splitlines()
    assert len(lines) > 4, "a line for each team"
    assert "resolution_rate" in lines[1]
    chart = page.locator("figure[data-chart]").first
    keys.tab_to(chart)
    keys.press("t")
    expect(chart.get_by_role("table")).to_be_visible()
    keys.use(page.locator("main table td a").last, back=False)
    page.wait_for_url("**/conversations?**")
    expect(page.locator("[data-row]").first).to_be_visible()


def year_ago(page: Page) -> int:
    return int(page.evaluate("new Date().getFullYear()")) - 1
