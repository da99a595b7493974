"""What is done about a problem: each step is a POST that goes back to its page and offers the way back."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from colere.culture.improvement.actions import closing, owning, raising, remarks, steps
from colere.culture.improvement.forms import CauseForm, ChangeForm, CloseForm, RemarkForm, TellForm
from colere.culture.improvement.models import Problem
from colere.culture.improvement.queries import problems as queries
from colere.culture.improvement.rules import Whom
from colere.culture.improvement.views.detail import owner_form, page
from colere.platform.errors import Conflict, DomainError, Invalid
from colere.platform.permissions import Actor, requires
from colere.platform.ui.pages import redirect

Act = Callable[[Problem, Any, Actor], tuple[str, str]]
"""Does the step with the filled form; gives what is said about it, and the address that undoes it."""


def refused(form: forms.Form, error: DomainError) -> None:
    """Put a refusal beside the field that it names, else above the form."""
    fields = error.detail.get("fields") or {}
    known = {name: words for name, words in fields.items() if name in form.fields}
    for name, words in known.items():
        form.add_error(name, words)
    if not known:
        form.add_error(None, error.sentence)


def _step(request: HttpRequest, pk: int, name: str, form: forms.Form, act: Act) -> HttpResponseBase:
    """One step of the story: the same page again when the form or the rules refuse it."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    problem = queries.get_problem(actor, pk)
    if form.is_valid():
        try:
            said, undo = act(problem, form.cleaned_data, actor)
        except (Conflict, Invalid) as error:
            refused(form, error)
        else:
            return redirect(request, _address(pk), said=said, undo=undo or None)
    return page(request, queries.get_problem(actor, pk), wrong={name: form})


def _address(pk: int) -> str:
    return reverse("improvement:problem-detail", args=[pk])


# The pages below are open to everybody who may read: whose problem it is decides what they may do, and the actions ask.


@requires("improvement.read")
@require_POST
def problem_take(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    owning.take_problem(queries.get_problem(actor, pk), actor=actor)
    undo = reverse("improvement:problem-release", args=[pk])
    return redirect(request, _address(pk), said=_("It is yours now. Thank you."), undo=undo)


@requires("improvement.read")
@require_POST
def problem_release(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    owning.release_problem(queries.get_problem(actor, pk), actor=actor)
    return redirect(request, _address(pk), said=_("It is nobody’s for now."))


@requires("improvement.read")
@require_POST
def problem_give(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]

    def act(problem: Problem, given: Any, actor: Actor) -> tuple[str, str]:
        owner = given["owner"]
        owning.give_problem(problem, owner=owner, department=given["department"], version=given["version"], actor=actor)
        return (_("%(name)s takes care of it.") % {"name": owner.name} if owner else _("Saved.")), ""

    return _step(request, pk, "owner", owner_form(actor, request.POST), act)


@requires("improvement.read")
@require_POST
def problem_cause(request: HttpRequest, pk: int) -> HttpResponseBase:
    def act(problem: Problem, given: Any, actor: Actor) -> tuple[str, str]:
        is_first = not problem.cause
        steps.find_cause(problem, text=given["text"], version=given["version"], actor=actor)
        return _("The cause is written down."), reverse("improvement:cause-forget", args=[pk]) if is_first else ""

    return _step(request, pk, "cause", CauseForm(request.POST, auto_id="cause_%s"), act)


@requires("improvement.read")
@require_POST
def cause_forget(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    steps.find_cause(queries.get_problem(actor, pk), text="", actor=actor)
    return redirect(request, _address(pk), said=_("The cause is open again."))


@requires("improvement.read")
@require_POST
def problem_change(request: HttpRequest, pk: int) -> HttpResponseBase:
    def act(problem: Problem, given: Any, actor: Actor) -> tuple[str, str]:
        change = steps.make_change(
            problem, text=given["text"], made_on=given["made_on"], version=given["version"], actor=actor
        )
        return _("Changed. Now tell those who have waited for it."), reverse(
            "improvement:change-withdraw", args=[change.pk]
        )

    return _step(request, pk, "change", ChangeForm(request.POST, auto_id="change_%s"), act)


@requires("improvement.read")
@require_POST
def change_withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    change = queries.get_change(actor, pk)
    steps.withdraw_change(change, actor=actor)
    return redirect(request, _address(change.problem_id), said=_("This change no longer counts."))


@requires("improvement.read")
@require_POST
def problem_tell(request: HttpRequest, pk: int) -> HttpResponseBase:
    def act(problem: Problem, given: Any, actor: Actor) -> tuple[str, str]:
        telling = steps.tell_what_became(
            problem,
            whom=Whom(given["whom"]),
            text=given["text"],
            told_on=given["told_on"],
            version=given["version"],
            actor=actor,
        )
        return _("Written down: they know."), reverse("improvement:telling-withdraw", args=[telling.pk])

    return _step(request, pk, "tell", TellForm(request.POST, auto_id="tell_%s"), act)


@requires("improvement.read")
@require_POST
def telling_withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    telling = queries.get_telling(actor, pk)
    steps.withdraw_telling(telling, actor=actor)
    return redirect(request, _address(telling.problem_id), said=_("Taken back."))


@requires("improvement.read")
@require_POST
def problem_close(request: HttpRequest, pk: int) -> HttpResponseBase:
    def act(problem: Problem, given: Any, actor: Actor) -> tuple[str, str]:
        closing.close_problem(problem, version=given["version"], actor=actor)
        said = _("Solved for everybody. Thank those who did it.")
        return said, reverse("improvement:problem-reopen", args=[pk]) + "?undo=1"

    return _step(request, pk, "close", CloseForm(request.POST), act)


@requires("improvement.read")
@require_POST
def problem_reopen(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    is_mistake = request.GET.get("undo") == "1"
    closing.reopen_problem(queries.get_problem(actor, pk), is_mistake=is_mistake, actor=actor)
    return redirect(request, _address(pk), said=_("It is open again."))


@requires("improvement.read")
@require_POST
def problem_withdraw(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    raising.withdraw_problem(queries.get_problem(actor, pk), actor=actor)
    undo = reverse("improvement:problem-restore", args=[pk])
    return redirect(request, reverse("improvement:problem-list"), said=_("Withdrawn."), undo=undo)


@requires("improvement.read")
@require_POST
def problem_restore(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    raising.restore_problem(queries.get_problem(actor, pk), actor=actor)
    return redirect(request, _address(pk), said=_("It is back."))


@requires("improvement.raise")
@require_POST
def remark_add(request: HttpRequest, pk: int) -> HttpResponseBase:
    def act(problem: Problem, given: Any, actor: Actor) -> tuple[str, str]:
        remark = remarks.add_remark(problem, text=given["text"], actor=actor)
        return _("Remark added."), reverse("improvement:remark-remove", args=[remark.pk])

    return _step(request, pk, "remark", RemarkForm(request.POST, auto_id="remark_%s"), act)


@requires("improvement.raise")
@require_POST
def remark_remove(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    remark = queries.get_remark(actor, pk)
    remarks.remove_remark(remark, actor=actor)
    undo = reverse("improvement:remark-restore", args=[pk])
    return redirect(request, _address(remark.problem_id), said=_("Remark removed."), undo=undo)


@requires("improvement.raise")
@require_POST
def remark_restore(request: HttpRequest, pk: int) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    remark = queries.get_remark(actor, pk)
    remarks.restore_remark(remark, actor=actor)
    return redirect(request, _address(remark.problem_id), said=_("The remark is back."))
