"""The letter as HTML for mail programs: tables, looks on each element, nothing fetched from anywhere."""

from __future__ import annotations

from django.template.loader import render_to_string

from colere.insights.letter.rules.addresses import Addresses
from colere.insights.letter.rules.content import Letter

TEMPLATE = "letter/mail/letter.html"


def as_html(letter: Letter, addresses: Addresses) -> str:
    """The letter as a document of its own."""
    return render_to_string(TEMPLATE, {"letter": letter, "to": addresses})
