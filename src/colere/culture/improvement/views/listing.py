"""All problems."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from colere.culture.improvement.queries import problems as queries
from colere.culture.improvement.rules import State
from colere.culture.improvement.views import wording
from colere.platform.permissions import Actor, requires
from colere.platform.ui.places import address_of
from colere.platform.ui.tables import (
    ChoiceFilter,
    Column,
    DayColumn,
    Empty,
    MarkColumn,
    NumberColumn,
    Table,
    TextFilter,
)

NOBODY = "nobody"
OPEN = "any"


def _state_choices(actor: Actor) -> list[tuple[str, str]]:
    return [(OPEN, _("not closed")), *((state.value, wording.state_words(state)) for state in State)]


def _by_state(rows: "QuerySet[Any, Any]", state: str, actor: Actor) -> "QuerySet[Any, Any]":
    return rows.filter(closed_at=None) if state == OPEN else rows.filter(state=state)


def _owner_choices(actor: Actor) -> list[tuple[str, str]]:
    return [(NOBODY, _("nobody yet")), *queries.owners_in_use(actor)]


def _by_owner(rows: "QuerySet[Any, Any]", owner: str, actor: Actor) -> "QuerySet[Any, Any]":
    return rows.filter(owner=None) if owner == NOBODY else rows.filter(owner=int(owner))


def _with_words(rows: "QuerySet[Any, Any]", text: str, actor: Actor) -> "QuerySet[Any, Any]":
    found = Q(title__icontains=text) | Q(why__icontains=text) | Q(cause__icontains=text) | Q(topic__icontains=text)
    return rows.filter(found)


class ProblemTable(Table):
    """Problems, open ones first, each with how far it has come and what the last change did."""

    name = "problems"
    label = gettext_lazy("Problems")
    columns = (
        Column(
            "title",
            gettext_lazy("Problem"),
            detail="topic",
            href=lambda row: address_of("improvement:problem-detail", row["id"]),
        ),
        MarkColumn(
            "state",
            gettext_lazy("State"),
            value=lambda row: wording.state_marks(
                row["state"],
                is_reopened=row["reopened_at"] is not None,
                has_owner=row["owner_id"] is not None,
                verdict=row["verdict"] or "",
            ),
        ),
        Column("owner", gettext_lazy("Owner"), value="owner__name", detail="department__name", phone=False),
        NumberColumn(
            "days_open",
            gettext_lazy("Days open"),
            value=lambda row: wording.days_open(row["reopened_at"] or row["opened_at"], row["closed_at"]),
        ),
        DayColumn("changed_on", gettext_lazy("Changed"), phone=False),
        Column(
            "effect",
            gettext_lazy("Contacts since then"),
            value=wording.effect_short,
            detail=wording.effect_interval,
            phone=False,
        ),
    )
    filters = (
        TextFilter("q", gettext_lazy("Words"), apply=_with_words),
        ChoiceFilter("state", gettext_lazy("State"), _state_choices, apply=_by_state, any_label=gettext_lazy("All")),
        ChoiceFilter(
            "department",
            gettext_lazy("Department"),
            queries.departments_in_use,
            lookup="department_id",
            any_label=gettext_lazy("Any department"),
        ),
        ChoiceFilter(
            "owner", gettext_lazy("Owner"), _owner_choices, apply=_by_owner, any_label=gettext_lazy("Any owner")
        ),
        ChoiceFilter("topic", gettext_lazy("Topic"), queries.topics_in_use, any_label=gettext_lazy("Any topic")),
    )
    sort = "place"
    live = ("improvement",)
    empty = Empty(
        gettext_lazy("What comes back is solved here for everybody"),
        gettext_lazy(
            "Whoever sees something go wrong again and again writes it down. It gets an owner in whichever department "
            "can mend it, and stays until customers no longer have to write about it."
        ),
        gettext_lazy("Raise a problem"),
        "improvement:problem-new",
    )


@requires("improvement.read")
@require_safe
def problem_list(request: HttpRequest) -> HttpResponseBase:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    counts = queries.count_problems(actor)
    table = ProblemTable(request, queries.list_problems(actor).values(*queries.ROW))
    context = {
        "news": wording.news_of_list(counts),
        "counts": counts,
        "tabs_of_list": _tabs(request, counts),
        "departments": [_department(row) for row in queries.count_by_department(actor)],
    }
    return table.respond("improvement/problem_list.html", context)


def _tabs(request: HttpRequest, counts: queries.Counts) -> list[tuple[str, str, bool, int]]:
    chosen = request.GET.get("state", "")
    page = reverse("improvement:problem-list")
    return [
        (_("Open"), f"{page}?state={OPEN}", chosen == OPEN, counts.is_open),
        (_("Closed"), f"{page}?state={State.CLOSED}", chosen == State.CLOSED, counts.closed),
        (_("All"), page, not chosen, counts.is_open + counts.closed),
    ]


def _department(row: queries.DepartmentRow) -> dict[str, Any]:
    chosen = {"state": OPEN} | ({"department": row.id} if row.id else {})
    return {
        "name": row.name or _("No department yet"),
        "href": f"{reverse('improvement:problem-list')}?{urlencode(chosen)}" if row.id else "",
        "n": row.is_open,
        "oldest": wording.days_words(wording.days_open(row.oldest)),
    }
