"""The page that shows every component in all its states, with content as it might be."""
from django.http import HttpRequest, HttpResponseBase
from colere.platform.ui.pages import render
def respond(request: HttpRequest) -> HttpResponseBase:
    return render(request, "ui/look.html", {})
