"""People and teams that come with imported rows: whole from a list of people, as stubs from whatever names them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from colere.foundation.events import PersonAdded, PersonChanged, TeamChanged
from colere.foundation.models import Department, Person, Team
from colere.foundation.rules.people import in_circles
from colere.platform.accounts.roles import Role
from colere.platform.events import Event, publish_many
from colere.platform.imports import Outcome, Record
from colere.platform.imports.bulk import update_objects
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    from colere.platform.imports import ImportContext

FIELDS = ("name", "email", "title", "team", "department", "hired_on", "birthday", "language")
LOOKED_UP = 500
"""Values in one query: well below what a database takes."""


def ensure_teams(names: Iterable[str], *, context: ImportContext, actor: Actor) -> dict[str, int]:
    """Our ids of teams by their names in lower case; a team that is unknown is made."""
    known: dict[str, int] = context.cache.setdefault("teams", {})
    wanted = {name.lower(): name for name in names if name}
    if not wanted.keys() <= known.keys():
        known.update({name.lower(): pk for pk, name in Team.objects.values_list("pk", "name")})
        made = Team.objects.bulk_create([Team(name=name) for key, name in wanted.items() if key not in known])
        publish_many([TeamChanged(team=team.pk, is_new=True) for team in made], actor=actor)
        known.update({team.name.lower(): team.pk for team in made})
    return known


def ensure_people(named: Iterable[str], *, context: ImportContext, actor: Actor) -> dict[str, int]:
    """Our ids of people by what a row calls them: an e-mail address, an id of the source, or a name that only one has.

    Whoever is unknown becomes a stub, which is completed when `people` is imported.
    """
    known: dict[str, int] = context.cache.setdefault("people", {})
    missing = sorted({name for name in named if name and name not in known})
    if missing:
        known.update(find_people(missing, context=context, actor=actor))
        stubs = [_stub(name, context) for name in missing if name not in known]
        made = Person.objects.bulk_create(stubs)
        publish_many([PersonAdded(person=person.pk) for person in made], actor=actor)
        known.update({person.email or person.external_id: person.pk for person in made})
    return known


def find_people(named: Iterable[str], *, context: ImportContext, actor: Actor) -> dict[str, int]:
    """As `ensure_people`, without making anybody: those who are unknown are left out."""
    require(actor, "imports.run")
    names = sorted(set(named))
    found: dict[str, int] = {}
    for start in range(0, len(names), LOOKED_UP):
        some = names[start : start + LOOKED_UP]
        found.update(Person.objects.filter(email__in=[n for n in some if "@" in n]).values_list("email", "pk"))
        others = [n for n in some if "@" not in n]
        if others:
            for name, pk in _only_ones(Person.objects.filter(name__in=others).values_list("name", "pk")).items():
                found.setdefault(name, pk)
            ids = Person.objects.filter(external_id__in=others)
            found.update(_only_ones(ids.values_list("external_id", "pk")))
            found.update(ids.filter(source=context.source.pk).values_list("external_id", "pk"))
    return found


def _only_ones(pairs: Iterable[tuple[str, int]]) -> dict[str, int]:
    found: dict[str, int | None] = {}
    for name, pk in pairs:
        found[name] = None if name in found else pk
    return {name: pk for name, pk in found.items() if pk is not None}


def _stub(name: str, context: ImportContext) -> Person:
    if "@" in name:
        words = name.split("@")[0].replace(".", " ").replace("_", " ")
        return Person(name=words.title()[:200], email=name, is_stub=True)
    return Person(name=name[:200], source=context.source, external_id=name[:200], is_stub=True)


def import_people(batch: list[Record], *, context: ImportContext, actor: Actor) -> list[Outcome]:
    """Load a list of people: new ones are added, stubs completed, others changed where they differ.

    The order of the rows does not matter: a manager may stand below. A row is rejected when its manager is unknown or
    when people would lead themselves by way of others.
    """
    require(actor, "imports.run")
    loading = _People(batch, context, actor)
    loading.match()
    loading.refuse_address_twice()
    loading.find_managers()
    loading.save()
    return loading.outcomes()


class _People:
    """One list of people on its way into the table. Whoever is new has a negative number until they are written."""

    def __init__(self, batch: list[Record], context: ImportContext, actor: Actor) -> None:
        self.batch, self.context, self.actor = batch, context, actor
        self.teams = ensure_teams([r.values["team"] or "" for r in batch], context=context, actor=actor)
        self.departments = ensure_departments([r.values["department"] or "" for r in batch], actor=actor)
        self.person: dict[str, Person] = {}
        self.number: dict[str, int] = {}
        self.manager: dict[str, int] = {}
        self.state: dict[str, str] = {}
        self.refused: dict[str, str] = {}
        self.changed: dict[str, tuple[str, ...]] = {}

    def match(self) -> None:
        """Find who is known: by the id of the source, by the address, or as a stub of that id or name."""
        by_id, self.by_email, stubs = self._known()
        for position, record in enumerate(self.batch, start=1):
            values = record.values
            person = by_id.get(record.id) or self.by_email.get(values["email"] or "")
            person = person or stubs.get(record.id) or stubs.get(values["name"] or "") or Person()
            self.person[record.id] = person
            self.number[record.id] = person.pk or -position
            if person.pk is None:
                self.state[record.id] = "created"
            elif person.fingerprint == record.fingerprint:
                self.state[record.id] = "unchanged"
            else:
                self.state[record.id] = "merged" if person.is_stub else "updated"

    def _known(self) -> tuple[dict[str, Person], dict[str, Person], dict[str, Person]]:
        by_id: dict[str, Person] = {}
        by_email: dict[str, Person] = {}
        stubs: dict[str, Person] = {}
        for some in _slices([record.id for record in self.batch]):
            found = list(Person.objects.filter(external_id__in=some))
            by_id.update({p.external_id: p for p in found if p.source_id == self.context.source.pk and not p.is_stub})
            stubs.update({p.external_id: p for p in found if p.is_stub})
        for some in _slices([email for record in self.batch if (email := record.values["email"])]):
            by_email.update({p.email: p for p in Person.objects.filter(email__in=some)})
        for some in _slices([name for record in self.batch if (name := record.values["name"])]):
            stubs.update({p.name: p for p in Person.objects.filter(name__in=some, is_stub=True, email="")})
        return by_id, by_email, stubs

    def refuse_address_twice(self) -> None:
        """One person cannot stand in two rows, and an address belongs to one person."""
        owners: dict[int | str, str] = {}
        for record in self.batch:
            email, number = record.values["email"], self.number[record.id]
            other = owners.setdefault(email, record.id) if email else record.id
            if other == record.id:
                other = owners.setdefault(number, record.id)
            if other != record.id:
                self.refused[record.id] = _("This is the same person as “%(other)s” further up.") % {"other": other}
            elif email in self.by_email and self.by_email[email].pk != number:
                self.refused[record.id] = _("“email”: %(email)s belongs to somebody else already.") % {"email": email}

    def _live(self) -> list[Record]:
        return [r for r in self.batch if r.id not in self.refused and self.state[r.id] != "unchanged"]

    def find_managers(self) -> None:
        """Find whom everybody reports to; refuse rows whose manager is unknown, and those that make a circle."""
        named = {record.id: record.values["manager"] for record in self._live() if record.values["manager"]}
        leaders = self._leaders(set(named.values()))
        for id, name in named.items():
            if name in leaders:
                self.manager[id] = leaders[name]
            else:
                self.refused[id] = _("“manager”: nobody has the id, address or name “%(name)s”.") % {"name": name}
        managers = dict(Person.objects.values_list("pk", "manager_id"))
        managers.update({self.number[id]: number for id, number in self.manager.items()})
        circling = in_circles(managers)
        for id in self.manager:
            if self.number[id] in circling:
                self.refused[id] = _(
                    "“manager”: people would lead themselves by way of others. Correct who leads whom."
                )

    def _leaders(self, names: set[str]) -> dict[str, int]:
        in_file: dict[str, int] = {}
        for record in self.batch:
            for key in (record.values["name"], record.values["email"]):
                in_file.setdefault(key or "", self.number[record.id])
        in_file.update(self.number)
        found = {name: number for name in names if (number := in_file.get(name) or in_file.get(name.lower()))}
        others = names - found.keys()
        found.update(find_people(others, context=self.context, actor=self.actor))
        unknown = [name for name in others if name not in found and "@" in name]
        return found | {n: pk for n, pk in self._stubs(unknown).items() if n in unknown}

    def _stubs(self, addresses: list[str]) -> dict[str, int]:
        return ensure_people(addresses, context=self.context, actor=self.actor) if addresses else {}

    def save(self) -> None:
        """Write the rows that stand, then who leads whom."""
        live = self._live()
        for record in live:
            self._fill(record)
        new = [self.person[r.id] for r in live if self.state[r.id] == "created"]
        old = [self.person[r.id] for r in live if self.state[r.id] != "created"]
        Person.objects.bulk_create(new, batch_size=500)
        update_objects(old, [*FIELDS, "roles", "source", "external_id", "is_stub", "fingerprint"])
        written = {self.number[r.id]: self.person[r.id].pk for r in self.batch if r.id not in self.refused}
        led = [record for record in live if record.id in self.manager]
        for record in led:
            person, number = self.person[record.id], self.manager[record.id]
            person.manager_id = number if number > 0 and number not in self._refused_numbers() else written.get(number)
            if person.manager_id is None:
                # The manager's own row was refused and comes later: this one must not pass as unchanged then.
                person.fingerprint = 0
        update_objects([self.person[r.id] for r in led], ["manager", "fingerprint"])

    def _refused_numbers(self) -> set[int]:
        return {self.number[id] for id in self.refused if self.state[id] == "created"}

    def _fill(self, record: Record) -> None:
        person, wanted = self.person[record.id], self._wanted(record)
        self.changed[record.id] = tuple(name for name, value in wanted.items() if getattr(person, name) != value)
        for name, value in wanted.items():
            setattr(person, name, value)
        if person.source_id is None or person.is_stub:
            person.source, person.external_id = self.context.source, record.id
        person.is_stub, person.fingerprint = False, record.fingerprint

    def _wanted(self, record: Record) -> dict[str, Any]:
        """What the row says. The name, address and roles of somebody with an account are kept with the account."""
        values, has_account = record.values, self.person[record.id].account_id is not None
        names = ("hired_on", "birthday", "language") + (() if has_account else ("name", "email"))
        wanted = {name: values[name] for name in names if values[name]}
        if values["role"]:
            wanted["title"] = values["role"]
            roles = roles_of(values["role"], actor=self.actor)
            wanted |= {"roles": roles} if roles and not has_account else {}
        if values["team"]:
            wanted["team_id"] = self.teams[values["team"].lower()]
        if values["department"]:
            wanted["department_id"] = self.departments[values["department"].lower()]
        return wanted

    def outcomes(self) -> list[Outcome]:
        """What became of each row, with a line in the log for each that was loaded."""
        events: list[Event] = []
        found = []
        for record in self.batch:
            if record.id in self.refused:
                found.append(Outcome.rejected(self.refused[record.id]))
                continue
            person, state = self.person[record.id], self.state[record.id]
            found.append(Outcome(state, person.pk))
            if state == "created":
                events.append(PersonAdded(person=person.pk, team=person.team_id))
            elif state != "unchanged":
                events.append(PersonChanged(person=person.pk, fields=self.changed[record.id], team=person.team_id))
        publish_many(events, actor=self.actor)
        return found


def ensure_departments(names: Iterable[str], *, actor: Actor) -> dict[str, int]:
    """Our ids of departments by their names in lower case; one that is unknown is made."""
    require(actor, "imports.run")
    wanted = {name.lower(): name for name in names if name}
    known = {name.lower(): pk for pk, name in Department.objects.values_list("pk", "name")} if wanted else {}
    made = Department.objects.bulk_create([Department(name=name) for key, name in wanted.items() if key not in known])
    return known | {department.name.lower(): department.pk for department in made}


def roles_of(title: str, *, actor: Actor) -> list[str]:
    """The role that a job's title names, if it names one: "Head of care" gives ["head_of_care"].

    Only an operator can make somebody an operator.
    """
    word = title.strip().lower().replace(" ", "_").replace("-", "_").replace("team_lead", "lead")
    allowed = set(Role) - {Role.COLLEAGUE} - (set() if actor.has_role(Role.OPERATOR) else {Role.OPERATOR})
    return [word] if word in allowed else []


def _slices(names: list[str]) -> Iterable[list[str]]:
    return (names[start : start + LOOKED_UP] for start in range(0, len(names), LOOKED_UP))
