"""The cast of the tests: the same people everywhere, so that a reader of a test knows who is who.

They are made by the product's own actions. Olive runs the system. Hana heads care and Ede the company; Petra looks
after the people. Lena leads the team Parcels, where Ada answers customers; Ben answers in the team Billing, and Nora in
Staff care, a private team. Otto works in finance: a colleague without any role.
"""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from colere.foundation.models import Person, Team
    from colere.platform.accounts.models import Account
    from colere.platform.accounts.roles import Role
    from colere.platform.permissions import Actor

EVERYBODY = ("operator", "head", "executive", "partner", "lead", "agent", "neighbour", "private_agent", "outsider")


@dataclass(frozen=True)
class Member:
    """Somebody with an account. `actor` is made anew at each use, so that it has the scopes of the moment."""

    person: Person
    account: Account

    @property
    def actor(self) -> Actor:
        from colere.platform.permissions import actor_for

        return actor_for(self.account)


@dataclass(frozen=True)
class Cast:
    """Everybody, by what they do, and the three teams."""

    operator: Member
    head: Member
    executive: Member
    partner: Member
    lead: Member
    agent: Member
    neighbour: Member
    private_agent: Member
    outsider: Member
    parcels: Team
    billing: Team
    staff_care: Team

    def everybody(self) -> dict[str, Member]:
        return {name: getattr(self, name) for name in EVERYBODY}

    def all_but(self, *names: str) -> dict[str, Member]:
        """Who must be refused when only these may."""
        return {name: member for name, member in self.everybody().items() if name not in names}


@dataclass(frozen=True)
class Recorded:
    """The cast, and the statements that write its rows, so that a test gets them without some two hundred queries."""

    ask_state: str  # asks for the newest key of each table that they are in
    state: tuple[Any, ...]  # the answer where they were recorded
    statements: list[tuple[str, Any]]
    cast: bytes

    def enter(self) -> Cast:
        """Put them into the database of the test; where the test has made others, make them as an installation does."""
        from django.db import connection

        with connection.cursor() as cursor:
            cursor.execute(self.ask_state)
            if cursor.fetchone() != self.state:
                return gather_cast()
            for sql, params in self.statements:
                cursor.execute(sql, params)
        cast: Cast = pickle.loads(self.cast)  # objects of the test's own
        return cast


def record_cast() -> Recorded:
    """Make the cast once, and leave the database as it was."""
    from django.db import connection, transaction

    from colere.foundation.models import Person, Team
    from colere.platform.accounts.models import Account, SignInLink
    from colere.platform.events.models import LogLine

    statements: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        statements.append((sql, params))
        return execute(sql, params, many, context)

    models = (Team, Account, SignInLink, Person, LogLine)  # in the order in which they can be written
    ask_state = "SELECT " + ", ".join(f"(SELECT max(id) FROM {model._meta.db_table})" for model in models)
    with connection.cursor() as cursor:
        cursor.execute(ask_state)
        state = cursor.fetchone()
    with transaction.atomic():
        cast = gather_cast()
        newest = zip(models, state, strict=True)
        rows = {model: list(model._default_manager.filter(pk__gt=last or 0).order_by("pk")) for model, last in newest}
        transaction.set_rollback(True)
    with transaction.atomic():
        for model, made in rows.items():
            with connection.execute_wrapper(note):
                model._default_manager.bulk_create(made)
        transaction.set_rollback(True)
    return Recorded(ask_state, state, statements, pickle.dumps(cast))


def gather_cast() -> Cast:
    """Make them in the database of the test."""
    from colere.foundation.actions.organisation import add_team
    from colere.platform.accounts.roles import Role
    from colere.platform.permissions import SYSTEM

    parcels = add_team(name="Parcels", actor=SYSTEM)
    billing = add_team(name="Billing", actor=SYSTEM)
    staff_care = add_team(name="Staff care", is_private=True, actor=SYSTEM)
    lead = join("Lena Lead", Role.LEAD, team=parcels)
    return Cast(
        operator=join("Olive Operator", Role.OPERATOR),
        head=join("Hana Head", Role.HEAD_OF_CARE),
        executive=join("Ede Executive", Role.EXECUTIVE),
        partner=join("Petra Partner", Role.PEOPLE_PARTNER),
        lead=lead,
        agent=join("Ada Agent", Role.AGENT, team=parcels, manager=lead.person),
        neighbour=join("Ben Billing", Role.AGENT, team=billing),
        private_agent=join("Nora Private", Role.AGENT, team=staff_care),
        outsider=join("Otto Outsider"),
        parcels=parcels,
        billing=billing,
        staff_care=staff_care,
    )


def join(name: str, *roles: Role, team: Team | None = None, manager: Person | None = None) -> Member:
    """Add somebody to the company and give them an account with these roles."""
    from colere.foundation.actions.people import PersonFacts, add_person, invite_person
    from colere.foundation.models import Person
    from colere.platform.permissions import SYSTEM

    email = f"{name.split()[0].lower()}@example.org"
    facts = PersonFacts(name=name, email=email, team=team, manager=manager)
    person = add_person(facts=facts, actor=SYSTEM)
    invite_person(person, roles=roles, actor=SYSTEM)
    person = Person.objects.select_related("account").get(pk=person.pk)
    assert person.account is not None
    return Member(person=person, account=person.account)
