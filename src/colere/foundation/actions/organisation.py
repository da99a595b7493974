"""The company's own settings, its departments and teams."""

from zoneinfo import available_timezones

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from colere.foundation.actions.writing import changed_fields, clean_words, taken_as
from colere.foundation.events import DepartmentChanged, OrganisationChanged, TeamChanged
from colere.foundation.models import Department, Organisation, Team, WorkingCalendar
from colere.foundation.rules import worktime
from colere.platform.errors import Invalid
from colere.platform.events import publish
from colere.platform.permissions import Actor, require


@transaction.atomic
def set_organisation(
    *, name: str, time_zone: str, country: str = "", language: str = "en-gb", currency: str = "EUR", actor: Actor
) -> Organisation:
    """The organisation with these settings. Raises `Invalid` for a zone, country, language or currency that nobody
    knows.
    """
    require(actor, "organisation.manage")
    wanted = {
        "name": clean_words(name, most=200, field="name"),
        "time_zone": known_time_zone(time_zone),
        "country": known_country(country),
        "language": _known_language(language),
        "currency": known_currency(currency),
    }
    organisation, _is_new = Organisation.objects.get_or_create(pk=1)
    if changed := changed_fields(organisation, wanted):
        organisation.save(update_fields=changed)
        publish(OrganisationChanged(fields=changed), actor=actor)
    return organisation


def known_time_zone(name: str) -> str:
    """The zone, if there is one of this name. Raises `Invalid`."""
    if name not in available_timezones():
        sentence = _("There is no time zone called “%(name)s”. Choose one like Europe/Berlin.") % {"name": name[:60]}
        raise Invalid(sentence, fields={"time_zone": sentence})
    return name


def known_country(code: str) -> str:
    """The country's code in capitals, if its holidays are known; empty stays empty. Raises `Invalid`."""
    code = code.strip().upper()
    if code and code not in worktime.holiday_places():
        sentence = _("No public holidays are known for “%(code)s”. Choose a country from the list.") % {
            "code": code[:10]
        }
        raise Invalid(sentence, fields={"country": sentence})
    return code


def known_currency(code: str) -> str:
    """The currency's code in capitals. Raises `Invalid` unless it has three letters."""
    code = code.strip().upper()
    if len(code) != 3 or not code.isascii() or not code.isalpha():
        sentence = _("A currency has three letters, such as EUR.")
        raise Invalid(sentence, fields={"currency": sentence})
    return code


def _known_language(code: str) -> str:
    if code not in dict(settings.LANGUAGES):
        sentence = _("Colere does not speak this language yet.")
        raise Invalid(sentence, fields={"language": sentence})
    return code


@transaction.atomic
def add_department(*, name: str, actor: Actor) -> Department:
    """A new department. Raises `Conflict` when there is one of this name."""
    require(actor, "people.manage")
    with taken_as(_("There is a department of this name already.")):
        department = Department.objects.create(name=clean_words(name, most=120, field="name"))
    publish(DepartmentChanged(department=department.pk, is_new=True), actor=actor)
    return department


@transaction.atomic
def rename_department(department: Department, *, name: str, actor: Actor) -> None:
    """Gives the department another name. Raises `Conflict` when that is taken."""
    require(actor, "people.manage", department)
    changed = changed_fields(department, {"name": clean_words(name, most=120, field="name")})
    if changed:
        with taken_as(_("There is a department of this name already.")):
            department.save(update_fields=changed)
        publish(DepartmentChanged(department=department.pk, fields=changed), actor=actor)


@transaction.atomic
def archive_department(department: Department, *, actor: Actor) -> None:
    """Takes the department out of lists and choices. Its teams and people keep it until they get another."""
    _set_department_archived(department, is_archived=True, actor=actor)


@transaction.atomic
def restore_department(department: Department, *, actor: Actor) -> None:
    """Brings an archived department back."""
    _set_department_archived(department, is_archived=False, actor=actor)


def _set_department_archived(department: Department, *, is_archived: bool, actor: Actor) -> None:
    require(actor, "people.manage", department)
    if changed := changed_fields(department, {"is_archived": is_archived}):
        department.save(update_fields=changed)
        publish(DepartmentChanged(department=department.pk, fields=changed), actor=actor)


@transaction.atomic
def add_team(
    *,
    name: str,
    department: Department | None = None,
    calendar: WorkingCalendar | None = None,
    is_private: bool = False,
    actor: Actor,
) -> Team:
    """A new team. Raises `Conflict` when there is one of this name."""
    require(actor, "people.manage")
    with taken_as(_("There is a team of this name already.")):
        team = Team.objects.create(
            name=clean_words(name, most=120, field="name"),
            department=department,
            calendar=calendar,
            is_private=is_private,
        )
    publish(TeamChanged(team=team.pk, is_new=True), actor=actor)
    return team


@transaction.atomic
def change_team(
    team: Team,
    *,
    name: str,
    department: Department | None,
    calendar: WorkingCalendar | None,
    is_private: bool,
    actor: Actor,
) -> None:
    """Changes what is different. Raises `Conflict` when the name is taken."""
    require(actor, "people.manage", team)
    wanted = {
        "name": clean_words(name, most=120, field="name"),
        "department_id": department.pk if department else None,
        "calendar_id": calendar.pk if calendar else None,
        "is_private": is_private,
    }
    if changed := changed_fields(team, wanted):
        with taken_as(_("There is a team of this name already.")):
            team.save(update_fields=changed)
        publish(TeamChanged(team=team.pk, fields=changed), actor=actor)


@transaction.atomic
def archive_team(team: Team, *, actor: Actor) -> None:
    """Takes the team out of lists and choices; what it did stays in every figure."""
    _set_team_archived(team, is_archived=True, actor=actor)


@transaction.atomic
def restore_team(team: Team, *, actor: Actor) -> None:
    """Brings an archived team back."""
    _set_team_archived(team, is_archived=False, actor=actor)


def _set_team_archived(team: Team, *, is_archived: bool, actor: Actor) -> None:
    require(actor, "people.manage", team)
    if changed := changed_fields(team, {"is_archived": is_archived}):
        team.save(update_fields=changed)
        publish(TeamChanged(team=team.pk, fields=changed), actor=actor)
