"""The letter as a PDF that a screen reader can read: tagged, with a title and a language (PDF/UA-1)."""

from __future__ import annotations

import json
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from colere.insights.letter.rules.addresses import Addresses
from colere.insights.letter.rules.content import Letter

TEMPLATE = Path(__file__).resolve().parents[1] / "jinja2" / "letter" / "letter.typ"
STANDARD = ["ua-1"]


def as_pdf(letter: Letter, addresses: Addresses) -> bytes:
    """The letter on A4. All words are handed over as data, so that nothing in them is read as an instruction.

    Where our font lacks a letter that somebody wrote, the PDF is tagged all the same, and says nothing of the standard.
    """
    import typst  # a compiler of 80 MB: only whoever writes a PDF waits for it

    content = {
        "letter": letter.as_json(),
        "page": addresses.page,
        "language": (get_language() or settings.LANGUAGE_CODE).partition("-")[0],
        "words": {
            "figure": _("Figure"),
            "value": _("Value, 95 % interval"),
            "question": _("One question"),
            "foot": _("The weekly letter of Colere. Each figure comes with its 95 % interval."),
            "read": _("Read it in Colere"),
        },
    }
    asked = {"sys_inputs": {"content": json.dumps(content)}, "root": str(TEMPLATE.parent)}
    try:
        found = typst.compile(str(TEMPLATE), pdf_standards=STANDARD, **asked)
    except typst.TypstError:
        found = typst.compile(str(TEMPLATE), **asked)
    return bytes(found)
