"""The staff of the foundation's tests: one person for each role, with account, and how each of them acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from colere.foundation.models import Person, Team
    from colere.platform.permissions import Actor


@dataclass(frozen=True)
class Staff:
    """Somebody of each role; all but the operator and the partner are in the parcels team."""

    team: Team
    operator: Person
    partner: Person
    head: Person
    executive: Person
    lead: Person
    agent: Person


@pytest.fixture
def staff(db: None) -> Staff:
    from colere.foundation.models import Person, Team
    from colere.platform.accounts.models import Account
    from colere.platform.accounts.roles import Role

    team = Team.objects.create(name="Parcels")

    def join(name: str, role: Role, team: Team | None = team) -> Person:
        email = f"{name.split()[0].lower()}@example.org"
        account = Account.objects.create(email=email, name=name, roles=[role.value])
        return Person.objects.create(name=name, email=email, account=account, roles=[role.value], team=team)

    return Staff(
        team=team,
        operator=join("Olga Operator", Role.OPERATOR, None),
        partner=join("Pia Partner", Role.PEOPLE_PARTNER, None),
        head=join("Hedda Head", Role.HEAD_OF_CARE),
        executive=join("Emil Executive", Role.EXECUTIVE),
        lead=join("Lena Lead", Role.LEAD),
        agent=join("Anton Agent", Role.AGENT),
    )


@pytest.fixture
def acting() -> Callable[[Person], Actor]:
    """How somebody acts: `acting(staff.lead)`."""

    from colere.platform.accounts.models import Account
    from colere.platform.permissions import actor_for

    def actor_of(person: Person) -> Actor:
        return actor_for(Account.objects.get(pk=person.account_id))

    return actor_of


@pytest.fixture
def operator(staff: Staff, acting: Callable[[Person], Actor]) -> Actor:
    return acting(staff.operator)


@pytest.fixture
def partner(staff: Staff, acting: Callable[[Person], Actor]) -> Actor:
    return acting(staff.partner)


@pytest.fixture
def head(staff: Staff, acting: Callable[[Person], Actor]) -> Actor:
    return acting(staff.head)


@pytest.fixture
def agent(staff: Staff, acting: Callable[[Person], Actor]) -> Actor:
    return acting(staff.agent)
