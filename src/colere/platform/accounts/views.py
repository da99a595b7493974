from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from colere.platform.accounts import actions
from colere.platform.rooms.marks import public


@public("the link itself is the proof; it works once and for a short time")
@never_cache
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Ask first, sign in on POST: mail scanners and link previews open addresses and would use the link up."""
    if request.method != "POST":
        return render(request, "accounts/enter.html", {"token": token})
    account = actions.use_sign_in_link(token)
    login(request, account, backend=settings.AUTHENTICATION_BACKENDS[0])
    return HttpResponseRedirect("/")
