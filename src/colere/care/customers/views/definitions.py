from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from colere.care.customers.actions import attributes
from colere.care.customers.forms import DefinitionForm, RewordForm
from colere.care.customers.queries import records as reading
from colere.care.customers.views.answers import mark
from colere.platform.errors import DomainError
from colere.platform.permissions import Actor, requires
from colere.platform.ui.pages import redirect, render


@requires("customers.define_attributes")
def definition_list(request: HttpRequest) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = DefinitionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = attributes.define_attribute(
                label=given["label"], type=given["type"], choices=form.values(), actor=actor
            )
        except DomainError as error:
            mark(form, error)
        else:
            said = _("“%(label)s” is asked for from now on.") % {"label": made.label}
            return redirect(request, reverse("customers:definition-list"), said=said)
    context = {"form": form, "definitions": reading.list_definitions()}
    return render(request, "customers/definition_list.html", context, status=422 if form.is_bound else 200)


@requires("customers.define_attributes")
def definition_edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    definition = reading.get_definition(pk)
    start = {"label": definition.label, "choices": "\n".join(definition.choices)}
    form = RewordForm(request.POST or None, initial=start)
    if definition.type != "choice":
        del form.fields["choices"]
    if request.method == "POST" and form.is_valid():
        values = form.values() if "choices" in form.fields else []
        try:
            attributes.reword_attribute(definition, label=form.cleaned_data["label"], choices=values, actor=actor)
        except DomainError as error:
            mark(form, error)
        else:
            return redirect(request, reverse("customers:definition-list"), said=_("Saved."))
    context = {"form": form, "definition": definition}
    return render(request, "customers/definition_form.html", context, status=422 if form.is_bound else 200)


@requires("customers.define_attributes")
@require_POST
def definition_remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    definition = reading.get_definition(pk)
    attributes.remove_attribute(definition, actor=actor)
    said = _("“%(label)s” is not asked for any more; records keep what they hold.") % {"label": definition.label}
    return redirect(request, reverse("customers:definition-list"), said=said)
