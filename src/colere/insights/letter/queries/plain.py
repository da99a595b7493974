"""The letter as plain text: what a mail program shows without HTML, and what a terminal shows."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from django.utils.translation import gettext as _

from colere.insights.letter.rules.addresses import Addresses
from colere.insights.letter.rules.content import Figure, Letter, Section
from colere.platform.ui import words

WIDTH = 72


def as_text(letter: Letter, addresses: Addresses) -> str:
    """The letter in lines of at most 72 characters; addresses stand whole on lines of their own."""
    parts = [
        *_wrapped(letter.title),
        "=" * min(len(letter.title), WIDTH),
        "",
        *_wrapped(letter.sentence),
        *(line for section in letter.sections for line in _section(section, addresses)),
        "",
        *_headed(_("One question")),
        *_wrapped(letter.question),
        "",
        "-- ",
        *_wrapped(_("This is the weekly letter of Colere. Each figure comes with its 95% interval.")),
        _("Read it in Colere:"),
        addresses.page,
    ]
    if addresses.leave:
        parts += [_("Get it no longer:"), addresses.leave]
    return "\n".join(parts) + "\n"


def _section(section: Section, addresses: Addresses) -> Iterator[str]:
    yield ""
    yield from _headed(section.title)
    yield from _wrapped(section.sentence)
    for figure in section.figures:
        yield from _wrapped(_figure(figure), first="* ", rest="  ")
    for quote in section.quotes:
        yield ""
        yield from _wrapped(f"“{quote.text}”", first="> ", rest="> ")
        yield from _wrapped(f"({quote.about})", first="  ", rest="  ")
    for story in section.stories:
        yield ""
        yield from _wrapped(_("%(title)s, told by %(teller)s") % {"title": story.title, "teller": story.teller})
        yield from _wrapped(story.text, first="  ", rest="  ")
    if section.note:
        yield ""
        yield from _wrapped(section.note)
    if section.name in addresses.sections:
        yield addresses.sections[section.name]


def _figure(figure: Figure) -> str:
    between = f" ({figure.between})" if figure.between else ""
    n = f", n = {words.number(figure.n)}" if figure.unit != "count" else ""
    note = f"; {figure.note}" if figure.note else ""
    return f"{figure.label}: {figure.said}{between}{n}{note}"


def _headed(title: str) -> Iterator[str]:
    yield title
    yield "-" * min(len(title), WIDTH)


def _wrapped(text: str, first: str = "", rest: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=rest, break_on_hyphens=False)
