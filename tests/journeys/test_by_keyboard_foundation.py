"""What the company stands on, written without a mouse: mission, values, promises, charter, teams, people, hours."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.journeys.keyboard import Keyboard

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
MISSION = "We help people to grow things, and stay until it is green again."
BEHAVIOURS = (
    ("We do", "We name what somebody did."),
    ("We do", "We say it the same day."),
    ("We don’t", "We thank everybody at once."),
)


def test_a_mission_gets_a_new_version_and_is_read(visit: Visit) -> None:
    page = visit("head_of_care", "/foundation/mission")
    keys = Keyboard(page)
    keys.skip_to_page()
    keys.use(page.get_by_role("link", name="Write a new version"))
    keys.fill(page.get_by_label("What are we for?"), MISSION)
    keys.use(page.get_by_role("button", name="Publish"))
    page.wait_for_url("**/foundation/mission")
    expect(page.locator(".mission-words")).to_have_text(
        "We help people to grow things, and stay until it is green again."
    )
    keys.skip_to_page()
    keys.use(page.get_by_role("link", name="Compare").first)
    expect(page.locator(".compared")).to_be_visible()
    reader = visit("agent", "/foundation/mission")
    keys = Keyboard(reader)
    keys.skip_to_page()
    keys.use(reader.get_by_role("button", name="I have read it"))
    expect(reader.get_by_text("You have read it")).to_be_visible()


def test_a_value_gets_behaviours_that_are_ordered_and_taken_out(visit: Visit) -> None:
    page = visit("head_of_care", "/foundation/values")
    keys = Keyboard(page)
    keys.skip_to_page()
    keys.use(page.get_by_role("link", name="Add a value"))
    keys.fill(page.get_by_label("The value"), "We say thank you")
    keys.use(page.get_by_role("button", name="Go on to its behaviours"))
    page.wait_for_url(re.compile(r"/foundation/values/\d+$"))
    for kind, text in BEHAVIOURS:
        keys.skip_to_page()
        keys.choose(page.get_by_label("Kind"), kind)
        keys.fill(page.get_by_label("What anybody can see"), text)
        keys.press("Enter")
        expect(page.locator(".line-words", has_text=text)).to_be_visible()
    keys.skip_to_page()
    keys.use(page.get_by_role("button", name="Move up: We say it the same day."))
    page.wait_for_load_state()
    expect(page.locator(".line-words").first).to_have_text("We say it the same day.")
    keys.skip_to_page()
    keys.use(page.get_by_role("button", name="Archive: We thank everybody at once."))
    page.wait_for_load_state()
    expect(page.locator(".line-words:visible", has_text="We thank everybody at once.")).to_have_count(0)
    keys.skip_to_page()
    keys.use(page.locator("summary", has_text="Taken out"))
    keys.use(page.get_by_role("button", name="Bring back"))
    expect(page.locator(".line-words", has_text="We thank everybody at once.")).to_be_visible()


def test_a_promise_is_made_with_what_shows_it_and_a_mistake_is_mended(visit: Visit) -> None:
    page = visit("head_of_care", "/promises")
    keys = Keyboard(page)
    keys.skip_to_page()
    keys.use(page.get_by_role("link", name="Make a promise"))
    keys.fill(page.get_by_label("Target, in per cent"), "140")
    keys.use(page.get_by_role("button", name="Promise it"))
    words = page.get_by_label("The promise, as you would say it to a customer")
    expect(words).to_be_focused()  # the first field that has to be mended
    keys.where()
    page.keyboard.type("We call back on the day we said.")
    keys.fill(page.get_by_label("Target, in per cent"), "85")
    shown_by = page.get_by_label("Kept is shown by")
    keys.choose(shown_by, shown_by.locator("option").nth(1).inner_text())
    keys.fill(page.get_by_label("Within"), "4")
    keys.use(page.get_by_role("button", name="Promise it"))
    page.wait_for_url(re.compile("/promises/call-back-day-said"))
    keys.skip_to_page()
    keys.tab_to(page.locator("main details[data-menu] > summary").first)
    keys.press("Enter", "ArrowDown", "Escape")
    expect(page.locator("main details[data-menu]").first).not_to_have_attribute("open", "")
    expect(page.locator("main details[data-menu] > summary").first).to_be_focused()


def test_a_freedom_is_written_into_the_charter(visit: Visit) -> None:
    page = visit("head_of_care", "/foundation/charter")
    keys = Keyboard(page)
    keys.skip_to_page()
    keys.use(page.get_by_role("link", name="Add a freedom"))
    keys.choose(page.get_by_label("Who"), "Agent")
    keys.choose(page.get_by_label("What they may give"), "Time")
    expect(page.get_by_label("Up to, in one case")).to_be_hidden()
    keys.fill(page.get_by_label("Up to how many minutes, in one case"), "90")
    keys.fill(page.get_by_label("In words"), "Sit down and write the long answer.")
    keys.press("Enter")
    page.wait_for_url("**/foundation/charter")
    keys.skip_to_page()
    keys.use(page.get_by_role("link", name="Change: Sit down and write the long answer."))
    keys.fill(page.get_by_label("Up to how many minutes, in one case"), "60")
    keys.press("Enter")
    page.wait_for_url("**/foundation/charter")
    expect(page.get_by_role("row", name=re.compile("Sit down and write"))).to_contain_text("60 min")


def test_a_team_and_a_colleague_are_added(visit: Visit) -> None:
    page = visit("people_partner", "/foundation/teams")
    keys = Keyboard(page)
    keys.skip_to_page()
    keys.use(page.get_by_role("link", name="Add a team"))
    keys.fill(page.get_by_label("Name"), "Orchard")
    keys.tab_to(page.get_by_label("Private"))
    keys.press("Space")
    keys.use(page.get_by_role("button", name="Add"))
    page.wait_for_url("**/foundation/teams")
    expect(page.get_by_role("link", name="Orchard", exact=True)).to_be_visible()
    page.goto("/people")
    keys.skip_to_page()
    keys.use(page.get_by_role("link", name="Add a colleague"))
    keys.fill(page.get_by_label("Name"), "Wren Alder")
    keys.fill(page.get_by_label("E-mail"), "wren@marrowfield.example")
    keys.choose(page.get_by_label("Team"), "Orchard")
    keys.fill(page.get_by_label("With us since"), "2026-02-02")
    keys.use(page.get_by_role("button", name="Add"))
    page.wait_for_url(re.compile(r"/people/\d+$"))
    expect(page.locator("main")).to_contain_text("Orchard")


def test_working_hours_get_a_day_that_differs(visit: Visit) -> None:
    page = visit("people_partner", "/foundation/calendars")
    keys = Keyboard(page)
    keys.skip_to_page()
    keys.use(page.get_by_role("link", name="Add working hours"))
    keys.fill(page.get_by_label("Name"), "Orchard hours")
    keys.choose(page.get_by_label("Time zone"), "Europe/Berlin")
    keys.choose(page.get_by_label("Public holidays of"), "Germany")
    keys.fill(page.get_by_label("Monday"), "9–12:30, 13:30–18")
    keys.use(page.get_by_role("button", name="Save"))
    page.wait_for_url(re.compile(r"/foundation/calendars/\d+$"))
    keys.skip_to_page()
    keys.fill(page.get_by_label("Date"), "2026-12-28")
    keys.fill(page.get_by_label(re.compile("^Hours")), "10–12")
    keys.fill(page.get_by_label("Why"), "Stocktaking")
    keys.use(page.get_by_role("button", name="Keep this day"))
    line = page.locator(".line", has_text="Stocktaking")
    expect(line).to_contain_text("10:00")
    keys.skip_to_page()
    keys.use(line.get_by_role("button", name="Follow the weekday again: 2026-12-28"))
    page.wait_for_load_state()
    expect(page.locator(".line", has_text="Stocktaking")).to_have_count(0)
