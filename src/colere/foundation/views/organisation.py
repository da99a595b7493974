"""The company's settings, its departments and teams."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from colere.foundation.actions import organisation as actions
from colere.foundation.forms.organisation import DepartmentForm, OrganisationForm, TeamForm
from colere.foundation.models import Department, Team
from colere.foundation.queries import organisation as queries
from colere.foundation.views.saving import WRONG, actor_of, archiving, saved
from colere.platform.permissions import requires
from colere.platform.ui.pages import redirect, render

TEAMS = "foundation:team-list"


@requires("organisation.manage")
def organisation_page(request: HttpRequest) -> HttpResponse:
    organisation = queries.get_organisation()
    names = ("name", "time_zone", "country", "language", "currency")
    now = {name: getattr(organisation, name) for name in names}
    form = OrganisationForm(request.POST or None, initial=now)
    if request.method == "POST":
        done = saved(form, lambda: actions.set_organisation(**(now | form.cleaned_data), actor=actor_of(request)))
        if done is not None:
            return redirect(request, reverse("foundation:organisation"), said=_("Saved."))
    context = {"form": form, "organisation": organisation}
    return render(request, "foundation/organisation.html", context, status=WRONG if form.errors else 200)


@requires("people.read")
def team_list(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    teams = queries.list_teams(actor, with_archived=True)
    departments = queries.list_departments(actor, with_archived=True)
    counting = [team for team in teams if not team.is_archived]
    groups = [
        (department, [team for team in counting if team.department_id == department.pk])
        for department in departments
        if not department.is_archived
    ]
    placed = {team.id for _department, own in groups for team in own}
    context = {
        "groups": groups,
        "loose": [team for team in counting if team.id not in placed],
        "archived_teams": [team for team in teams if team.is_archived],
        "archived_departments": [department for department in departments if department.is_archived],
        "news": _teams_news(len(counting), sum(team.people for team in counting)),
    }
    return render(request, "foundation/team_list.html", context)


def _teams_news(teams: int, people: int) -> str:
    if not teams:
        return _("No teams yet.")
    return _("%(people)s people work together in %(teams)s teams.") % {"people": people, "teams": teams}


@requires("people.manage")
def team_new(request: HttpRequest) -> HttpResponse:
    form = TeamForm(request.POST or None, initial={"department": request.GET.get("department")})
    if request.method == "POST":
        team = saved(form, lambda: actions.add_team(**form.cleaned_data, actor=actor_of(request)))
        if team is not None:
            return redirect(request, reverse(TEAMS), said=_("%(name)s is a team now.") % {"name": team.name})
    return _team_page(request, form, None)


@requires("people.manage")
def team_edit(request: HttpRequest, key: int) -> HttpResponse:
    actor = actor_of(request)
    team = queries.get_team(actor, key)
    initial = {
        "name": team.name,
        "department": team.department_id,
        "calendar": team.calendar_id,
        "is_private": team.is_private,
    }
    form = TeamForm(request.POST or None, initial=initial)
    if request.method == "POST":
        done = saved(form, lambda: actions.change_team(team, **form.cleaned_data, actor=actor) or True)
        if done:
            return redirect(request, reverse(TEAMS), said=_("Saved."))
    return _team_page(request, form, team)


def _team_page(request: HttpRequest, form: TeamForm, team: Team | None) -> HttpResponse:
    context = {"form": form, "team": team}
    return render(request, "foundation/team_form.html", context, status=WRONG if form.errors else 200)


@requires("people.manage")
def department_new(request: HttpRequest) -> HttpResponse:
    form = DepartmentForm(request.POST or None)
    if request.method == "POST":
        made = saved(form, lambda: actions.add_department(**form.cleaned_data, actor=actor_of(request)))
        if made is not None:
            return redirect(request, reverse(TEAMS), said=_("%(name)s is a department now.") % {"name": made.name})
    return _department_page(request, form, None)


@requires("people.manage")
def department_edit(request: HttpRequest, key: int) -> HttpResponse:
    actor = actor_of(request)
    department = queries.get_department(actor, key)
    form = DepartmentForm(request.POST or None, initial={"name": department.name})
    if request.method == "POST":
        done = saved(form, lambda: actions.rename_department(department, **form.cleaned_data, actor=actor) or True)
        if done:
            return redirect(request, reverse(TEAMS), said=_("Saved."))
    return _department_page(request, form, department)


def _department_page(request: HttpRequest, form: DepartmentForm, department: Department | None) -> HttpResponse:
    context = {"form": form, "department": department}
    return render(request, "foundation/department_form.html", context, status=WRONG if form.errors else 200)


team_archive, team_restore = archiving(
    "people.manage",
    find=queries.get_team,
    archive=actions.archive_team,
    restore=actions.restore_team,
    to=TEAMS,
    gone=lambda team: _("%(name)s is archived.") % {"name": team.name},
    back=lambda team: _("%(name)s is back.") % {"name": team.name},
    undo="foundation:team-restore",
)
department_archive, department_restore = archiving(
    "people.manage",
    find=queries.get_department,
    archive=actions.archive_department,
    restore=actions.restore_department,
    to=TEAMS,
    gone=lambda department: _("%(name)s is archived.") % {"name": department.name},
    back=lambda department: _("%(name)s is back.") % {"name": department.name},
    undo="foundation:department-restore",
)
