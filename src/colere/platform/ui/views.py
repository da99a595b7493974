"""The pages of the shell itself."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from colere.platform.errors import NotFound
from colere.platform.permissions import Actor, allows, requires
from colere.platform.search import Hit, SearchIndex, search
from colere.platform.ui import look as showroom
from colere.platform.ui.pages import render
from colere.platform.ui.registry import commands_for, find_today_card, nav_for
from colere.platform.ui.today import read_today

SUGGESTED = 5
SHOWN = 25


@dataclass(frozen=True, slots=True)
class Option:
    """A line of the palette."""

    label: str
    href: str
    icon: str
    words: str = ""


@requires("ui.today")
def today(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/today.html", {"today": read_today(request.actor)})  # type: ignore[attr-defined]


@requires("ui.today")
def today_card(request: HttpRequest, name: str) -> HttpResponse:
    """One card again, because something happened."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    card = find_today_card(name)
    if card is None or not allows(actor, card.permission):
        raise NotFound(_("There is no such card."))
    return render(request, "ui/fragments/today_card.html", {"card": card, "own": card.context(actor)})


@requires("ui.search")
def palette(request: HttpRequest) -> HttpResponse:
    """What the palette offers for the words typed so far."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text = _typed(request)
    options = [option for option in _places(actor) if _fits(option, text)]
    found = search(actor, text, limit=SUGGESTED) if len(text) > 1 else []
    return render(request, "ui/fragments/palette.html", {"options": options, "found": found, "text": text})


@requires("ui.search")
def search_page(request: HttpRequest) -> HttpResponseBase:
    """Everything that fits, by kind, newest first."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    text = _typed(request)
    found: list[tuple[SearchIndex, list[Hit]]] = search(actor, text, limit=SHOWN) if text else []
    return render(request, "ui/search.html", {"text": text, "found": found, "shown": SHOWN})


@requires("ui.look")
def look(request: HttpRequest) -> HttpResponseBase:
    """Every component in all its states, for the eye and for the tests."""
    return showroom.respond(request)


def _typed(request: HttpRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "").strip()[:200]


def _places(actor: Actor) -> list[Option]:
    pages = [Option(str(item.label), reverse(item.url_name), item.icon) for item in nav_for(actor)]
    deeds = [Option(str(c.label), reverse(c.url_name), c.icon, str(c.keywords)) for c in commands_for(actor)]
    return pages + deeds


def _fits(option: Option, text: str) -> bool:
    known = f"{option.label} {option.words}".casefold().split()
    return all(any(word.startswith(part) for word in known) for part in text.casefold().split())
