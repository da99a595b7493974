"""Reading the company, its departments and teams."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _

from colere.foundation.models import Department, Organisation, Person, Team
from colere.platform.errors import NotFound
from colere.platform.permissions import Actor, require
from colere.platform.prepared import prepared


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team with how many work in it now."""

    id: int
    name: str
    department_id: int | None
    calendar: str | None
    is_private: bool
    is_archived: bool
    people: int


def get_organisation() -> Organisation:
    """The company's settings; what counts until somebody sets them when nobody has."""
    return _organisation.first() or Organisation()


@prepared
def _organisation() -> QuerySet[Organisation]:
    return Organisation.objects.filter(pk=1)


def company_zone() -> ZoneInfo:
    """The time zone that decides to which day something belongs."""
    return ZoneInfo(get_organisation().time_zone)


def list_departments(actor: Actor, *, with_archived: bool = False) -> list[Department]:
    """The departments by name."""
    require(actor, "people.read")
    found = Department.objects.order_by("name")
    return list(found if with_archived else found.filter(is_archived=False))


def get_department(actor: Actor, pk: int) -> Department:
    """One department, archived or not. Raises `NotFound`."""
    require(actor, "people.read")
    department = Department.objects.filter(pk=pk).first()
    if department is None:
        raise NotFound(_("There is no such department."))
    return department


def list_teams(actor: Actor, *, with_archived: bool = False) -> list[TeamRow]:
    """The teams by name, each with how many work in it now: one query."""
    require(actor, "people.read")
    teams = Team.objects.order_by("name")
    if not with_archived:
        teams = teams.filter(is_archived=False)
    counted = teams.annotate(calendar_name=F("calendar__name")).values(
        "id", "name", "department_id", "calendar_name", "is_private", "is_archived"
    )
    people = _people_by_team()
    return [
        TeamRow(
            id=row["id"],
            name=row["name"],
            department_id=row["department_id"],
            calendar=row["calendar_name"],
            is_private=row["is_private"],
            is_archived=row["is_archived"],
            people=people.get(row["id"], 0),
        )
        for row in counted
    ]


def get_team(actor: Actor, pk: int) -> Team:
    """One team with its department and calendar. Raises `NotFound`."""
    require(actor, "people.read")
    team = Team.objects.select_related("department", "calendar").filter(pk=pk).first()
    if team is None:
        raise NotFound(_("There is no such team."))
    return team


def team_choices(actor: Actor) -> list[tuple[str, str]]:
    """The teams for a filter, by name."""
    require(actor, "people.read")
    return [
        (str(pk), name)
        for pk, name in Team.objects.filter(is_archived=False).order_by("name").values_list("pk", "name")
    ]


def _people_by_team() -> dict[int, int]:
    counted = (
        Person.objects.filter(Q(left_on__isnull=True), team__isnull=False, is_stub=False)
        .values_list("team_id")
        .annotate(people=Count("pk"))
    )
    return dict(counted)
