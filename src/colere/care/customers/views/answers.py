from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from colere.platform.errors import DomainError
from colere.platform.ui.pages import redirect


def mark(form: Any, error: DomainError) -> None:
    """Show a refusal at the field that it names; the sentence of a taken address offers the other record."""
    names = [name for name in error.detail.get("fields", []) if name in form.fields]
    form.add_error(names[0] if names else None, error.sentence)


def to_customer(request: HttpRequest, pk: int, *, said: str, undo: str | None = None) -> HttpResponse:
    return redirect(request, reverse("customers:customer-detail", args=[pk]), said=said, undo=undo)
