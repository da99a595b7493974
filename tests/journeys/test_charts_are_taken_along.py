"""A chart leaves the house: as a picture for a slide, and its table as CSV, both without a mouse."""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.journeys.keyboard import Keyboard

if TYPE_CHECKING:
    from playwright.sync_api import Page

Visit = Callable[..., "Page"]
KINDS = {
    "control": "Satisfied customers",
    "bars": "“You hear from us within the hour”, kept by team",
    "interval": "Satisfied customers, with everybody’s cases",
    "funnel": "Satisfied customers by team",
    "lines": "Contacts about late parcels, each week",
}


def test_each_kind_of_chart_gives_a_picture_with_something_in_it(visit: Visit, tmp_path: Path) -> None:
    page = visit("operator", "/look", width=1280)
    for kind, title in KINDS.items():
        button = page.get_by_role("button", name=f"Picture of “{title}”", exact=True).first
        button.focus()
        with page.expect_download() as waiting:
            page.keyboard.press("Enter")
        file = tmp_path / f"{kind}.png"
        waiting.value.save_as(file)
        assert waiting.value.suggested_filename.endswith(".png")
        seen = look_at(page, file)
        assert seen["width"] >= 2 * 720, kind
        assert seen["height"] >= 2 * 200, kind
        assert seen["colours"] > 20, f"the picture of {kind} is empty"
        assert seen["ground"] == [250, 248, 244], f"{kind} does not stand on paper"


def test_the_table_behind_a_chart_is_a_file_too(visit: Visit, tmp_path: Path) -> None:
    page = visit("operator", "/look", width=1280)
    chart = page.locator("figure.chart-rows").first
    chart.focus()
    page.keyboard.press("t")
    keys = Keyboard(page)
    with page.expect_download() as waiting:
        keys.use(chart.get_by_role("button", name="Table as CSV"))
    file = tmp_path / "table.csv"
    waiting.value.save_as(file)
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    assert lines[0] == "Colleague,Value,Interval,Answers,Note"
    assert lines[2] == "Ben Okoro,71%,66% to 76%,380,below the others"
    assert len(lines) == 6


READ = """async (png) => {
  const image = new Image();
  image.src = `data:image/png;base64,${png}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [image.width, image.height];
  const pen = canvas.getContext("2d");
  pen.drawImage(image, 0, 0);
  const pixels = new Uint32Array(pen.getImageData(0, 0, image.width, image.height).data.buffer);
  const seen = new Map();
  for (const pixel of pixels) seen.set(pixel, (seen.get(pixel) ?? 0) + 1);
  const most = [...seen].reduce((best, one) => (one[1] > best[1] ? one : best))[0];
  const ground = [most & 255, (most >> 8) & 255, (most >> 16) & 255];
  return { width: image.width, height: image.height, colours: seen.size, ground };
}"""


def look_at(page: Page, file: Path) -> dict[str, Any]:
    """Size of a picture, how many colours it has, and which of them most of it is."""
    found: dict[str, Any] = page.evaluate(READ, base64.b64encode(file.read_bytes()).decode())
    return found
