"""Gives every request an id that its log lines carry."""

import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from colere.platform.events.log import request_id_var


def request_id(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """A fresh id for each request, also answered as `X-Request-Id`."""

    def handle(request: HttpRequest) -> HttpResponse:
        token = request_id_var.set(str(uuid.uuid4()))
        try:
            response = get_response(request)
            response["X-Request-Id"] = request_id_var.get()
            return response
        finally:
            request_id_var.reset(token)

    return handle
