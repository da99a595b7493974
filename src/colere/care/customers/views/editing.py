from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from colere.care.customers.actions import notes, records
from colere.care.customers.forms import ConsentForm, CustomerForm, NoteForm, initial_of
from colere.care.customers.queries import records as reading
from colere.care.customers.views.answers import mark, to_customer
from colere.care.customers.views.detail import page
from colere.platform.errors import DomainError
from colere.platform.permissions import Actor, requires
from colere.platform.ui.pages import render


@requires("customers.edit")
def customer_add(request: HttpRequest) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = CustomerForm(request.POST or None, definitions=reading.list_definitions(), is_new=True)
    if request.method == "POST" and form.is_valid():
        try:
            customer = records.add_customer(facts=form.facts(), known_by=form.known(), actor=actor)
        except DomainError as error:
            mark(form, error)
        else:
            return to_customer(
                request, customer.pk, said=_("%(name)s is one of our customers now.") % {"name": customer.name}
            )
    context = {"form": form, "customer": None}
    return render(request, "customers/customer_form.html", context, status=422 if form.is_bound else 200)


@requires("customers.edit")
def customer_edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    customer = reading.get_customer(actor, pk)
    form = CustomerForm(
        request.POST or None, initial=initial_of(customer), definitions=reading.list_definitions(), is_new=False
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = records.change_customer(customer, facts=form.facts(), actor=actor)
        except DomainError as error:
            mark(form, error)
        else:
            return to_customer(request, customer.pk, said=_("Saved.") if changed else _("Nothing was different."))
    context = {"form": form, "customer": customer}
    return render(request, "customers/customer_form.html", context, status=422 if form.is_bound else 200)


@requires("customers.edit")
@require_POST
def known_add(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    customer = reading.get_customer(actor, pk)
    added = records.add_identity(customer, text=request.POST.get("text", ""), actor=actor)
    undo = reverse("customers:known-remove", args=[added.pk])
    return to_customer(request, customer.pk, said=_("Also known by %(value)s.") % {"value": added.value}, undo=undo)


@requires("customers.edit")
@require_POST
def known_remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    identity = reading.get_identity(actor, pk)
    value = identity.value
    records.remove_identity(identity, actor=actor)
    return to_customer(request, identity.customer_id, said=_("Not known by %(value)s any more.") % {"value": value})


@requires("customers.edit")
@require_POST
def note_add(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    customer = reading.get_customer(actor, pk)
    form = NoteForm(request.POST)
    if not form.is_valid():
        record = reading.get_record(actor, customer.pk)
        return render(
            request, "customers/customer_detail.html", page(actor, record, request, note_form=form), status=422
        )
    given = form.cleaned_data
    note = notes.add_note(customer, text=given["text"], is_pinned=given["is_pinned"], actor=actor)
    return to_customer(
        request, customer.pk, said=_("Note added."), undo=reverse("customers:note-remove", args=[note.pk])
    )


@requires("customers.edit")
@require_POST
def note_pin(request: HttpRequest, pk: int) -> HttpResponseBase:
    return _pin(request, pk, is_pinned=True)


@requires("customers.edit")
@require_POST
def note_unpin(request: HttpRequest, pk: int) -> HttpResponseBase:
    return _pin(request, pk, is_pinned=False)


def _pin(request: HttpRequest, pk: int, *, is_pinned: bool) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    note = reading.get_note(actor, pk)
    notes.pin_note(note, is_pinned=is_pinned, actor=actor)
    back = reverse("customers:note-unpin" if is_pinned else "customers:note-pin", args=[pk])
    said = _("The note stays on top.") if is_pinned else _("The note is back among the others.")
    return to_customer(request, note.customer_id, said=said, undo=back)


@requires("customers.edit")
@require_POST
def note_remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    note = reading.get_note(actor, pk)
    notes.remove_note(note, actor=actor)
    return to_customer(
        request, note.customer_id, said=_("Note removed."), undo=reverse("customers:note-restore", args=[pk])
    )


@requires("customers.edit")
@require_POST
def note_restore(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    note = reading.get_note(actor, pk)
    notes.restore_note(note, actor=actor)
    return to_customer(request, note.customer_id, said=_("The note is back."))


@requires("customers.edit")
@require_POST
def consent_record(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    customer = reading.get_customer(actor, pk)
    form = ConsentForm(request.POST)
    if not form.is_valid():
        record = reading.get_record(actor, customer.pk)
        return render(
            request, "customers/customer_detail.html", page(actor, record, request, consent_form=form), status=422
        )
    given = form.cleaned_data
    notes.record_consent(
        customer,
        purpose=given["purpose"],
        is_given=given["is_given"] == "yes",
        evidence=given["evidence"],
        actor=actor,
    )
    return to_customer(request, customer.pk, said=_("Written down."))
