"""`/healthz`: for load balancers and monitors."""

from __future__ import annotations

from dataclasses import asdict

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from colere.platform.health.queries import signs_of_life
from colere.platform.permissions import public


@public("A load balancer has no account; the answer says only whether the system is alive.")
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """200 while the database answers, else 503; a missing worker is told and does not take the pages away."""
    signs = signs_of_life()
    return JsonResponse(asdict(signs), status=200 if signs.database else 503)
