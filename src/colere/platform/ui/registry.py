"""What domains plug into the screens, from their `extensions.py`.

    register_nav(NavItem(_("Customers"), "customers:customer-list", "users", "customers.read", order=30))
    register_today(TodayCard("waiting", "conversations.read", "conversations/_waiting.html", waiting, order=10))

Labels are lazy translations. Everything is checked against a permission again when it is drawn, so registering is never
a leak.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from django.utils.functional import Promise

from colere.platform.permissions import Actor, allows
from colere.platform.prepared import Prepared

Label = str | Promise


@dataclass(frozen=True, slots=True)
class NavItem:
    """A word in the left rail. `group` "more" stands below the daily ones.

    One that stands `under` another (its url_name) is not in the rail but on that one's page, with `text` saying what it
    is for and `news(actor)` what it has to tell, where there is something.
    """

    label: Label
    url_name: str
    icon: str
    permission: str
    order: int
    group: Literal["main", "more"] = "main"
    under: str = ""
    text: Label = ""
    news: Callable[[Actor], str] | None = None


@dataclass(frozen=True, slots=True)
class TodayCard:
    """A card of the Today page.

    `context(actor)` gives the template's variables (as `own`), or None when there is nothing to show. Under the key
    "news" it may give a `News`: the weightiest one becomes the sentence at the top of the page. After one of
    `live_topics` the card fetches itself again.
    """

    name: str
    permission: str
    template: str
    context: Callable[[Actor], dict[str, Any] | None]
    order: int
    column: Literal["main", "side"] = "main"
    live_topics: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class News:
    """One sentence, and how much it matters today: 90 somebody waits, 60 a promise, 30 good to know.

    `href` and `label` are what can be done about it: the button beside the sentence.
    """

    sentence: str
    weight: int = 30
    href: str = ""
    label: Label = ""


@dataclass(frozen=True, slots=True)
class FirstStep:
    """What to do first while there is no data; shown on an empty Today page until `taken` has a row.

    `taken` is a prepared query without values; Today asks those of all steps with one statement.
    """

    title: Label
    text: Label
    label: Label
    url_name: str
    permission: str
    taken: Prepared
    order: int


@dataclass(frozen=True, slots=True)
class PaletteCommand:
    """Something that one can do from the palette (Ctrl-K) by typing its words."""

    label: Label
    url_name: str
    permission: str
    keywords: Label = ""
    icon: str = "arrow-right"
    order: int = 50


@dataclass(frozen=True, slots=True)
class QuickAction:
    """A button in the top line, on every page ("Something got in my way")."""

    label: Label
    url_name: str
    icon: str
    permission: str
    order: int


@dataclass(frozen=True, slots=True)
class Panel:
    """A part that a domain adds to another domain's page: `place` is "customer", "conversation", "person" …

    `context(actor, obj)` gives the template's variables, or None when there is nothing to show.
    """

    place: str
    name: str
    permission: str
    template: str
    context: Callable[[Actor, Any], dict[str, Any] | None]
    order: int
    column: Literal["main", "side"] = "side"


@dataclass(frozen=True, slots=True)
class TimelineKind:
    """How one kind of log line is drawn in a timeline.

    `load(actor, lines)` may fetch what the templates need, for all lines at once: variables by the line's id.
    """

    kind: str
    template: str
    permission: str
    icon: str = "point"
    tone: Literal["plain", "leaf", "clay", "honey", "sky"] = "plain"
    load: Callable[[Actor, list[Any]], dict[int, dict[str, Any]]] | None = None


_nav: dict[str, NavItem] = {}
_today: dict[str, TodayCard] = {}
_steps: dict[str, FirstStep] = {}
_commands: dict[tuple[str, str], PaletteCommand] = {}
_quick: dict[str, QuickAction] = {}
_panels: dict[tuple[str, str], Panel] = {}
_timeline: dict[str, TimelineKind] = {}


def register_nav(item: NavItem) -> None:
    """Add a word to the left rail."""
    _nav[item.url_name] = item


def register_today(card: TodayCard) -> None:
    """Add a card to the Today page."""
    _today[card.name] = card


def register_first_step(step: FirstStep) -> None:
    """Add a step to what an empty house asks for."""
    _steps[step.url_name] = step


def register_command(command: PaletteCommand) -> None:
    """Add a command to the palette."""
    _commands[command.url_name, str(command.label)] = command


def register_quick_action(action: QuickAction) -> None:
    """Add a button to the top line."""
    _quick[action.url_name] = action


def register_panel(panel: Panel) -> None:
    """Add a part to another domain's page."""
    _panels[panel.place, panel.name] = panel


def register_timeline(
    *,
    kind: str,
    template: str,
    permission: str,
    icon: str = "point",
    tone: Literal["plain", "leaf", "clay", "honey", "sky"] = "plain",
    load: Callable[[Actor, list[Any]], dict[int, dict[str, Any]]] | None = None,
) -> None:
    """Say how one kind of log line is drawn. The template sees `line` and what `load` gave for `line.id`."""
    _timeline[kind] = TimelineKind(kind, template, permission, icon, tone, load)


def nav_for(actor: Actor) -> list[NavItem]:
    """The words of the rail that this actor uses, in order."""
    return _allowed(actor, [item for item in _nav.values() if not item.under])


def nav_under(actor: Actor, url_name: str) -> list[NavItem]:
    """The pages that stand under this one, as far as this actor may see them, in order."""
    return _allowed(actor, [item for item in _nav.values() if item.under == url_name])


def today_cards_for(actor: Actor) -> list[TodayCard]:
    """The cards of the Today page that this actor may see, in order."""
    return _allowed(actor, _today.values())


def find_today_card(name: str) -> TodayCard | None:
    """The card of this name, if a domain has registered one."""
    return _today.get(name)


def first_steps_for(actor: Actor) -> list[FirstStep]:
    """The first steps that this actor may take, in order."""
    return _allowed(actor, _steps.values())


def commands_for(actor: Actor) -> list[PaletteCommand]:
    """The commands of the palette for this actor, in order."""
    return _allowed(actor, _commands.values())


def quick_actions_for(actor: Actor) -> list[QuickAction]:
    """The buttons of the top line for this actor, in order."""
    return _allowed(actor, _quick.values())


def panels_for(actor: Actor, place: str) -> list[Panel]:
    """The parts that other domains add to a page, as far as this actor may see them, in order."""
    return _allowed(actor, [p for p in _panels.values() if p.place == place])


def timeline_kinds_for(actor: Actor) -> dict[str, TimelineKind]:
    """The kinds of log line that this actor may see in a timeline."""
    return {kind: drawn for kind, drawn in _timeline.items() if allows(actor, drawn.permission)}


def _allowed(actor: Actor, found: Iterable[Any]) -> list[Any]:
    return sorted((f for f in found if allows(actor, f.permission)), key=lambda f: f.order)
