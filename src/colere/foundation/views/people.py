"""Who works here: the list, a person, and what may be changed about them."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from colere.foundation.actions import people as actions
from colere.foundation.forms.people import LeftForm, PersonForm, RolesForm, initial_of
from colere.foundation.models import Person
from colere.foundation.queries import organisation
from colere.foundation.queries import people as queries
from colere.foundation.views.saving import WRONG, actor_of, saved, verb
from colere.platform.accounts.roles import ROLE_LABELS, Role
from colere.platform.permissions import Actor, allows, requires
from colere.platform.ui.pages import redirect, render
from colere.platform.ui.panels import read_panels
from colere.platform.ui.tables import ChoiceFilter, Column, DayColumn, Empty, Mark, MarkColumn, Table, TextFilter

STATES = (("left", gettext_lazy("Has left")), ("stub", gettext_lazy("Known only by an address")))


def _role_marks(person: Person) -> list[Mark] | None:
    marks = [Mark(label) for label in queries.role_words(person.roles)]
    if person.left_on is not None:
        marks.append(Mark(_("has left"), "honey"))
    elif person.is_stub:
        marks.append(Mark(_("only an address"), "honey"))
    return marks or None


class PeopleTable(Table):
    """Colleagues by name."""

    name = "people"
    label = gettext_lazy("People")
    columns = (
        Column(
            "name",
            gettext_lazy("Name"),
            sort="name",
            detail="title",
            href=lambda person: reverse("foundation:person-detail", args=[person.pk]),
        ),
        Column("team", gettext_lazy("Team"), value="team.name"),
        MarkColumn("roles", gettext_lazy("Roles"), value=_role_marks),
        Column("email", gettext_lazy("E-mail"), phone=False),
        DayColumn("hired_on", gettext_lazy("With us since"), sort="hired_on", nullable=True, phone=False),
    )
    filters = (
        TextFilter(
            "q", gettext_lazy("Name, address or job"), apply=lambda rows, text, actor: queries.matching(rows, text)
        ),
        ChoiceFilter(
            "team",
            gettext_lazy("Team"),
            lookup="team_id",
            choices=organisation.team_choices,
            any_label=gettext_lazy("All teams"),
        ),
        ChoiceFilter(
            "role",
            gettext_lazy("Role"),
            choices=[(role.value, label) for role, label in ROLE_LABELS.items() if role is not Role.COLLEAGUE],
            apply=lambda rows, role, actor: queries.with_role(rows, role),
            any_label=gettext_lazy("All roles"),
        ),
        ChoiceFilter(
            "state",
            gettext_lazy("State"),
            choices=STATES,
            apply=lambda rows, state, actor: rows,
            any_label=gettext_lazy("Works here"),
        ),
    )
    sort = "name"
    empty = Empty(
        gettext_lazy("Nobody is in the list yet"),
        gettext_lazy("Bring your list of colleagues with “colere import people”, or add the first one."),
        gettext_lazy("Add a colleague"),
        "foundation:person-new",
    )


@requires("people.read")
def person_list(request: HttpRequest) -> HttpResponseBase:
    actor = actor_of(request)
    rows = queries.list_people(actor)
    state = request.GET.get("state")
    rows = rows.filter(left_on__isnull=state != "left")
    if state != "left":
        rows = rows.filter(is_stub=state == "stub")
    counts = queries.count_people(actor)
    return PeopleTable(request, rows).respond(
        "foundation/person_list.html", {"news": _list_news(counts), "counts": counts}
    )


def _list_news(counts: queries.Counts) -> str:
    if not counts.here:
        return _("Nobody works here yet.")
    if counts.stubs:
        return ngettext(
            "%(here)s people work here; %(n)s more is known only by an address.",
            "%(here)s people work here; %(n)s more are known only by an address.",
            counts.stubs,
        ) % {"here": counts.here, "n": counts.stubs}
    return ngettext("%(n)s person works here.", "%(n)s people work here.", counts.here) % {"n": counts.here}


@requires("people.read")
def person_detail(request: HttpRequest, key: int) -> HttpResponse:
    actor = actor_of(request)
    person = queries.get_person(actor, key)
    context = {
        "person": person,
        "news": _person_news(person),
        "reports": queries.list_reports(actor, person),
        "roles": queries.role_words(person.roles),
        "account_state": queries.account_state(actor, person),
        "birthday": queries.birthday_for(actor, person, today=timezone.localdate()),
        "department": person.department or (person.team.department if person.team else None),
        "panels": read_panels(actor, "person", person),
        "is_self": person.pk in actor.ids("person"),
        "left_form": LeftForm() if allows(actor, "people.manage", person) else None,
    }
    return render(request, "foundation/person_detail.html", context)


def _person_news(person: Person) -> str:
    if person.left_on is not None:
        return _("%(name)s has left.") % {"name": person.name}
    if person.is_stub:
        return _("%(name)s is known only by an address so far.") % {"name": person.name}
    what = person.title or _("colleague")
    if person.team is not None:
        return _("%(name)s, %(what)s in %(team)s") % {"name": person.name, "what": what, "team": person.team.name}
    return _("%(name)s, %(what)s") % {"name": person.name, "what": what}


@requires("people.manage")
def person_new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = _person_form(request, actor, None)
    if request.method == "POST":
        person = saved(form, lambda: actions.add_person(facts=form.facts(), actor=actor))
        if person is not None:
            to = reverse("foundation:person-detail", args=[person.pk])
            return redirect(request, to, said=_("%(name)s is in the list.") % {"name": person.name})
    return _form_page(request, form, None)


@requires("people.manage")
def person_edit(request: HttpRequest, key: int) -> HttpResponse:
    actor = actor_of(request)
    person = queries.get_person(actor, key)
    form = _person_form(request, actor, person)
    if request.method == "POST":
        done = saved(form, lambda: actions.change_person(person, facts=form.facts(person), actor=actor) or True)
        if done:
            return redirect(request, reverse("foundation:person-detail", args=[key]), said=_("Saved."))
    return _form_page(request, form, person)


def _person_form(request: HttpRequest, actor: Actor, person: Person | None) -> PersonForm:
    people = queries.person_choices(actor)
    return PersonForm(
        request.POST or None,
        initial=initial_of(person) if person else None,
        people=people.exclude(pk=person.pk) if person else people,
        knows_birthday=allows(actor, "people.birthday", person),
    )


def _form_page(request: HttpRequest, form: PersonForm, person: Person | None) -> HttpResponse:
    context = {"form": form, "person": person}
    return render(request, "foundation/person_form.html", context, status=WRONG if form.errors else 200)


@requires("people.invite")
@never_cache
def person_invite(request: HttpRequest, key: int) -> HttpResponse:
    """Asks for the roles, then shows the one-time link: once, and nowhere else."""
    actor = actor_of(request)
    person = queries.get_person(actor, key)
    form = RolesForm(request.POST or None, initial={"roles": person.roles or [Role.AGENT.value]})
    if request.method == "POST":
        token = saved(form, lambda: actions.invite_person(person, roles=_roles(form), actor=actor))
        if token is not None:
            return _link_page(request, person, token)
    return _roles_page(request, form, person, is_invitation=True)


@requires("people.invite")
@never_cache
@require_POST
def person_link(request: HttpRequest, key: int) -> HttpResponse:
    actor = actor_of(request)
    person = queries.get_person(actor, key)
    return _link_page(request, person, actions.make_link(person, actor=actor))


@requires("people.invite")
def person_roles(request: HttpRequest, key: int) -> HttpResponse:
    actor = actor_of(request)
    person = queries.get_person(actor, key)
    form = RolesForm(request.POST or None, initial={"roles": person.roles})
    if request.method == "POST":
        done = saved(form, lambda: actions.set_roles(person, roles=_roles(form), actor=actor) or True)
        if done:
            return redirect(request, reverse("foundation:person-detail", args=[key]), said=_("Saved."))
    return _roles_page(request, form, person, is_invitation=False)


def _roles(form: RolesForm) -> list[Role]:
    return [Role(name) for name in form.cleaned_data["roles"]]


def _roles_page(request: HttpRequest, form: RolesForm, person: Person, *, is_invitation: bool) -> HttpResponse:
    context = {"form": form, "person": person, "is_invitation": is_invitation}
    return render(request, "foundation/person_roles.html", context, status=WRONG if form.errors else 200)


def _link_page(request: HttpRequest, person: Person, token: str) -> HttpResponse:
    context: dict[str, Any] = {
        "person": person,
        "link": settings.BASE_URL + reverse("accounts:enter", args=[token]),
        "days": actions.LINK_MINUTES // (24 * 60),
    }
    return render(request, "foundation/person_link.html", context)


@requires("people.manage")
@require_POST
def person_left(request: HttpRequest, key: int) -> HttpResponse:
    actor = actor_of(request)
    person = queries.get_person(actor, key)
    form = LeftForm(request.POST)
    to = reverse("foundation:person-detail", args=[key])
    if saved(form, lambda: actions.mark_left(person, on=form.cleaned_data["on"], actor=actor) or True):
        said = _("%(name)s has left; their account lets nobody in.") % {"name": person.name}
        return redirect(request, to, said=said, undo=reverse("foundation:person-back", args=[key]))
    sentence = " ".join(str(error) for errors in form.errors.values() for error in errors)
    return redirect(request, to, said=sentence)


person_back = verb(
    "people.manage",
    find=queries.get_person,
    act=actions.bring_back,
    to=lambda person: reverse("foundation:person-detail", args=[person.pk]),
    said=lambda person: _("%(name)s is here again.") % {"name": person.name},
)
