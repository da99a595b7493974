"""What every page knows besides its own variables: the actor, and the shell around the page."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.template.backends.utils import csrf_input
from django.utils.functional import SimpleLazyObject

from colere.platform.permissions import Actor, current_actor
from colere.platform.ui.places import plain_address_of
from colere.platform.ui.registry import NavItem, QuickAction, nav_for, nav_under, quick_actions_for

PHONE_WORDS = 4


@dataclass
class Shell:
    """The rail and the top line for one request; worked out only when a whole page is drawn."""

    request: HttpRequest
    actor: Actor

    @cached_property
    def words(self) -> list[tuple[NavItem, str, bool]]:
        """The rail: each word with its address and whether we are there."""
        found = [(item, plain_address_of(item.url_name)) for item in nav_for(self.actor)]
        pages = [(href, href) for _, href in found]
        for item, href in found:
            pages += [(plain_address_of(page.url_name), href) for page in nav_under(self.actor, item.url_name)]
        _, here = max(
            (page for page in pages if self._is_under(page[0])), key=lambda page: len(page[0]), default=("", "")
        )
        return [(item, href, href == here) for item, href in found]

    @property
    def daily(self) -> list[tuple[NavItem, str, bool]]:
        """The words that are used every day."""
        return [word for word in self.words if word[0].group == "main"]

    @property
    def more(self) -> list[tuple[NavItem, str, bool]]:
        """The words below them."""
        return [word for word in self.words if word[0].group == "more"]

    @property
    def on_phone(self) -> list[tuple[NavItem, str, bool]]:
        """The words in the bar at the bottom of a phone; the others are in its drawer."""
        return self.words[:PHONE_WORDS]

    @cached_property
    def quick(self) -> list[QuickAction]:
        """The buttons of the top line."""
        return quick_actions_for(self.actor)

    def _is_under(self, href: str) -> bool:
        path = self.request.path
        return path == href if href == "/" else path.startswith(href)


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `actor` (or None), `account` (or None) and `shell` (or None).

    `csrf_input` takes the place of Django's, which makes a new token for each of the forms on a page.
    """
    actor = current_actor(request)
    token = SimpleLazyObject(lambda: csrf_input(request))
    if actor is None:
        theme = _theme_of_browser(request)
        return {"actor": None, "account": None, "shell": None, "theme": theme, "csrf_input": token}
    account = request.user
    return {
        "csrf_input": token,
        "actor": actor,
        "account": account,
        "shell": Shell(request, actor),
        "theme": getattr(account, "theme", "auto"),
    }


def _theme_of_browser(request: HttpRequest) -> str:
    chosen = request.COOKIES.get("theme", "auto")
    return chosen if chosen in {"auto", "light", "dark"} else "auto"
