"""Pages for what went wrong: what happened, what is safe, what to do."""

import re
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from colere.platform.events.log import request_id_var
from colere.platform.permissions import public


@dataclass(frozen=True, slots=True)
class Explanation:
    """The three things that a person wants to know."""

    happened: str
    safe: str
    todo: str


def explain(status: int) -> Explanation:
    """The words for a status when nobody has said anything better."""
    known = {
        400: (_("We could not read that request."), _("Nothing was changed."), _("Go back, and try it once more.")),
        403: (
            _("This page is not part of your role."),
            _("Nothing was changed, and nobody is told."),
            _("Ask your lead or an operator if you need it."),
        ),
        404: (
            _("There is no such page, or it is not for you to see."),
            _("Nothing was changed or lost by coming here."),
            _("Look for it by name, or start again from Today."),
        ),
        409: (
            _("Somebody else was quicker."),
            _("Their change stands; yours was not saved."),
            _("Load the page again and see whether yours is still needed."),
        ),
        422: (
            _("Something in there cannot be used."),
            _("Nothing was changed."),
            _("Go back, mend it and send it again."),
        ),
        500: (
            _("Something broke on our side."),
            _("What you had saved before is safe; what you just did may not be saved."),
            _("Try it once more. If it happens again, tell your operator."),
        ),
    }
    return Explanation(*known.get(status, known[400]))


def error_page(request: HttpRequest, status: int, sentence: str = "") -> HttpResponse:
    """The page for a status; `sentence` (of a `DomainError`) replaces the general words for what happened."""
    said = in_two(sentence) if sentence else None
    context = {"status": status, "said": said, "words": explain(status), "request_id": _request_id()}
    return HttpResponse(render_to_string("ui/error.html", context, request), status=status)


def in_two(sentences: str) -> tuple[str, str]:
    """What happened, which is the page's news, and the rest: what is safe and what to do."""
    first, *rest = re.split(r"(?<=[.?])\s+(?=[^\Wa-z])", sentences, maxsplit=1)
    return first, "".join(rest)


def _request_id() -> str:
    return request_id_var.get()


@public("an error must be readable by everybody")
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler400"""
    return error_page(request, 400)


@public("an error must be readable by everybody")
def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler403"""
    return error_page(request, 403)


@public("an error must be readable by everybody")
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """CSRF_FAILURE_VIEW: mostly a page that was open for very long."""
    return error_page(
        request,
        403,
        _(
            "This form was open for too long, or your browser sends no cookies. "
            "Load the page again and send it once more."
        ),
    )


@public("an error must be readable by everybody")
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """handler404"""
    return error_page(request, 404)


@public("an error must be readable by everybody")
def server_error(request: HttpRequest) -> HttpResponse:
    """handler500: drawn without the database, which may be what broke."""
    context = {"words": explain(500), "request_id": _request_id()}
    return HttpResponse(render_to_string("ui/broken.html", context), status=500)
