"""Getting the letter by mail, for whoever is signed in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from colere.insights.letter import actions
from colere.platform.mail.queries import is_configured
from colere.platform.permissions import Actor, requires
from colere.platform.ui.pages import redirect

PAGE = "letter:letter-latest"


@requires("letter.read")
@require_POST
def letter_subscribe(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actions.subscribe(actor=actor)
    said = _("You will get the letter each Monday.")
    return redirect(request, reverse(PAGE), said=said, undo=reverse("letter:letter-unsubscribe"))


@requires("letter.read")
@require_POST
def letter_unsubscribe(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actions.unsubscribe(actor=actor)
    said = _("You will get the letter no longer.")
    return redirect(request, reverse(PAGE), said=said, undo=reverse("letter:letter-subscribe"))


@requires("letter.read")
@require_POST
def letter_send(request: HttpRequest, week: str) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    actions.send_to_me(actions.get_week(week, actor=actor), actor=actor)
    said = _("It is on its way to you.") if is_configured() else _("It waits for you until a mail server is set.")
    return redirect(request, reverse("letter:letter-detail", args=[week]), said=said)
