"""Reading problems: all of them, one with its story, and what the list can be narrowed to."""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import Case, Count, IntegerField, Min, OuterRef, Q, QuerySet, Subquery, When
from django.utils.translation import gettext as _

from colere.care.conversations.queries.listing import list_topics
from colere.culture.improvement.models import Change, Problem, Remark, Telling
from colere.culture.improvement.rules import Verdict
from colere.foundation.models import Department, Person
from colere.platform.errors import NotFound
from colere.platform.permissions import Actor, require, system_actor

HOUSE = system_actor("improvement")
Entry = TypeVar("Entry", Change, Telling, Remark)  # what stands in the story of a problem
ROW = (
    "id", "title", "topic", "state", "opened_at", "reopened_at", "closed_at", "owner_id", "owner__name",
    "department__name", "changed_on", "verdict", "effect", "low", "high", "place",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Counts:
    """How many problems are open and how many closed; since when the oldest is open; how many have nobody.

    `measured` changes can be judged, of which `helped` brought fewer contacts than chance explains.
    """

    is_open: int
    closed: int
    oldest: datetime | None
    without_owner: int
    measured: int
    helped: int


@dataclass(frozen=True, slots=True)
class DepartmentRow:
    """The open problems of a department (None: of none), and since when the oldest is open."""

    id: int | None
    name: str | None
    is_open: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class RecordOfTopic:
    """The problem that stands for a topic, and whether it is closed."""

    id: int
    is_closed: bool


def list_problems(actor: Actor) -> "QuerySet[Problem]":
    """All problems that were not withdrawn, each with its newest change; the list page filters and orders. `place` puts
    those that are open before those that are closed.
    """
    require(actor, "improvement.read")
    newest = Change.objects.filter(problem=OuterRef("pk"), withdrawn_at=None).order_by("-made_on", "-pk")
    return Problem.objects.filter(withdrawn_at=None).annotate(
        changed_on=Subquery(newest.values("made_on")[:1]),
        verdict=Subquery(newest.values("verdict")[:1]),
        effect=Subquery(newest.values("effect")[:1]),
        low=Subquery(newest.values("low")[:1]),
        high=Subquery(newest.values("high")[:1]),
        place=Case(When(closed_at=None, then=0), default=1, output_field=IntegerField()),
    )


def get_problem(actor: Actor, pk: int) -> Problem:
    """One problem with owner, department, team and who raised it, withdrawn or not. Raises `NotFound`."""
    require(actor, "improvement.read")
    found = Problem.objects.select_related("owner", "department", "team", "raised_by").filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such problem."))
    return found


def get_change(actor: Actor, pk: int) -> Change:
    """One change with its problem. Raises `NotFound`."""
    return _entry(Change, pk, missing=_("There is no such change."), actor=actor)


def get_telling(actor: Actor, pk: int) -> Telling:
    """One note of who was told, with its problem. Raises `NotFound`."""
    return _entry(Telling, pk, missing=_("There is no such note."), actor=actor)


def get_remark(actor: Actor, pk: int) -> Remark:
    """One remark with its problem. Raises `NotFound`."""
    return _entry(Remark, pk, missing=_("There is no such remark."), actor=actor)


def _entry(model: type[Entry], pk: int, *, missing: str, actor: Actor) -> Entry:
    require(actor, "improvement.read")
    found = model._default_manager.select_related("problem").filter(pk=pk).first()
    if found is None:
        raise NotFound(missing)
    return found


def list_remarks(actor: Actor, problem: Problem) -> list[Remark]:
    """What colleagues remarked, the newest first."""
    require(actor, "improvement.read")
    return list(Remark.objects.filter(problem=problem, removed_at=None).select_related("author"))


def count_problems(actor: Actor) -> Counts:
    """The figures for the head of the list: two queries."""
    require(actor, "improvement.read")
    is_open, can_tell = Q(closed_at=None), ~Q(verdict__in=["", Verdict.TOO_FEW])
    found = Problem.objects.filter(withdrawn_at=None).aggregate(
        is_open=Count("pk", filter=is_open),
        closed=Count("pk", filter=~is_open),
        oldest=Min("opened_at", filter=is_open),
        without_owner=Count("pk", filter=is_open & Q(owner=None)),
    )
    changes = Change.objects.filter(withdrawn_at=None, problem__withdrawn_at=None).aggregate(
        measured=Count("pk", filter=can_tell), helped=Count("pk", filter=Q(verdict=Verdict.FELL))
    )
    return Counts(**found, **changes)


def count_by_department(actor: Actor) -> list[DepartmentRow]:
    """The open problems by department, the one first whose oldest is open longest."""
    require(actor, "improvement.read")
    rows = (
        Problem.objects.filter(withdrawn_at=None, closed_at=None)
        .values("department_id", "department__name")
        .annotate(n=Count("pk"), oldest=Min("opened_at"))
        .order_by("oldest", "department_id")
    )
    return [DepartmentRow(row["department_id"], row["department__name"], row["n"], row["oldest"]) for row in rows]


def find_of_topics(actor: Actor, topics: list[str]) -> dict[str, RecordOfTopic]:
    """The record of each of these topics, as far as there is one: the newest that is open, else the newest closed."""
    require(actor, "improvement.read")
    rows = Problem.objects.filter(topic__in=topics, withdrawn_at=None).exclude(topic="")
    found: dict[str, RecordOfTopic] = {}
    for topic, pk, closed_at in rows.order_by("pk").values_list("topic", "pk", "closed_at"):
        if closed_at is None or topic not in found or found[topic].is_closed:
            found[topic] = RecordOfTopic(pk, closed_at is not None)
    return found


def topic_choices(actor: Actor) -> list[str]:
    """What customers write to us about. The names are those of the figures, which everybody may see."""
    require(actor, "improvement.raise")
    return list_topics(HOUSE)


def topics_in_use(actor: Actor) -> list[tuple[str, str]]:
    """The topics of problems, for a filter."""
    require(actor, "improvement.read")
    rows = Problem.objects.filter(withdrawn_at=None).exclude(topic="").order_by("topic")
    return [(topic, topic) for topic in rows.values_list("topic", flat=True).distinct()]


def owners_in_use(actor: Actor) -> list[tuple[str, str]]:
    """Who owns problems, for a filter."""
    require(actor, "improvement.read")
    owned = Problem.objects.filter(withdrawn_at=None, owner__isnull=False).values("owner")
    return [
        (str(pk), name) for pk, name in Person.objects.filter(pk__in=owned).order_by("name").values_list("pk", "name")
    ]


def departments_in_use(actor: Actor) -> list[tuple[str, str]]:
    """The departments that have problems, for a filter."""
    require(actor, "improvement.read")
    own = Problem.objects.filter(withdrawn_at=None, department__isnull=False).values("department")
    rows = Department.objects.filter(pk__in=own).order_by("name").values_list("pk", "name")
    return [(str(pk), name) for pk, name in rows]


def names_behind(actor: Actor, *, refs: set[str], people: set[int]) -> tuple[dict[str, str], dict[int, str]]:
    """The names of those who acted ("account:7") and of these people: one query."""
    require(actor, "improvement.read")
    accounts = {int(ref.removeprefix("account:")): ref for ref in refs if ref.startswith("account:")}
    rows = Person.objects.filter(Q(account__in=accounts) | Q(pk__in=people)).values_list("pk", "account_id", "name")
    found = list(rows)
    by_ref = {accounts[account]: name for _pk, account, name in found if account in accounts}
    return by_ref, {pk: name for pk, _account, name in found}


def changes_to_look_at(actor: Actor) -> list[Change]:
    """The changes about a topic with their problems: those whose effect can be measured."""
    require(actor, "improvement.read")
    rows = Change.objects.filter(withdrawn_at=None, problem__withdrawn_at=None)
    return list(rows.exclude(problem__topic="").select_related("problem").order_by("pk"))
