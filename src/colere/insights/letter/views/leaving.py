"""The way out that stands in each mail: it asks nobody to sign in."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from colere.insights.letter.actions import account_of_link, leave_by_link
from colere.platform.permissions import public, system_actor
from colere.platform.ui.pages import render

PAGE = "letter/leave.html"
LINK = system_actor("letter")


@public("The signed link itself is the proof; it ends one subscription and shows nothing.")
@csrf_exempt  # mail programs post here without having seen a page (RFC 8058); the token is what no other site knows
@never_cache
@require_http_methods(["GET", "POST"])
def letter_leave(request: HttpRequest, token: str) -> HttpResponse:
    """Ask first, leave on POST: mail scanners open every link."""
    if request.method == "POST":
        leave_by_link(token, actor=LINK)
        return render(request, PAGE, {"token": token, "is_gone": True})
    account_of_link(token)
    return render(request, PAGE, {"token": token, "is_gone": False})
