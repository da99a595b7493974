"""A small lint for our Jinja templates: what the strict content policy, a screen reader and a translator need.

Expressions are replaced by a word and statements by nothing, so that what remains is HTML, which Python's parser reads.
Escape, with a reason, on the line itself:  `{# lint: … #}`
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

PLACEHOLDER = "x0x"
UNTRANSLATED = (PLACEHOLDER, "Colere")
COMMENT, STATEMENT, EXPRESSION = r"\{#.*?#\}", r"\{%.*?%\}", r"\{\{.*?\}\}"
TRANSLATED = r"\{%-?\s*trans\b.*?endtrans\s*-?%\}"
EMBEDDED = {"style", "script", "svg", "code", "pre", "kbd"}
NEEDS_NAME = {"input", "select", "textarea"}
NAMED_BY = {"aria-label", "aria-labelledby", "id", "title"}
UNNAMED_INPUTS = {"hidden", "submit", "button", "reset", "image"}


@dataclass(frozen=True)
class Fault:
    line: int
    sentence: str


def faults(source: str, *, is_mail: bool = False) -> list[Fault]:
    """What is wrong in this template, in the order of its lines.

    A mail (`jinja2/<domain>/mail/`) carries its looks with it, because mail programs read no style sheet of ours.
    """
    page = Page(may_style=is_mail)
    page.feed(as_html(source))
    page.close()
    found = [*page.faults, *unsafe_output(source)]
    escaped = {number for number, line in enumerate(source.splitlines(), 1) if "{# lint:" in line}
    return sorted({fault for fault in found if fault.line not in escaped}, key=lambda fault: fault.line)


def as_html(source: str) -> str:
    """The template without its Jinja, with every line where it was."""

    def blank(match: re.Match[str], word: str = "") -> str:
        return word + "\n" * match.group().count("\n")

    for pattern, word in ((COMMENT, ""), (TRANSLATED, PLACEHOLDER), (EXPRESSION, PLACEHOLDER), (STATEMENT, "")):
        source = re.sub(pattern, lambda match, word=word: blank(match, word), source, flags=re.DOTALL)
    return source


def unsafe_output(source: str) -> Iterator[Fault]:
    for number, line in enumerate(source.splitlines(), 1):
        if re.search(r"\|\s*safe\b|\{%-?\s*autoescape\s+false", line):
            yield Fault(number, "output without escaping; build Markup in Python, where a test can see it")


class Page(HTMLParser):
    """Walks the tags of one template and notes its faults."""

    def __init__(self, *, may_style: bool = False) -> None:
        super().__init__(convert_charrefs=True)
        self.may_style = may_style
        self.faults: list[Fault] = []
        self.open: list[str] = []

    def fault(self, sentence: str) -> None:
        self.faults.append(Fault(self.getpos()[0], sentence))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        names = {name: value or "" for name, value in attributes}
        self.content_policy(tag, names)
        self.accessibility(tag, names)
        if tag in EMBEDDED | {"label"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            del self.open[len(self.open) - 1 - self.open[::-1].index(tag) :]

    def handle_data(self, text: str) -> None:
        if set(self.open) & EMBEDDED:
            return
        for number, line in enumerate(text.split("\n")):
            words = re.sub("|".join(UNTRANSLATED), "", line).strip()
            if re.search(r"[^\W\d_]{2,}", words):
                sentence = f"words that cannot be translated: “{words[:40]}”; use _()"
                self.faults.append(Fault(self.getpos()[0] + number, sentence))

    def content_policy(self, tag: str, names: dict[str, str]) -> None:
        if "style" in names and not self.may_style:
            self.fault("style attribute; the content policy refuses it")
        for name in names:
            if name.startswith(("on", "hx-on")):
                self.fault(f"{name}: a script in an attribute; the content policy refuses it")
        is_ours = {"src", "nonce"} & names.keys() or "json" in names.get("type", "")
        if (tag == "style" and not self.may_style) or (tag == "script" and not is_ours):
            self.fault(f"<{tag}> in the page; it belongs into frontend/")
        if any(value.strip().lower().startswith("javascript:") for value in names.values()):
            self.fault("a javascript: address")

    def accessibility(self, tag: str, names: dict[str, str]) -> None:
        if tag == "button" and "type" not in names:
            self.fault("<button> without type; it would submit a form by surprise")
        if tag == "img" and "alt" not in names:
            self.fault("<img> without alt")
        if tag == "html" and "lang" not in names:
            self.fault("<html> without lang")
        is_field = tag in NEEDS_NAME and names.get("type") not in UNNAMED_INPUTS
        is_named = NAMED_BY & names.keys() or "label" in self.open or PLACEHOLDER in "".join(names)
        if is_field and not is_named:
            self.fault(f"<{tag}> without a label: give it an id that a <label for> names, or aria-label")
        if names.get("target") == "_blank" and "noopener" not in names.get("rel", ""):
            self.fault("target=_blank without rel=noopener")
        if (number := names.get("tabindex", "0")).isdigit() and int(number) > 0:
            self.fault("a positive tabindex breaks the order of the page")
