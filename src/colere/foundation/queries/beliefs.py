"""Reading what we are for and how we act."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from colere.foundation.models import (
    Acknowledgement,
    Behaviour,
    Department,
    LeadershipPrinciple,
    MissionStatement,
    Person,
    Value,
)
from colere.foundation.rules.wording import Passage, compare
from colere.platform.errors import NotFound
from colere.platform.permissions import Actor, require
from colere.platform.prepared import Rows, prepared


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a mission, with how many have acknowledged it."""

    id: int
    number: int
    text: str
    published_at: datetime
    author: str | None
    read_by: int


@dataclass(frozen=True, slots=True)
class Mission:
    """The mission of the company or of a department with its versions, newest first, and who has read the newest."""

    department: Department | None
    versions: list[Version]
    readers: list[str] = field(default_factory=list)
    waiting: int = 0
    has_read: bool = False

    @property
    def current(self) -> Version | None:
        """The version that counts."""
        return self.versions[0] if self.versions else None


@dataclass(frozen=True, slots=True)
class LivedValue:
    """A value with the behaviours that show it."""

    value: Value
    dos: list[Behaviour]
    donts: list[Behaviour]


def get_mission(actor: Actor, department: Department | None) -> Mission:
    """A mission with all its versions and readers: at most four queries, whatever the number of either."""
    require(actor, "foundation.read")
    rows = (
        MissionStatement.objects.filter(department=department)
        .select_related("author")
        .annotate(read_by=Subquery(_readers_of(OuterRef("pk"))))
        .order_by("-version")
    )
    versions = [
        Version(
            row.pk, row.version, row.text, row.published_at, row.author.name if row.author else None, row.read_by or 0
        )
        for row in rows
    ]
    if not versions:
        return Mission(department, versions)
    read = Acknowledgement.objects.filter(statement=versions[0].id, person__left_on__isnull=True)
    readers = list(read.order_by("person__name").values_list("person_id", "person__name"))
    expected = _expected_readers(department).exclude(pk__in=[pk for pk, _name in readers]).count()
    own = actor.ids("person")
    return Mission(
        department, versions, [name for _pk, name in readers], expected, any(pk in own for pk, _name in readers)
    )


def compare_versions(mission: Mission, earlier: int) -> tuple[Version, list[Passage]] | None:
    """The version of this number, and what has changed from it to the one that counts; None when there is none."""
    found = next((version for version in mission.versions if version.number == earlier), None)
    if found is None or mission.current is None or found is mission.current:
        return None
    return found, compare(found.text, mission.current.text)


def get_statement(actor: Actor, pk: int) -> MissionStatement:
    """One version. Raises `NotFound`."""
    require(actor, "foundation.read")
    statement = MissionStatement.objects.filter(pk=pk).first()
    if statement is None:
        raise NotFound(_("There is no such mission."))
    return statement


def current_statements(actor: Actor) -> list[MissionStatement]:
    """The mission that counts for the company (first) and for each department that has one: one query."""
    require(actor, "foundation.read")
    return _company_first(_statements())


def _company_first(statements: Iterable[MissionStatement]) -> list[MissionStatement]:
    return sorted(statements, key=lambda s: (s.department is not None, s.department.name if s.department else ""))


@prepared
def _statements() -> Rows:
    return _current()


def _current() -> "QuerySet[MissionStatement]":
    newest = (
        MissionStatement.objects.filter(department__isnull=True)
        .values("department")
        .annotate(top=Max("version"))
        .values("top")
    )
    company = MissionStatement.objects.filter(department__isnull=True, version=Subquery(newest[:1]))
    of_department = (
        MissionStatement.objects.filter(department=OuterRef("department")).order_by("-version").values("version")[:1]
    )
    others = MissionStatement.objects.filter(department__is_archived=False, version=Subquery(of_department))
    return (company | others).select_related("department")


def statements_to_read(actor: Actor) -> list[MissionStatement]:
    """The missions that count for this actor (the company's, and their department's) and that they have not
    acknowledged: one query.
    """
    require(actor, "foundation.read")
    people = sorted(actor.ids("person"))
    return _company_first(_unread(people)) if people else []


@prepared
def _unread(people: list[int]) -> Rows:
    own = Person.objects.filter(pk__in=people)
    is_own = Q(department__in=own.values("department_id")) | Q(department__in=own.values("team__department_id"))
    read = Acknowledgement.objects.filter(person__in=people, statement=OuterRef("pk"))
    return _current().filter(Q(department=None) | is_own).exclude(Exists(read))


def list_values(actor: Actor) -> list[LivedValue]:
    """The values that count with their behaviours: two queries."""
    require(actor, "foundation.read")
    values = list(Value.objects.filter(is_archived=False))
    return _with_behaviours(values)


def list_archived_values(actor: Actor) -> list[Value]:
    """The values that no longer count."""
    require(actor, "foundation.read")
    return list(Value.objects.filter(is_archived=True))


def get_value(actor: Actor, pk: int) -> Value:
    """One value, archived or not. Raises `NotFound`."""
    require(actor, "foundation.read")
    value = Value.objects.filter(pk=pk).first()
    if value is None:
        raise NotFound(_("There is no such value."))
    return value


def get_lived_value(actor: Actor, pk: int) -> LivedValue:
    """One value with its behaviours. Raises `NotFound`."""
    return _with_behaviours([get_value(actor, pk)])[0]


def list_archived_behaviours(actor: Actor, value: Value) -> list[Behaviour]:
    """The behaviours of this value that no longer count."""
    require(actor, "foundation.read")
    return list(Behaviour.objects.filter(value=value, is_archived=True))


def get_behaviour(actor: Actor, pk: int) -> Behaviour:
    """One behaviour. Raises `NotFound`."""
    require(actor, "foundation.read")
    behaviour = Behaviour.objects.filter(pk=pk).first()
    if behaviour is None:
        raise NotFound(_("There is no such behaviour."))
    return behaviour


def list_principles(actor: Actor, *, is_archived: bool = False) -> list[LeadershipPrinciple]:
    """What people can expect from those who lead."""
    require(actor, "foundation.read")
    return list(LeadershipPrinciple.objects.filter(is_archived=is_archived))


def get_principle(actor: Actor, pk: int) -> LeadershipPrinciple:
    """One principle. Raises `NotFound`."""
    require(actor, "foundation.read")
    principle = LeadershipPrinciple.objects.filter(pk=pk).first()
    if principle is None:
        raise NotFound(_("There is no such principle."))
    return principle


def _with_behaviours(values: list[Value]) -> list[LivedValue]:
    found: dict[tuple[int, str], list[Behaviour]] = {}
    for behaviour in Behaviour.objects.filter(value__in=[value.pk for value in values], is_archived=False):
        found.setdefault((behaviour.value_id, behaviour.kind), []).append(behaviour)
    return [
        LivedValue(value, found.get((value.pk, Behaviour.DO), []), found.get((value.pk, Behaviour.DONT), []))
        for value in values
    ]


def _readers_of(statement: OuterRef) -> "QuerySet[Any, Any]":
    read = Acknowledgement.objects.filter(statement=statement, person__left_on__isnull=True).order_by()
    return read.values("statement").annotate(n=Count("pk")).values("n")


def _expected_readers(department: Department | None) -> "QuerySet[Person]":
    """Who a mission is for: everybody who works here, or in the department."""
    people = Person.objects.filter(left_on__isnull=True, is_stub=False)
    if department is None:
        return people
    return people.filter(department=department) | people.filter(team__department=department)
