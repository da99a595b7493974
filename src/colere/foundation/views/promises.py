"""Promises: made, kept and felt."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from colere.foundation.actions import promises as actions
from colere.foundation.forms.promises import PromiseForm, initial_of
from colere.foundation.models import Promise
from colere.foundation.queries import keeping, organisation, people
from colere.foundation.queries import promises as queries
from colere.foundation.queries.keeping import FELT, KEPT, Kept
from colere.foundation.views import promise_words as said
from colere.foundation.views.promise_charts import chart_of, team_bars
from colere.foundation.views.saving import WRONG, actor_of, archiving, mover, saved
from colere.platform.metrics import get_measure
from colere.platform.permissions import requires
from colere.platform.ui.pages import redirect, render
from colere.platform.ui.panels import read_panels

PROMISES = "foundation:promise-list"


@requires("foundation.read")
def promise_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    days = _days(request)
    kept = keeping.list_kept(actor, days=days)
    context = {
        "rows": [said.Row.of(one) for one in kept],
        "news": said.news(kept),
        "days": days,
        "periods": [(said.period(n), f"?days={n}", n == days) for n in keeping.PERIODS],
        "archived": queries.list_promises(actor, is_archived=True),
    }
    return render(request, "foundation/promise_list.html", context)


def _days(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked in {str(n) for n in keeping.PERIODS} else keeping.USUAL_PERIOD


@requires("foundation.read")
def promise_detail(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    promise = queries.get_promise(actor, slug)
    days = _days(request)
    [kept] = keeping.with_figures(actor, [promise], days=days)
    past = queries.history(actor, promise)
    weeks = keeping.by_week(actor, promise)
    context = {
        "promise": promise,
        "row": said.Row.of(kept),
        "news": said.detail_news(kept),
        "days": days,
        "periods": [(said.period(n), f"?days={n}", n == days) for n in keeping.PERIODS],
        "kept_chart": chart_of(weeks.get(KEPT), promise, past),
        "felt_chart": chart_of(weeks.get(FELT), promise, past),
        "teams": team_bars(keeping.by_team(actor, promise, days=days)),
        "definitions": _definitions(kept),
        "history": [(change, said.change(change)) for change in past],
        "panels": read_panels(actor, "promise", promise),
    }
    return render(request, "foundation/promise_detail.html", context)


def _definitions(kept: Kept) -> list[tuple[str, str]]:
    """What is counted, in the catalogue's own words."""
    sides = {KEPT: _("Kept"), FELT: _("Felt")}
    names = keeping.measures_of(kept.promise)
    return [
        (label, str(get_measure(name).definition))
        for side, label in sides.items()
        for name in names
        if name.startswith(side)
    ]


@requires("foundation.edit")
def promise_new(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = _form(request, None)
    if request.method == "POST":
        promise = saved(form, lambda: actions.make_promise(terms=form.terms(), actor=actor))
        if promise is not None:
            return redirect(request, _url(promise), said=_("Promised. From now on we look whether we keep it."))
    return _form_page(request, form, None)


@requires("foundation.edit")
def promise_edit(request: HttpRequest, slug: str) -> HttpResponse:
    actor = actor_of(request)
    promise = queries.get_promise(actor, slug)
    form = _form(request, promise)
    if request.method == "POST":
        done = saved(form, lambda: actions.change_promise(promise, terms=form.terms(), actor=actor) or True)
        if done:
            return redirect(request, _url(promise), said=_("Saved."))
    return _form_page(request, form, promise)


def _form(request: HttpRequest, promise: Promise | None) -> PromiseForm:
    actor = actor_of(request)
    return PromiseForm(
        request.POST or None,
        initial=initial_of(promise) if promise else None,
        people=people.person_choices(actor),
        teams=organisation.team_choices(actor),
    )


def _form_page(request: HttpRequest, form: PromiseForm, promise: Promise | None) -> HttpResponse:
    context = {"form": form, "promise": promise}
    return render(request, "foundation/promise_form.html", context, status=WRONG if form.errors else 200)


def _url(promise: Promise) -> str:
    return reverse("foundation:promise-detail", args=[promise.slug])


promise_archive, promise_restore = archiving(
    "foundation.edit",
    find=queries.get_promise,
    archive=actions.archive_promise,
    restore=actions.restore_promise,
    to=PROMISES,
    gone=lambda promise: _("We no longer promise this."),
    back=lambda promise: _("We promise this again."),
    undo="foundation:promise-restore",
)
promise_move = mover(
    "foundation.edit", find=queries.get_promise, act=actions.move_promise, to=lambda promise: reverse(PROMISES)
)
