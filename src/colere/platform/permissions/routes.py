"""Marks on routes. A test refuses any route that has neither mark."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from colere.platform.permissions.actors import Actor
from colere.platform.permissions.policies import require
from colere.platform.rooms.marks import public

__all__ = ["current_actor", "public", "requires"]

View = Callable[..., HttpResponseBase]


def current_actor(request: HttpRequest) -> Actor | None:
    """The signed-in actor of this request, made once; None when nobody is signed in."""
    return cast("Actor | None", getattr(request, "actor", None))


def requires(name: str) -> Callable[[View], View]:
    """Mark a view: only for actors with this permission. Nobody signed in: to the sign-in page. Refused: a 403 page."""

    def mark(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            actor = current_actor(request)
            if actor is None:
                from django.contrib.auth.views import redirect_to_login  # imports models: not before the apps are ready

                return redirect_to_login(request.get_full_path())
            require(actor, name)
            return view(request, *args, **kwargs)

        guarded.permission = name  # type: ignore[attr-defined]
        return guarded

    return mark
