"""What happens to themes. Numbers and figures only: neither their words nor the names that people give them."""

from dataclasses import dataclass
from datetime import date

from colere.platform.events import Event


@dataclass(frozen=True, kw_only=True)
class ThemeEvent(Event):
    """The base of all events about one theme."""

    theme: int

    def subject(self) -> str:
        """The theme."""
        return f"theme:{self.theme}"


@dataclass(frozen=True, kw_only=True)
class ThemesFound(Event):
    """Themes were looked for anew among all that customers have said: at first, or because somebody asked for it."""

    map: int
    themes: int
    texts: int

    def subject(self) -> str:
        """The map that was drawn."""
        return f"theme-map:{self.map}"


@dataclass(frozen=True, kw_only=True)
class ThemeBorn(ThemeEvent):
    """Words that fitted no theme were enough to make one of their own; `texts` of them, until `on`."""

    texts: int
    on: date


@dataclass(frozen=True, kw_only=True)
class ThemesGrewTogether(ThemeEvent):
    """The theme and `others` have come to say the same; the others have gone into it."""

    others: tuple[int, ...]
    on: date


@dataclass(frozen=True, kw_only=True)
class ThemeFellApart(ThemeEvent):
    """What was one theme has come to be several; `others` came out of it."""

    others: tuple[int, ...]
    on: date


@dataclass(frozen=True, kw_only=True)
class ThemeNamed(ThemeEvent):
    """Somebody gave the theme a name, or took it away; the name itself is not told."""

    has_name: bool


@dataclass(frozen=True, kw_only=True)
class ThemeJoined(ThemeEvent):
    """Somebody said that `theme` belongs to `into`."""

    into: int


@dataclass(frozen=True, kw_only=True)
class ThemeTakenApart(ThemeEvent):
    """Somebody took back that `theme` belongs to `into`."""

    into: int


@dataclass(frozen=True, kw_only=True)
class ThemeDivided(ThemeEvent):
    """Somebody showed which words are another theme; `other` is that theme, and so many texts went over."""

    other: int
    texts: int


@dataclass(frozen=True, kw_only=True)
class ThemeLeftOut(ThemeEvent):
    """Somebody left the theme out of what is shown."""


@dataclass(frozen=True, kw_only=True)
class ThemeBroughtBack(ThemeEvent):
    """Somebody brought a theme back that was left out."""
