"""Puts the actor on the request, made when it is first asked for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from colere.platform.permissions.actors import Actor, actor_for


def actor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """`request.actor`: the signed-in actor, or None."""

    def handle(request: HttpRequest) -> HttpResponse:
        request.actor = _signed_in_actor(request)  # type: ignore[attr-defined]
        return get_response(request)

    return handle


def _signed_in_actor(request: HttpRequest) -> Actor | None:
    user = request.user
    if isinstance(user, SimpleLazyObject) and "_auth_user_id" not in request.session:
        return None
    if not user.is_authenticated or not user.is_active:
        return None
    return actor_for(user)
