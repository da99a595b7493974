"""What people decide about themes, and how each of it is undone. The next runs keep to it."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from colere.insights.themes.events import (
    ThemeBroughtBack,
    ThemeJoined,
    ThemeLeftOut,
    ThemeNamed,
    ThemeTakenApart,
)
from colere.insights.themes.models import LONGEST_NAME, Theme, ThemeMap
from colere.insights.themes.queries.known import get_theme
from colere.platform.errors import Conflict, Invalid
from colere.platform.events import publish
from colere.platform.permissions import Actor, require


@transaction.atomic
def name_theme(number: int, *, name: str, actor: Actor) -> str:
    """Give a theme a name ("" takes it away); gives the name that it had. Data no longer merge or split the theme."""
    theme = _to_tend(number, actor)
    name = " ".join(name.split())
    if len(name) > LONGEST_NAME:
        raise Invalid(_("A name has at most 80 letters."))
    before = theme.name
    if name == before:
        return before
    Theme.objects.filter(pk=number).update(name=name, is_settled=True)
    publish(ThemeNamed(theme=number, has_name=bool(name)), actor=actor)
    return before


@transaction.atomic
def join_themes(number: int, *, into: int, actor: Actor) -> None:
    """`number` belongs to `into` from now on: what was said of it counts there, earlier words too.

    Raises `Invalid` for a theme and itself, `Conflict` where one of them has gone into another in the meantime.
    """
    _to_tend(number, actor)
    _to_tend(into, actor)
    if number == into:
        raise Invalid(_("A theme cannot be joined with itself."))
    Theme.objects.filter(pk=number).update(merged_into=into, merged_on=timezone.localdate(), is_settled=True)
    Theme.objects.filter(pk=into).update(is_settled=True)
    _count_again()
    publish(ThemeJoined(theme=number, into=into), actor=actor)


@transaction.atomic
def take_apart(number: int, *, actor: Actor) -> None:
    """The theme stands for itself again; what has been said of it since comes with it. Raises `Conflict` where it has
    gone into no other.
    """
    require(actor, "themes.tend")
    theme = get_theme(actor, number)
    if theme.merged_into_id is None:
        raise Conflict(_("This theme stands for itself already."))
    Theme.objects.filter(pk=number).update(merged_into=None, merged_on=None, is_settled=True)
    _count_again()
    publish(ThemeTakenApart(theme=number, into=theme.merged_into_id), actor=actor)


@transaction.atomic
def leave_out(number: int, *, actor: Actor) -> None:
    """The theme is no longer shown. It goes on collecting its words, so that it is not born again."""
    theme = _to_tend(number, actor)
    if not theme.is_excluded:
        Theme.objects.filter(pk=number).update(is_excluded=True)
        publish(ThemeLeftOut(theme=number), actor=actor)


@transaction.atomic
def bring_back(number: int, *, actor: Actor) -> None:
    """The theme is shown again."""
    theme = _to_tend(number, actor)
    if theme.is_excluded:
        Theme.objects.filter(pk=number).update(is_excluded=False)
        publish(ThemeBroughtBack(theme=number), actor=actor)


def _to_tend(number: int, actor: Actor) -> Theme:
    require(actor, "themes.tend")
    theme = get_theme(actor, number)
    if theme.merged_into_id is not None:
        raise Conflict(_("This theme has gone into another one in the meantime. Nothing was changed."))
    return theme


def _count_again() -> None:
    """Kept figures are of another state of the themes from now on."""
    drawn = ThemeMap.objects.filter(is_current=True).first()
    if drawn is not None:
        ThemeMap.objects.filter(pk=drawn.pk).update(version=drawn.version + 1)
