"""Answering with a page, a fragment of it, or a word that something was done."""

import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string

UNDO = "undo:"


def is_fragment_request(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page (and not for the page again after it lost its history)."""
    return request.headers.get("HX-Request") == "true" and "HX-History-Restore-Request" not in request.headers


def render(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    *,
    fragment: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; or only its `fragment` (a template of its own) when htmx asks for a part and the page has one."""
    name = fragment if fragment and is_fragment_request(request) else template
    response = HttpResponse(render_to_string(name, dict(context or {}), request), status=status)
    if fragment:
        response["Vary"] = "HX-Request"
    return response


def toast(response: HttpResponse, text: str, *, undo: str | None = None, tone: str = "plain") -> HttpResponse:
    """Let an htmx answer say what was done. `undo` is an address that takes a POST and undoes it."""
    said = {"text": text, "undo": undo, "tone": tone}
    response["HX-Trigger"] = json.dumps({"colere:toast": said}, ensure_ascii=True)
    return response


def redirect(request: HttpRequest, to: str, *, said: str = "", undo: str | None = None) -> HttpResponse:
    """Go on to another page, which then says what was done. Works for forms and for htmx."""
    if said:
        messages.info(request, said, extra_tags=f"{UNDO}{undo}" if undo else "")
    if is_fragment_request(request):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = to
        return response
    return HttpResponseRedirect(to, status=303)
