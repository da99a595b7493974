"""Names of customers, their companies and their towns, read from the text file beside this one."""

from __future__ import annotations

from importlib.resources import files


def _sections() -> dict[str, tuple[str, ...]]:
    found: dict[str, str] = {}
    name = ""
    for line in files("colere.demo").joinpath("names.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("@"):
            name = line[1:]
        elif line and not line.startswith("#"):
            found[name] = f"{found[name]} {line}" if name in found else line
    return {name: tuple(text.split(", ")) for name, text in found.items()}


_NAMES = _sections()
FIRST = {language: _NAMES[f"first {language}"] for language in ("en", "de", "fr")}
LAST = {language: _NAMES[f"last {language}"] for language in ("en", "de", "fr")}
TOWNS = _NAMES["towns"]
COMPANY_NAMES = _NAMES["companies"]
COMPANY_KINDS = _NAMES["kinds of companies"]
REGIONS = ("north", "midlands", "south", "east", "west", "islands")
