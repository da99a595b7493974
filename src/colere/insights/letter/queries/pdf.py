"""The letter as a PDF that a screen reader can read: tagged, with a title and a language (PDF/UA-1)."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from colere.insights.letter.rules.addresses import Addresses
from colere.insights.letter.rules.content import Letter
from colere.platform.ui import words

TEMPLATE = Path(__file__).resolve().parents[1] / "jinja2" / "letter" / "letter.typ"


def as_pdf(letter: Letter, addresses: Addresses) -> bytes:
    """The letter on A4. All words are handed over as data, so that nothing in them is read as an instruction.

    Where our font lacks a letter that somebody wrote, the PDF is tagged all the same, and says nothing of the standard.
    """
    import typst  # a compiler of 80 MB: only whoever writes a PDF waits for it

    content = json.dumps({"letter": _with_numbers(letter), "page": addresses.page, **_words()})
    try:
        return _compile(content, is_strict=True)
    except typst.TypstError:
        return _compile(content, is_strict=False)


def _compile(content: str, *, is_strict: bool) -> bytes:
    import typst

    return typst.compile(
        str(TEMPLATE),
        root=str(TEMPLATE.parent),
        sys_inputs={"content": content},
        pdf_standards=["ua-1"] if is_strict else None,
    )


def _with_numbers(letter: Letter) -> dict[str, Any]:
    """The letter, with what its figures rest on written as people write it."""
    content = letter.as_json()
    for section in content["sections"]:
        for figure in section["figures"]:
            figure["n"] = words.number(figure["n"])
    return content


def _words() -> dict[str, Any]:
    """What the template says beside the letter, in the language of the moment."""
    return {
        "language": (get_language() or settings.LANGUAGE_CODE).partition("-")[0],
        "words": {
            "figure": _("Figure"),
            "value": _("Value, 95% interval"),
            "question": _("One question"),
            "foot": _("The weekly letter of Colere. Each figure comes with its 95% interval."),
            "read": _("Read it in Colere"),
        },
    }
