"""One problem: its story as steps, the next one with its form in front."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from colere.care.conversations.views.wording import CHANNELS
from colere.culture.improvement.forms import CauseForm, ChangeForm, OwnerForm, RemarkForm, TellForm
from colere.culture.improvement.models import Change, Problem
from colere.culture.improvement.queries import problems as queries
from colere.culture.improvement.queries.standing import current_change, known_of, list_changes, list_tellings
from colere.culture.improvement.rules import Known, Step, Verdict, Whom, missing_for_closing, next_step
from colere.culture.improvement.views import wording
from colere.foundation.models import Department
from colere.foundation.queries.organisation import list_departments
from colere.foundation.queries.people import person_choices
from colere.platform.permissions import Actor, allows, requires
from colere.platform.ui.pages import render
from colere.platform.ui.panels import read_panels
from colere.platform.ui.places import place_of
from colere.platform.ui.timeline import read_story

PAGE = "improvement/problem_detail.html"
Forms = dict[str, forms.Form]


@dataclass(frozen=True, slots=True)
class Rights:
    """What the reader may do to this problem."""

    take: bool
    change: bool
    close: bool
    withdraw: bool


@requires("improvement.read")
@require_safe
def problem_detail(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return page(request, queries.get_problem(actor, pk))


def page(request: HttpRequest, problem: Problem, *, wrong: Mapping[str, forms.Form] | None = None) -> HttpResponseBase:
    """The page; `wrong` holds the form that was refused, by its step, and the page then says so with status 422."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    known = known_of(actor, problem)
    step = next_step(known)
    changes, tellings = list_changes(actor, problem), list_tellings(actor, problem)
    current = current_change(actor, problem)
    since = problem.reopened_at
    before = request.GET.get("before", "")
    context = {
        "problem": problem,
        "news": _news(problem, known, step, current),
        "marks": wording.state_marks(
            problem.state,
            is_reopened=since is not None,
            has_owner=problem.owner_id is not None,
            verdict=current.verdict if current else "",
        ),
        "known": known,
        "step": step,
        "next": wording.step_words(step),
        "rights": _rights(actor, problem),
        "cost": wording.cost_words(problem),
        "is_counting": bool(problem.topic) and problem.cost_contacts is None and problem.closed_at is None,
        "where": _where(problem),
        "conversations": _conversations(actor, problem),
        "changes": [_change(one, is_of_round=since is None or one.at > since) for one in changes],
        "tellings": [(one, _whom(one.whom), since is None or one.at > since) for one in tellings],
        "is_missing": {one.value for one in missing_for_closing(known)},
        "days_open": wording.days_words(wording.days_open(since or problem.opened_at, problem.closed_at)),
        "forms": _forms(actor, problem) | dict(wrong or {}),
        "wrong": set(wrong or {}),
        "remarks": queries.list_remarks(actor, problem),
        "panels": read_panels(actor, "problem", problem),
        "story": read_story(actor, f"problem:{problem.pk}", before=before),
        "before": before,
    }
    return render(request, PAGE, context, status=422 if wrong else 200)


def _rights(actor: Actor, problem: Problem) -> Rights:
    is_here = problem.withdrawn_at is None
    may = {name: is_here and allows(actor, f"improvement.{name}", problem) for name in ("take", "change", "close")}
    return Rights(**may, withdraw=allows(actor, "improvement.withdraw", problem))


def _news(problem: Problem, known: Known, step: Step | None, change: Change | None) -> str:
    """Where it stands, in one sentence."""
    since = problem.reopened_at or problem.opened_at
    said = {
        "days": wording.days_words(wording.days_open(since, problem.closed_at)),
        "next": wording.step_words(step),
        "effect": wording.effect_words(change.verdict, change.effect, change.low, change.high) if change else "",
    }
    if problem.withdrawn_at is not None:
        return _("This was withdrawn: it is no problem, or stands here twice.")
    is_told_apart = change is not None and change.is_measured and change.verdict != Verdict.NO_SIGN
    if known.is_closed:
        return (
            _("Solved after %(days)s: contacts %(effect)s.") if is_told_apart else _("Solved after %(days)s.")
        ) % said
    if known.is_measured and not is_told_apart:
        return _("What the change did %(effect)s. Change something else, or wait for more contacts.") % said
    if is_told_apart:
        return _("Since the change contacts %(effect)s. Next: %(next)s.") % said
    if problem.reopened_at is not None and not known.has_cause:
        return _("It came back and has been open again for %(days)s. Next: %(next)s.") % said
    return _("It has been open for %(days)s. Next: %(next)s.") % said


def _change(change: Change, *, is_of_round: bool) -> dict[str, Any]:
    today = timezone.localdate()
    look = wording.look_day(change.made_on)
    return {
        "row": change,
        "effect": wording.effect_words(change.verdict, change.effect, change.low, change.high),
        "look": look if look > today else None,
        "is_of_round": is_of_round,
    }


def _whom(whom: str) -> str:
    return {Whom.CUSTOMERS: _("Customers"), Whom.COLLEAGUES: _("Colleagues")}[Whom(whom)]


def _where(problem: Problem) -> list[tuple[Any, ...]]:
    """Where it shows, as facts."""
    theme = f"theme:{problem.theme}"
    return [
        (_("Topic"), problem.topic or None),
        (_("Theme"), _("No. %(n)s") % {"n": problem.theme} if problem.theme else None, place_of(theme)),
        (_("Team"), problem.team.name if problem.team else None),
        (_("Channel"), str(CHANNELS.get(problem.channel, problem.channel)) or None),
    ]


def _conversations(actor: Actor, problem: Problem) -> str:
    """The address of the conversations behind it; empty for who may not read them, and where nothing says which."""
    if not problem.topic or not allows(actor, "conversations.read"):
        return ""
    filters = {"topic": problem.topic, "team": problem.team_id, "channel": problem.channel}
    chosen = {name: value for name, value in filters.items() if value}
    return f"{reverse('conversations:conversation-list')}?{urlencode(chosen)}"


def _forms(actor: Actor, problem: Problem) -> Forms:
    """The form of each step, as the problem stands."""
    version = {"version": problem.version}
    return {
        "owner": owner_form(actor, initial={"owner": problem.owner_id, "department": problem.department_id} | version),
        "cause": CauseForm(initial={"text": problem.cause} | version, auto_id="cause_%s"),
        "change": ChangeForm(initial={"made_on": timezone.localdate()} | version, auto_id="change_%s"),
        "tell": TellForm(initial={"told_on": timezone.localdate(), "whom": "customers"} | version, auto_id="tell_%s"),
        "remark": RemarkForm(auto_id="remark_%s"),
    }  # fmt: skip


def owner_form(actor: Actor, data: Any = None, **options: Any) -> OwnerForm:
    """The form that gives a problem to somebody, with whom it can be given to."""
    departments = Department.objects.filter(pk__in=[one.pk for one in list_departments(actor)]).order_by("name")
    return OwnerForm(data, people=person_choices(actor), departments=departments, auto_id="owner_%s", **options)
