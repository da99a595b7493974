"""Somebody who has put the mouse away, and looks where the focus is at every step."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from playwright.sync_api import TimeoutError as PlaywrightTimeout

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

WHERE = """() => {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return null;
  const style = getComputedStyle(e), box = e.getBoundingClientRect(), line = e.getClientRects()[0] || box;
  const on_top = document.elementFromPoint(line.left + line.width / 2, line.top + Math.min(line.height / 2, 20));
  const label = e.closest("label");
  const words = e.getAttribute("aria-label") || e.textContent || e.name || e.id || "";
  return {
    what: `${words.trim().slice(0, 60)} <${e.tagName.toLowerCase()}>`,
    has_ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    is_seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
    is_free: !on_top || e.contains(on_top) || on_top.contains(e) || (label !== null && label.contains(on_top)),
    by: on_top ? on_top.outerHTML.slice(0, 120) : "",
  };
}"""


@dataclass
class Keyboard:
    """The keys, and a complaint whenever the focus cannot be seen."""

    page: Page

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Replace what stands in the field that has the focus."""
        self.press("Control+a")
        self.page.keyboard.type(text)

    def where(self) -> Any:
        """What has the focus; it must be visible, in sight and not covered."""
        found = self.page.evaluate(WHERE)
        if found is not None:
            assert found["is_seen"], f"the focus is out of sight: {found['what']}"
            assert found["has_ring"], f"the focus cannot be seen on: {found['what']}"
            assert found["is_free"], f"{found['what']} has the focus and is covered by {found['by']}"
        return found

    def skip_to_page(self) -> None:
        """By the first link of every page, past the rail and the top line."""
        self.press("Tab")
        assert "Skip to the page" in self.where()["what"]
        self.press("Enter")

    def tab_to(self, target: Locator, *, back: bool = False, most: int = 150) -> None:
        """Tab, or Shift-Tab, until the target has the focus."""
        target.first.wait_for()
        passed = []
        for _step in range(most):
            self.press("Shift+Tab" if back else "Tab")
            passed.append((self.where() or {}).get("what", "the browser"))
            if target.first.evaluate("e => e === document.activeElement"):
                return
        raise AssertionError(f"{target} is not reached by the keyboard; passed {passed}")

    def use(self, target: Locator, key: str = "Enter", *, back: bool = False) -> None:
        """Go to a link or button and press it."""
        self.tab_to(target, back=back)
        self.press(key)

    def fill(self, target: Locator, text: str) -> None:
        """Go to a field and write into it. A date is typed as its figures, day first."""
        self.tab_to(target)
        if target.get_attribute("type") == "date":
            year, month, day = text.split("-")
            order = self.page.evaluate("new Intl.DateTimeFormat().formatToParts().map(p => p.type[0]).join('')")
            figures = {"d": day, "m": month, "y": year}
            self.page.keyboard.type("".join(figures[letter] for letter in order if letter in figures))
        else:
            self.write(text)

    def attach(self, target: Locator, file: Path) -> None:
        """Go to a file field, open the browser's own dialog and take a file there.

        A browser without a screen sometimes loses the first press: the dialog then is asked for by the other key.
        """
        self.tab_to(target)
        try:
            with self.page.expect_file_chooser(timeout=8_000) as chooser:
                self.press("Enter")
        except PlaywrightTimeout:
            with self.page.expect_file_chooser() as chooser:
                self.press("Space")
        chooser.value.set_files(file)

    def choose(self, target: Locator, wanted: str) -> None:
        """Go to a list of choices and take one by its first letters."""
        self.tab_to(target)
        self.page.keyboard.type(wanted)
        chosen = target.evaluate("e => e.selectedOptions[0].textContent.trim()")
        assert chosen.startswith(wanted), f"{wanted!r} was typed and {chosen!r} chosen"
