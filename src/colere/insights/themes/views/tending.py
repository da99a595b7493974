"""What people decide about a theme: each a POST, each with its way back."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from colere.insights.themes.actions import deciding
from colere.insights.themes.actions.dividing import check_division
from colere.insights.themes.forms import DivideForm, JoinForm, NameForm
from colere.insights.themes.jobs import divide
from colere.insights.themes.queries.known import get_theme, list_themes
from colere.insights.themes.views.detail import divide_choices, join_choices, shown_quotes, theme_page
from colere.insights.themes.views.wording import label_of
from colere.platform.errors import Invalid
from colere.platform.permissions import Actor, requires
from colere.platform.ui.pages import redirect


def _page(number: int) -> str:
    return reverse("themes:theme-detail", args=[number])


@requires("themes.tend")
@require_POST
def theme_name(request: HttpRequest, number: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    form = NameForm(request.POST)
    if not form.is_valid():
        return theme_page(request, get_theme(actor, number), list_themes(actor), wrong={"name_form": form})
    name = form.cleaned_data["name"]
    before = deciding.name_theme(number, name=name, actor=actor)
    said = _("It is called “%(name)s” from now on.") % {"name": name} if name else _("The name is gone.")
    undo = reverse("themes:theme-rename", args=[number])
    request.session[f"theme-name-{number}"] = before
    return redirect(request, _page(number), said=said, undo=undo)


@requires("themes.tend")
@require_POST
def theme_rename(request: HttpRequest, number: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    before = request.session.pop(f"theme-name-{number}", "")
    deciding.name_theme(number, name=before, actor=actor)
    return redirect(request, _page(number), said=_("It is called as before."))


@requires("themes.tend")
@require_POST
def theme_join(request: HttpRequest, number: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    theme, themes = get_theme(actor, number), list_themes(actor)
    form = JoinForm(request.POST, choices=join_choices(theme, themes))
    if not form.is_valid():
        return theme_page(request, theme, themes, wrong={"join_form": form})
    into = form.cleaned_data["into"]
    deciding.join_themes(number, into=into, actor=actor)
    said = _("“%(theme)s” counts for “%(into)s” from now on.") % {
        "theme": label_of(theme), "into": label_of(themes[into]),
    }  # fmt: skip
    return redirect(request, _page(into), said=said, undo=reverse("themes:theme-apart", args=[number]))


@requires("themes.tend")
@require_POST
def theme_apart(request: HttpRequest, number: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    deciding.take_apart(number, actor=actor)
    return redirect(request, _page(number), said=_("It stands for itself again."))


@requires("themes.tend")
@require_POST
def theme_divide(request: HttpRequest, number: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    theme, themes = get_theme(actor, number), list_themes(actor)
    examples = sorted({int(pk) for pk in request.POST.getlist("examples") if pk.isdecimal() and len(pk) < 16})
    try:
        check_division(number, examples=examples, actor=actor)
    except Invalid as error:
        form = DivideForm(request.POST, choices=divide_choices(theme, shown_quotes(theme, themes, actor)))
        if form.is_valid():
            form.add_error("examples", error.sentence)
        return theme_page(request, theme, themes, wrong={"divide_form": form})
    assert actor.account_id is not None
    divide.enqueue(theme=number, examples=examples, account=actor.account_id)
    said = _("A new theme is being made of these texts and those like them. It will be here in a moment.")
    return redirect(request, _page(number), said=said)


@requires("themes.tend")
@require_POST
def theme_leave_out(request: HttpRequest, number: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    deciding.leave_out(number, actor=actor)
    undo = reverse("themes:theme-bring-back", args=[number])
    return redirect(request, reverse("themes:theme-list"), said=_("It is no longer shown."), undo=undo)


@requires("themes.tend")
@require_POST
def theme_bring_back(request: HttpRequest, number: int) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    deciding.bring_back(number, actor=actor)
    undo = reverse("themes:theme-leave-out", args=[number])
    return redirect(request, _page(number), said=_("It is shown again."), undo=undo)
