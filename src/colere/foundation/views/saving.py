"""What every page that changes something does: run the action, and put its refusal beside the field."""

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from colere.platform.errors import Conflict, Invalid
from colere.platform.permissions import Actor, requires
from colere.platform.permissions.routes import View
from colere.platform.ui.pages import redirect

T = TypeVar("T")
WRONG = 422


def actor_of(request: HttpRequest) -> Actor:
    """Who asks; `requires` has made sure that there is somebody."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def saved(form: forms.Form, act: Callable[[], T]) -> T | None:
    """What the action gives; None when the form or the action refuses, with the sentences on the form."""
    if not form.is_valid():
        return None
    try:
        return act()
    except (Conflict, Invalid) as error:
        fields = error.detail.get("fields") or {}
        known = {name: words for name, words in fields.items() if name in form.fields}
        for name, words in known.items():
            form.add_error(name, words)
        if not known:
            form.add_error(None, error.sentence)
        return None


def verb(
    permission: str,
    *,
    find: Callable[[Actor, Any], T],
    act: Callable[..., object],
    to: str | Callable[[T], str],
    said: Callable[[T], str],
    undo: str = "",
) -> View:
    """A route that does one thing to one thing by POST, says so, and offers the route that undoes it.

    `find(actor, key)` gives the thing, `act(thing, actor=…)` changes it; `to` is where to go on, `undo` the name of
    the route that takes it back, with the same key.
    """

    @requires(permission)
    @require_POST
    def do(request: HttpRequest, key: Any) -> HttpResponse:
        actor = actor_of(request)
        thing = find(actor, key)
        act(thing, actor=actor)
        target = reverse(to) if isinstance(to, str) else to(thing)
        return redirect(request, target, said=said(thing), undo=reverse(undo, args=[key]) if undo else None)

    return do


def archiving(
    permission: str,
    *,
    find: Callable[[Actor, Any], T],
    archive: Callable[..., object],
    restore: Callable[..., object],
    to: str | Callable[[T], str],
    gone: Callable[[T], str],
    back: Callable[[T], str],
    undo: str,
) -> tuple[View, View]:
    """The two routes by which a thing stops to count and counts again, each with what is said; `undo` is the second."""
    return (
        verb(permission, find=find, act=archive, to=to, said=gone, undo=undo),
        verb(permission, find=find, act=restore, to=to, said=back),
    )


def mover(
    permission: str, *, find: Callable[[Actor, Any], T], act: Callable[..., object], to: Callable[[T], str]
) -> View:
    """A route that moves one thing up (`by=-1`) or down among its like."""

    @requires(permission)
    @require_POST
    def move(request: HttpRequest, key: Any) -> HttpResponse:
        thing = find(actor_of(request), key)
        act(thing, by=-1 if request.POST.get("by") == "-1" else 1, actor=actor_of(request))
        return redirect(request, to(thing))

    return move
