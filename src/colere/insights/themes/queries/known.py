"""The themes that are known, and how the work on them goes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from colere.insights.themes.models import Theme, ThemeMap, ThemeRun
from colere.platform.errors import NotFound
from colere.platform.permissions import Actor, require

DIED_AFTER = timedelta(minutes=15)  # a run that has given no sign for so long is no longer one

WORDS = "words"  # the name of the vectors that need no extra


@dataclass(frozen=True, slots=True)
class Known:
    """The current map's state without what it has learned."""

    pk: int
    vectors: str
    run: int
    version: int
    texts: int
    fits_none: float | None
    read_until: datetime | None
    made_at: datetime

    @property
    def sees_words_only(self) -> bool:
        """Whether the sentence encoder was not there when the map was drawn, and would make it better."""
        return self.vectors == WORDS

    @property
    def mark(self) -> str:
        """What the figures about themes depend on."""
        return f"{self.pk}:{self.run}:{self.version}"


def find_map(actor: Actor) -> Known | None:
    """The current map; None before the first look."""
    require(actor, "metrics.read")
    names = ("pk", "vectors", "run", "version", "texts", "fits_none", "read_until", "made_at")
    row = ThemeMap.objects.filter(is_current=True).values(*names).first()
    return Known(**row) if row else None


def find_work(actor: Actor) -> ThemeRun | None:
    """The reading that is going on, if one is."""
    require(actor, "metrics.read")
    alive = ThemeRun.objects.filter(state=ThemeRun.State.RUNNING, seen_at__gt=timezone.now() - DIED_AFTER)
    return alive.order_by("-pk").first()


def list_themes(actor: Actor) -> dict[int, Theme]:
    """Every theme that ever was, by number; those that have gone into another one too."""
    require(actor, "metrics.read")
    return {theme.number: theme for theme in Theme.objects.order_by("number")}


def get_theme(actor: Actor, number: int) -> Theme:
    """The theme of this number; raises `NotFound`."""
    require(actor, "metrics.read")
    theme = Theme.objects.filter(pk=number).first()
    if theme is None:
        raise NotFound(_("There is no such theme. Perhaps it was known before themes were looked for anew."))
    return theme


def roots_of(themes: dict[int, Theme]) -> dict[int, int]:
    """For each theme the one that it counts for today: the end of the way along `merged_into`."""
    found: dict[int, int] = {}
    for number in themes:
        at, seen = number, {number}
        while (into := themes[at].merged_into_id) is not None and into in themes and into not in seen:
            at = into
            seen.add(at)
        found[number] = at
    return found


def members_of(themes: dict[int, Theme], number: int) -> list[int]:
    """The theme and all that have gone into it."""
    return [one for one, root in roots_of(themes).items() if root == number]


def next_run(now: datetime | None = None) -> date:
    """The day of the next weekly reading: a Monday."""
    today = timezone.localdate(now)
    return today + timedelta(days=7 - today.weekday())
