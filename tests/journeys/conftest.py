"""A real house for the journeys: the demo company, served by `colere serve`, seen through a real browser."""

from __future__ import annotations

import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.crash.processes import PATIENCE_SECONDS, Installation

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Error, Page

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next((p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))), None)
CHROMIUM_ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync"]

LONGEST_WAIT_MS = 60_000  # twice the usual: a machine with much else to do is slow, not wrong

NO_FAULT = (
    "Failed to load resource: the server responded with a status of 422",  # what was typed cannot be taken
    "htmx:afterRequest, ",  # with the next line: a question that a newer one has replaced
    "htmx:sendAbort, ",
)
"""What the browser notes as an error and is none."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test in this folder drives a browser."""
    for item in items:
        if item.path.is_relative_to(Path(__file__).parent):
            item.add_marker(pytest.mark.browser)
            if CHROMIUM is None:
                item.add_marker(pytest.mark.skip(reason="there is no Chromium on this machine"))


@dataclass(frozen=True)
class House:
    """A running Colere with the demo company in it."""

    url: str
    home: Path

    def colere(self, *words: str) -> str:
        """Run a `colere` command on this house and give what it said."""
        return run_colere(self.home, *words).stdout

    def ask(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Rows of the house's database."""
        with sqlite3.connect(f"file:{self.home}/colere.sqlite3?mode=ro", uri=True) as database:
            return database.execute(sql, values).fetchall()

    def email_of(self, role: str) -> str:
        """The address of somebody whose only or most telling role this is."""
        rows = self.ask(
            "SELECT email, roles FROM accounts_account WHERE roles LIKE ? ORDER BY length(roles), id", f'%"{role}"%'
        )
        return str(rows[0][0])

    def way_in(self, email: str) -> str:
        """An address that lets this person in once."""
        link = next(line for line in self.colere("signin", email).splitlines() if "/enter/" in line)
        return self.url + "/enter/" + link.rsplit("/enter/", 1)[1].strip()


def run_colere(home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    done = Installation(home).colere(*words)
    assert done.returncode == 0, f"colere {' '.join(words)} said:\n{done.stdout}\n{done.stderr}"
    return done


def surroundings(home: Path) -> dict[str, str]:
    ours = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}}
    return {**ours, "COLERE_HOME": str(home)}


@pytest.fixture(scope="session")
def house(
    blank_home: Path,
    made_once: Callable[[str, Callable[[Path], None]], Path],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[House]:
    """The demo company, loaded once and served to all journeys of a worker by the real commands."""

    def move_in(home: Path) -> None:
        shutil.copytree(blank_home, home)
        run_colere(home, "demo", "--size", "tiny", "--seed", "7", "--no-serve")
        run_colere(home, "worker", "--once")  # else the worker of each house would do it beside the journeys

    home = tmp_path_factory.mktemp("worker") / "house"
    shutil.copytree(made_once("house", move_in), home)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with (home / "serve.log").open("w") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "colere", "serve", "--port", str(port)],
            env=surroundings(home),
            stdout=log,
            stderr=log,
        )
        try:
            wait_until_it_answers(url, server, home)
            yield House(url, home)
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:  # what is asked here is what pages do, not how quickly serving stops
                server.kill()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_it_answers(url: str, server: subprocess.Popen[bytes], home: Path) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while server.poll() is None and time.monotonic() < until:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=10):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the server does not answer:\n" + (home / "serve.log").read_text())


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One browser for all journeys."""
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=LONGEST_WAIT_MS)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def windows() -> dict[str, list[Page]]:
    """Windows that wait for the next journey of their role: to open one costs a browser as much as many pages."""
    return defaultdict(list)


@pytest.fixture(scope="session")
def come_in(
    house: House, browser: Browser, windows: dict[str, list[Page]]
) -> Iterator[Callable[[str], BrowserContext]]:
    """`come_in("lead")`: a browser in which somebody of this role is signed in; made once, shared by all journeys."""
    inside: dict[str, BrowserContext] = {}

    def find_or_open(role: str) -> BrowserContext:
        if role not in inside:
            context = inside[role] = browser.new_context(base_url=house.url, reduced_motion="reduce")
            context.set_default_timeout(LONGEST_WAIT_MS)
            page = context.new_page()
            page.goto(house.way_in(house.email_of(role)))
            page.get_by_role("main").get_by_role("button").first.click()
            page.wait_for_url(f"{house.url}/")
            windows[role].append(page)
        return inside[role]

    yield find_or_open
    for context in inside.values():
        context.close()


@pytest.fixture
def visit(come_in: Callable[[str], BrowserContext], windows: dict[str, list[Page]]) -> Iterator[Callable[..., Page]]:
    """`visit("lead", "/promises", dark=True, width=360)`: a page as somebody sees it. Fails on any console error."""
    pages: list[tuple[str, Page]] = []
    complaints: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(NO_FAULT):
            complaints.append(f"{message.text} ({message.location.get('url')})")

    def complain(error: Error) -> None:
        complaints.append(str(error))

    def open_page(role: str, path: str = "/", *, dark: bool = False, width: int = 1280, height: int = 900) -> Page:
        context = come_in(role)
        page = windows[role].pop() if windows[role] else context.new_page()
        pages.append((role, page))
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.on("console", listen)
        page.on("pageerror", complain)
        page.goto(path)
        return page

    yield open_page
    for role, page in pages:
        page.remove_listener("console", listen)
        page.remove_listener("pageerror", complain)
        windows[role].append(emptied(page))
    assert complaints == []


def emptied(page: Page) -> Page:
    """The window with nothing left in it."""
    page.evaluate("sessionStorage.clear()")
    page.goto("about:blank")
    return page
