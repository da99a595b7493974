"""Raising a problem, and describing it better."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from colere.culture.improvement.actions import raising as actions
from colere.culture.improvement.forms import ProblemForm, initial_of
from colere.culture.improvement.models import Problem
from colere.culture.improvement.queries import problems as queries
from colere.culture.improvement.views.steps import refused
from colere.foundation.models import Team
from colere.platform.errors import Conflict, Invalid
from colere.platform.permissions import Actor, require, requires
from colere.platform.ui.pages import redirect, render

PAGE = "improvement/problem_form.html"


@requires("improvement.raise")
def problem_new(request: HttpRequest) -> HttpResponseBase:
    """`?topic=…&theme=…&team=…&channel=…` fill the form; figures are never read from an address."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = _form(request, actor, initial=_from_address(request))
    if request.method == "POST" and form.is_valid():
        try:
            problem = actions.open_problem(facts=form.facts(), actor=actor)
        except Invalid as error:
            refused(form, error)
        else:
            undo = reverse("improvement:problem-withdraw", args=[problem.pk])
            return redirect(request, _address(problem), said=_("Thank you. It is on the list now."), undo=undo)
    return _page(request, form, None)


@requires("improvement.read")
def problem_edit(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    problem = queries.get_problem(actor, pk)
    require(actor, "improvement.change", problem)
    form = _form(request, actor, initial=initial_of(problem), also=problem)
    if request.method == "POST" and form.is_valid():
        try:
            version = form.cleaned_data["version"]
            changed = actions.change_problem(problem, facts=form.facts(), version=version, actor=actor)
        except (Conflict, Invalid) as error:
            refused(form, error)
        else:
            said = _("Saved.") if changed else _("Nothing was different.")
            return redirect(request, _address(problem), said=said)
    return _page(request, form, problem)


def _form(request: HttpRequest, actor: Actor, *, initial: dict[str, Any], also: Problem | None = None) -> ProblemForm:
    """The form with what can be chosen; a topic that nobody writes about any more stays where it is chosen."""
    topics = queries.topic_choices(actor)
    if also is not None and also.topic and also.topic not in topics:
        topics = [*topics, also.topic]
    teams = Team.objects.filter(is_archived=False).order_by("name").only("id", "name")
    return ProblemForm(request.POST or None, initial=initial, topics=topics, teams=teams)


def _from_address(request: HttpRequest) -> dict[str, Any]:
    """What a link fills in: only words that the form offers, and numbers."""
    asked = request.GET
    filled: dict[str, Any] = {name: asked.get(name, "")[:120] for name in ("topic", "channel")}
    return filled | {name: asked[name] for name in ("team", "theme") if asked.get(name, "").isdecimal()}


def _page(request: HttpRequest, form: ProblemForm, problem: Problem | None) -> HttpResponseBase:
    topic = str(form.initial.get("topic") or "")
    actor: Actor = request.actor  # type: ignore[attr-defined]
    twin = queries.find_of_topics(actor, [topic]).get(topic) if topic and problem is None else None
    context = {"form": form, "problem": problem, "topic": topic, "twin": twin}
    return render(request, PAGE, context, status=422 if form.errors else 200)


def _address(problem: Problem) -> str:
    return reverse("improvement:problem-detail", args=[problem.pk])
