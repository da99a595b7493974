from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from colere.care.customers.forms import ConsentForm, KnownByForm, NoteForm
from colere.care.customers.queries import records as reading
from colere.care.customers.rules.attributes import readable_label
from colere.platform.permissions import Actor, requires
from colere.platform.ui.pages import redirect, render
from colere.platform.ui.panels import DrawnPanel, read_panels
from colere.platform.ui.timeline import read_story

SHOWN_NOTES = 20


@requires("customers.read")
def customer_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    record = reading.get_record(actor, pk)
    if record.merged_into is not None:
        return redirect(request, reverse("customers:customer-detail", args=[record.merged_into]))
    return render(request, "customers/customer_detail.html", page(actor, record, request))


def page(actor: Actor, record: reading.CustomerRecord, request: HttpRequest, **further: Any) -> dict[str, Any]:
    panels = read_panels(actor, "customer", record)
    found = reading.list_notes(actor, record.ids, limit=SHOWN_NOTES)
    before = request.GET.get("before", "")
    return {
        "customer": record,
        "news": _news(record, [*panels.main, *panels.side]),
        "panels": panels,
        "pinned": [note for note in found if note.is_pinned],
        "notes": [note for note in found if not note.is_pinned],
        "consents": reading.current_consents(actor, record.ids),
        "purchases": reading.list_purchases(actor, record.ids),
        "facts": _facts(record),
        "story": read_story(actor, record.refs, before=before),
        "before": before,
        "note_form": NoteForm(),
        "known_form": KnownByForm(),
        "consent_form": ConsentForm(),
        **further,
    }


def _news(record: reading.CustomerRecord, panels: list[DrawnPanel]) -> str:
    """What the other domains say in a sentence each; else since when we know them."""
    said = [str(panel.own["news"]) for panel in panels if panel.own.get("news")]
    return " ".join(said) or _("%(name)s has not written to us yet.") % {"name": record.title}


def _facts(record: reading.CustomerRecord) -> list[tuple[str, Any]]:
    """The company's own facts in its order; what an import brought without a definition comes last, under its key."""
    if not record.attributes:
        return []
    definitions = reading.attribute_labels()
    ordered = [key for key in definitions if key in record.attributes]
    ordered += sorted(key for key in record.attributes if key not in definitions)
    return [(readable_label(key, definitions.get(key, key)), _said(record.attributes[key])) for key in ordered]


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)
