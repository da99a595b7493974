"""What every answer carries, and what an error looks like."""

import json
import logging
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from colere.platform.errors import DomainError
from colere.platform.permissions import current_actor
from colere.platform.ui import errors

log = logging.getLogger(__name__)
GetResponse = Callable[[HttpRequest], HttpResponse]

POLICY = "; ".join(
    [
        "default-src 'self'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    ]
)
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"


def security_headers(get_response: GetResponse) -> GetResponse:
    """A strict content policy (no inline script or style, nothing from elsewhere) and its companions.

    A view that needs another policy sets `Content-Security-Policy` itself. `img-src data:` is for the marks in check
    boxes, which the kit draws from its style sheet.
    """

    def handle(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Content-Security-Policy", POLICY)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("X-Frame-Options", "DENY")
        if current_actor(request) is not None:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return handle


def preferences(get_response: GetResponse) -> GetResponse:
    """Speak the language and keep the clock of whoever is signed in."""

    def handle(request: HttpRequest) -> HttpResponse:
        if current_actor(request) is None:
            return get_response(request)
        language: str = getattr(request.user, "language", "")
        zone: str = getattr(request.user, "time_zone", "")
        if language in dict(settings.LANGUAGES):
            translation.activate(language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(ZoneInfo(zone) if zone else None):
            return get_response(request)

    return handle


class DomainErrors:
    """Turns a `DomainError` into a page, a toast or `application/problem+json`; any other exception stays a bug."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Called by Django when a view has raised."""
        if not isinstance(exception, DomainError):
            return None
        if wants_json(request):
            return _problem(exception)
        if request.headers.get("HX-Request") == "true":
            return _toast(exception)
        return errors.error_page(request, exception.status, exception.sentence)


def wants_json(request: HttpRequest) -> bool:
    """Whether the caller reads JSON rather than pages."""
    return request.path.startswith("/api/") or "json" in request.headers.get("Accept", "")


def _problem(error: DomainError) -> HttpResponse:
    body: dict[str, Any] = {"type": "about:blank", "title": error.sentence, "status": error.status, **error.detail}
    return HttpResponse(json.dumps(body, default=str), status=error.status, content_type="application/problem+json")


def _toast(error: DomainError) -> HttpResponse:
    said = {"text": error.sentence, "undo": None, "tone": "clay"}
    headers = {"HX-Trigger": json.dumps({"colere:toast": said}), "HX-Reswap": "none"}
    return HttpResponse(error.sentence, status=error.status, content_type="text/plain; charset=utf-8", headers=headers)
