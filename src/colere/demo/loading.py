"""Moving the simulated company into a house: the foundation by its actions, everything else by the import engine.

`demo.json` in the data directory says which company lives there and whether it moved in completely. A load that was
stopped goes on where it was, because rows are matched by their ids.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import date, time
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.management import call_command
from django.db import connections, transaction

from colere.demo.problem_records import write_down
from colere.foundation import actions
from colere.foundation.actions.charter import CharterTerms
from colere.foundation.actions.people import PersonFacts
from colere.foundation.actions.promises import PromiseTerms
from colere.foundation.models import Department, Organisation, Person, Promise
from colere.platform.accounts.roles import Role
from colere.platform.errors import Conflict
from colere.platform.imports import run_import
from colere.platform.imports.models import Source
from colere.platform.permissions import system_actor

if TYPE_CHECKING:
    from colere.demo.cast import Team as SimulatedTeam
    from colere.demo.company import Company

ACTOR = system_actor("demo")
SOURCE = "demo"
Tell = Callable[[str, int], None]


@dataclass(frozen=True)
class Tenant:
    """The company that lives in this house."""

    size: str
    seed: int
    until: str
    plants: bool
    is_complete: bool

    def same_as(self, size: str, seed: int) -> bool:
        """Whether that is the company that was asked for."""
        return (self.size, self.seed) == (size, seed)


def _note() -> Path:
    return Path(settings.HOME, "demo.json")


def tenant() -> Tenant | None:
    """Who lives here, if it is a demo company."""
    try:
        return Tenant(**json.loads(_note().read_text()))
    except (OSError, ValueError, TypeError):
        return None


def is_taken_by_others() -> bool:
    """Whether this house holds a company of its own, with which the demo must not be mixed."""
    return tenant() is None and (Source.objects.exists() or Person.objects.exists())


def move_out() -> None:
    """Empty the house of a demo company: its database and its facts. Only where `demo.json` says that it is one."""
    if tenant() is None:
        raise Conflict("There is no demo company here that could be replaced. Nothing was changed.")
    if connections["default"].vendor != "sqlite":
        raise Conflict("The demo company lives in a database server. Make a new, empty database for a fresh one.")
    connections.close_all()
    for ending in ("", "-wal", "-shm"):
        Path(f"{settings.DATABASES['default']['NAME']}{ending}").unlink(missing_ok=True)
    shutil.rmtree(settings.FACTS_DIR, ignore_errors=True)
    _note().unlink()
    call_command("migrate", verbosity=0, interactive=False)


def move_in(company: Company, *, tell: Tell) -> None:
    """Load everything. `tell` hears of each kind and how many of its rows are done."""
    tenant_ = Tenant(company.size.name, company.seed, company.year.until.isoformat(), company.plants.planted, False)
    _note().write_text(json.dumps(asdict(tenant_)))
    _house()
    for kind, rows in company.kinds().items():
        done = run_import(kind, rows, source=SOURCE, actor=ACTOR, on_progress=lambda now: tell(now.kind, now.read))
        if done.rejected:  # our own rows: a mistake in the simulation or in the import, never in somebody's data
            raise RuntimeError(f"{done.rejected} {kind} were refused; the first: {done.refusals[0]}")
        tell(kind, -1)
        if kind == "people":
            _staff()
            _beliefs()
    write_down(company)
    _pulses(company)
    _facts(tell)
    _note().write_text(json.dumps(asdict(tenant_) | {"is_complete": True}))


def _pulses(company: Company) -> None:
    """How the teams were, handed over as a file, as long as there is no room that asks them."""
    from colere.insights.instruments.actions import take_pulses

    lines = b"".join(json.dumps(row).encode() + b"\n" for row in company.tables()["pulses"])
    _taken, refused = take_pulses(BytesIO(lines), actor=ACTOR)
    if refused:
        raise RuntimeError(f"{len(refused)} pulses were refused; the first: {refused[0]}")


def _facts(tell: Tell) -> None:
    """What handlers and measures make of it all, so that the first page is complete."""
    from colere.platform.events import deliver_pending
    from colere.platform.metrics import following

    following.catch_up(tell=lambda lines: tell("facts", lines))
    tell("facts", -1)
    while deliver_pending(5_000):
        pass


@transaction.atomic
def _house() -> None:
    """Organisation, working hours, departments and teams."""
    from colere.demo.cast import COMPANY, DEPARTMENTS, TEAMS
    from colere.demo.clock import ZONE

    if Organisation.objects.filter(name=COMPANY).exists():
        return
    actions.set_organisation(name=COMPANY, time_zone=ZONE, country="GB", currency="GBP", actor=ACTOR)
    for name in DEPARTMENTS:
        actions.add_department(name=name, actor=ACTOR)
    care = Department.objects.get(name="Customer Care")
    for team in TEAMS:
        facts = actions.CalendarFacts(
            name=f"{team.name}, opening hours", time_zone=ZONE, country="GB", subdivision="ENG"
        )
        calendar = actions.add_calendar(facts=facts, shifts=_shifts(team), actor=ACTOR)
        actions.add_team(name=team.name, department=care, calendar=calendar, actor=ACTOR)


def _shifts(team: SimulatedTeam) -> list[tuple[int, time, time]]:
    return [
        (weekday, _clock(start), _clock(end))
        for weekdays, intervals in team.hours
        for weekday in weekdays
        for start, end in intervals
    ]


def _clock(hours: float) -> time:
    return time(int(hours) % 24, int(hours % 1 * 60))


@transaction.atomic
def _staff() -> None:
    """Accounts for everybody, with their roles and the names of their jobs."""
    from colere.demo.cast import PEOPLE

    known = {person.email: person for person in Person.objects.select_related("team", "department", "manager")}
    for simulated in PEOPLE:
        person = known[simulated.email]
        if person.account_id is None:
            actions.invite_person(person, roles=[Role(simulated.role)], actor=ACTOR)
            person.refresh_from_db()
        facts = PersonFacts(
            name=person.name,
            email=person.email,
            title=simulated.title,
            team=person.team,
            department=person.department,
            manager=person.manager,
            hired_on=person.hired_on,
            birthday=person.birthday,
            language=person.language,
        )
        actions.change_person(person, facts=facts, actor=ACTOR)


@transaction.atomic
def _beliefs() -> None:
    """Mission, values, principles, promises and charter."""
    from colere.demo import beliefs

    if Promise.objects.exists():
        return
    departments = {department.name: department for department in Department.objects.all()}
    for name, text in beliefs.MISSIONS.items():
        actions.publish_mission(text=text, department=departments.get(name), actor=ACTOR)
    for value in beliefs.VALUES:
        added = actions.add_value(name=value["name"], meaning=value["meaning"], actor=ACTOR)
        for kind in ("do", "dont"):
            for text in value[kind]:
                actions.add_behaviour(added, kind=kind, text=text, actor=ACTOR)
    for text, meaning in beliefs.PRINCIPLES:
        actions.add_principle(text=text, meaning=meaning, actor=ACTOR)
    people = {person.name: person for person in Person.objects.all()}
    for promise in beliefs.PROMISES:
        terms = PromiseTerms(
            words=promise["words"],
            target=promise["target"],
            owner=people[promise["owner"]],
            rule=promise["rule"],
            felt=promise["felt"],
        )
        actions.make_promise(terms=terms, slug=promise["slug"], actor=ACTOR)
    for rule in beliefs.CHARTER:
        actions.add_charter_rule(terms=_terms(rule), actor=ACTOR)


def _terms(rule: dict[str, Any]) -> CharterTerms:
    amount = rule.get("amount")
    return CharterTerms(
        role=rule["role"],
        kind=rule["kind"],
        text=rule["text"],
        amount=Decimal(amount) if amount else None,
        currency="GBP" if amount else "",
        minutes=rule.get("minutes"),
    )


HOSTS = {
    "agent": "Priya Nair",
    "lead": "Ben Okafor",
    "head_of_care": "Ruth Adeyemi",
    "people_partner": "Celia Brandt",
    "executive": "Imogen Marlow",
    "operator": "Tomasz Wrona",
    "colleague": "Paul Osei",
}
"""Who lets a visitor in, for each role."""


def ways_in(address: str) -> list[tuple[str, str, str]]:
    """(role, person, link) for each role; every link lets somebody in once."""
    found: list[tuple[str, str, str]] = []
    people = {person.name: person for person in Person.objects.filter(name__in=HOSTS.values(), account__isnull=False)}
    for role, name in HOSTS.items():
        with suppress(KeyError):
            token = actions.make_link(people[name], actor=ACTOR)
            found.append((role, name, f"{address}/enter/{token}"))
    return found


def days_behind(lives: Tenant, today: date) -> int:
    """How many days lie between the company's last day and yesterday."""
    return max((today - date.fromisoformat(lives.until)).days - 1, 0)
