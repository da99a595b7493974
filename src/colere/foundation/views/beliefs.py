"""Mission, values, leadership: read by everybody, changed by those who may."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from colere.foundation.actions import beliefs as actions
from colere.foundation.actions import mission as mission_actions
from colere.foundation.forms.beliefs import BehaviourForm, BehaviourWordsForm, MissionForm, PrincipleForm, ValueForm
from colere.foundation.models import Behaviour, Department, LeadershipPrinciple
from colere.foundation.queries import beliefs as queries
from colere.foundation.queries import organisation
from colere.foundation.queries.beliefs import LivedValue, Mission
from colere.foundation.views.saving import WRONG, actor_of, archiving, mover, saved
from colere.platform.permissions import requires
from colere.platform.ui.pages import redirect, render


@requires("foundation.read")
def mission_page(request: HttpRequest, department: int | None = None) -> HttpResponse:
    actor = actor_of(request)
    found = organisation.get_department(actor, department) if department else None
    mission = queries.get_mission(actor, found)
    asked = request.GET.get("compare", "")
    context = {
        "mission": mission,
        "news": _mission_news(mission),
        "department": found,
        "departments": organisation.list_departments(actor),
        "compared": queries.compare_versions(mission, int(asked)) if asked.isdecimal() else None,
        "has_person": bool(actor.ids("person")),
    }
    return render(request, "foundation/mission.html", context)


def _mission_news(mission: Mission) -> str:
    if mission.current is None:
        return _("Nobody has written down yet what this is for.")
    if not mission.waiting:
        return _("Everybody has read what we are for.")
    if not mission.readers:
        return ngettext(
            "Nobody has read yet what we are for: it waits for %(n)s colleague.",
            "Nobody has read yet what we are for: it waits for %(n)s colleagues.",
            mission.waiting,
        ) % {"n": mission.waiting}
    return ngettext(
        "%(read)s have read what we are for; %(n)s colleague has not yet.",
        "%(read)s have read what we are for; %(n)s have not yet.",
        mission.waiting,
    ) % {"read": len(mission.readers), "n": mission.waiting}


@requires("foundation.edit")
def mission_new(request: HttpRequest, department: int | None = None) -> HttpResponse:
    actor = actor_of(request)
    found = organisation.get_department(actor, department) if department else None
    mission = queries.get_mission(actor, found)
    current = mission.current
    initial = {"text": current.text, "seen_version": current.number} if current else {"seen_version": 0}
    form = MissionForm(request.POST or None, initial=initial)
    if request.method == "POST":
        published = saved(
            form,
            lambda: mission_actions.publish_mission(
                text=form.cleaned_data["text"],
                department=found,
                seen_version=form.cleaned_data["seen_version"],
                actor=actor,
            ),
        )
        if published is not None:
            return redirect(request, _mission_url(found), said=_("Published. It counts from now on."))
    context = {"form": form, "department": found, "mission": mission, "back": _mission_url(found)}
    return render(request, "foundation/mission_form.html", context, status=WRONG if form.errors else 200)


def _mission_url(department: Department | None) -> str:
    return reverse("foundation:mission", args=[department.pk] if department else None)


@requires("foundation.read")
@require_POST
def mission_acknowledge(request: HttpRequest, key: int) -> HttpResponse:
    actor = actor_of(request)
    statement = queries.get_statement(actor, key)
    mission_actions.acknowledge_mission(statement, actor=actor)
    to = reverse("foundation:mission", args=[statement.department_id] if statement.department_id else None)
    return redirect(request, "/" if request.POST.get("next") == "today" else to, said=_("Thank you for reading it."))


@requires("foundation.read")
def value_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    values = queries.list_values(actor)
    context = {"values": values, "news": _values_news(values), "archived": queries.list_archived_values(actor)}
    return render(request, "foundation/value_list.html", context)


def _values_news(values: list[LivedValue]) -> str:
    if not values:
        return _("No values yet.")
    bare = [lived.value.name for lived in values if not lived.dos and not lived.donts]
    if bare:
        return _("Nobody can see “%(value)s” yet: it has no behaviours.") % {"value": bare[0]}
    behaviours = sum(len(lived.dos) + len(lived.donts) for lived in values)
    return ngettext(
        "%(n)s value, and %(behaviours)s ways to see it.",
        "%(n)s values, and %(behaviours)s ways to see them.",
        len(values),
    ) % {"n": len(values), "behaviours": behaviours}


@requires("foundation.edit")
def value_new(request: HttpRequest) -> HttpResponse:
    form = ValueForm(request.POST or None)
    if request.method == "POST":
        value = saved(form, lambda: actions.add_value(**form.cleaned_data, actor=actor_of(request)))
        if value is not None:
            return redirect(
                request, reverse("foundation:value-edit", args=[value.pk]), said=_("Now say how one can see it.")
            )
    context = {"form": form, "lived": None}
    return render(request, "foundation/value_form.html", context, status=WRONG if form.errors else 200)


@requires("foundation.edit")
def value_edit(request: HttpRequest, key: int) -> HttpResponse:
    actor = actor_of(request)
    lived = queries.get_lived_value(actor, key)
    initial = {"name": lived.value.name, "meaning": lived.value.meaning}
    form = ValueForm(request.POST or None, initial=initial)
    if request.method == "POST":
        done = saved(form, lambda: actions.reword_value(lived.value, **form.cleaned_data, actor=actor) or True)
        if done:
            return redirect(request, reverse("foundation:value-list"), said=_("Saved."))
    return _value_page(request, lived, form, BehaviourForm(), status=WRONG if form.errors else 200)


@requires("foundation.edit")
@require_POST
def behaviour_add(request: HttpRequest, key: int) -> HttpResponse:
    actor = actor_of(request)
    lived = queries.get_lived_value(actor, key)
    form = BehaviourForm(request.POST)
    if saved(form, lambda: actions.add_behaviour(lived.value, **form.cleaned_data, actor=actor)) is not None:
        return redirect(request, reverse("foundation:value-edit", args=[key]))
    initial = {"name": lived.value.name, "meaning": lived.value.meaning}
    return _value_page(request, lived, ValueForm(initial=initial), form, status=WRONG)


def _value_page(
    request: HttpRequest, lived: LivedValue, form: ValueForm, behaviour_form: BehaviourForm, *, status: int
) -> HttpResponse:
    context = {
        "form": form,
        "lived": lived,
        "behaviour_form": behaviour_form,
        "archived": queries.list_archived_behaviours(actor_of(request), lived.value),
    }
    return render(request, "foundation/value_form.html", context, status=status)


@requires("foundation.edit")
def behaviour_edit(request: HttpRequest, key: int) -> HttpResponse:
    actor = actor_of(request)
    behaviour = queries.get_behaviour(actor, key)
    form = BehaviourWordsForm(request.POST or None, initial={"text": behaviour.text})
    back = _value_of(behaviour)
    if request.method == "POST":
        done = saved(form, lambda: actions.reword_behaviour(behaviour, **form.cleaned_data, actor=actor) or True)
        if done:
            return redirect(request, back, said=_("Saved."))
    context = {"form": form, "behaviour": behaviour, "back": back}
    return render(request, "foundation/behaviour_form.html", context, status=WRONG if form.errors else 200)


def _value_of(behaviour: Behaviour) -> str:
    return reverse("foundation:value-edit", args=[behaviour.value_id])


@requires("foundation.read")
def principle_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    principles = queries.list_principles(actor)
    context = {
        "principles": principles,
        "news": _principles_news(principles),
        "archived": queries.list_principles(actor, is_archived=True),
    }
    return render(request, "foundation/principle_list.html", context)


def _principles_news(principles: list[LeadershipPrinciple]) -> str:
    if not principles:
        return _("Nobody has said yet what people can expect from those who lead.")
    return ngettext(
        "One thing that you can expect from everybody who leads.",
        "%(n)s things that you can expect from everybody who leads.",
        len(principles),
    ) % {"n": len(principles)}


@requires("foundation.edit")
def principle_new(request: HttpRequest) -> HttpResponse:
    form = PrincipleForm(request.POST or None)
    if request.method == "POST":
        added = saved(form, lambda: actions.add_principle(**form.cleaned_data, actor=actor_of(request)))
        if added is not None:
            return redirect(request, reverse("foundation:principle-list"), said=_("Added."))
    return _principle_page(request, form, None)


@requires("foundation.edit")
def principle_edit(request: HttpRequest, key: int) -> HttpResponse:
    actor = actor_of(request)
    principle = queries.get_principle(actor, key)
    form = PrincipleForm(request.POST or None, initial={"text": principle.text, "meaning": principle.meaning})
    if request.method == "POST":
        done = saved(form, lambda: actions.reword_principle(principle, **form.cleaned_data, actor=actor) or True)
        if done:
            return redirect(request, reverse("foundation:principle-list"), said=_("Saved."))
    return _principle_page(request, form, principle)


def _principle_page(request: HttpRequest, form: PrincipleForm, principle: LeadershipPrinciple | None) -> HttpResponse:
    context = {"form": form, "principle": principle}
    return render(request, "foundation/principle_form.html", context, status=WRONG if form.errors else 200)


VALUES, PRINCIPLES = "foundation:value-list", "foundation:principle-list"

value_archive, value_restore = archiving(
    "foundation.edit",
    find=queries.get_value,
    archive=actions.archive_value,
    restore=actions.restore_value,
    to=VALUES,
    gone=lambda value: _("“%(name)s” no longer counts.") % {"name": value.name},
    back=lambda value: _("“%(name)s” counts again.") % {"name": value.name},
    undo="foundation:value-restore",
)
value_move = mover("foundation.edit", find=queries.get_value, act=actions.move_value, to=lambda value: reverse(VALUES))
behaviour_archive, behaviour_restore = archiving(
    "foundation.edit",
    find=queries.get_behaviour,
    archive=actions.archive_behaviour,
    restore=actions.restore_behaviour,
    to=_value_of,
    gone=lambda behaviour: _("Taken out."),
    back=lambda behaviour: _("Back again."),
    undo="foundation:behaviour-restore",
)
behaviour_move = mover("foundation.edit", find=queries.get_behaviour, act=actions.move_behaviour, to=_value_of)
principle_archive, principle_restore = archiving(
    "foundation.edit",
    find=queries.get_principle,
    archive=actions.archive_principle,
    restore=actions.restore_principle,
    to=PRINCIPLES,
    gone=lambda principle: _("Taken out."),
    back=lambda principle: _("Back again."),
    undo="foundation:principle-restore",
)
principle_move = mover(
    "foundation.edit", find=queries.get_principle, act=actions.move_principle, to=lambda principle: reverse(PRINCIPLES)
)
