"""The way in: every page of insights with the question that it answers, and its answer where one is kept."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from colere.platform.permissions import Actor, requires
from colere.platform.ui.pages import render
from colere.platform.ui.registry import nav_under

OVERVIEW = "instruments:overview"


@requires("metrics.read")
def overview(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    pages = [
        {"item": item, "href": reverse(item.url_name), "news": item.news(actor) if item.news is not None else ""}
        for item in nav_under(actor, OVERVIEW)
    ]
    return render(request, "instruments/overview.html", {"pages": pages, "news": _("What do you want to know?")})
