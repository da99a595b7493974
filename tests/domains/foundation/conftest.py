"""The staff of the foundation's tests: one person for each role, with account, and how each of them acts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django.test import Client

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


@pytest.fixture
def signed_in(staff: Staff) -> Callable[[Person], Client]:
    """A browser in which somebody is signed in: `signed_in(staff.agent)`."""
    from django.test import Client

    from colere.platform.accounts.models import Account

    def browser(person: Person) -> Client:
        client = Client()
        client.force_login(Account.objects.get(pk=person.account_id))
        return client

    return browser


@pytest.fixture
def house(db: None, staff: Staff) -> dict[str, Any]:
    """One of everything."""
    from colere.foundation import actions
    from colere.platform.permissions import SYSTEM

    value = actions.add_value(name="Take the time", meaning="Nobody is hurried.", actor=SYSTEM)
    terms = actions.PromiseTerms(
        words="We answer within one hour",
        rule={"measure": "first_response_time", "within_seconds": 3600},
        felt={"name": "csat", "at_least": 4},
        owner=staff.lead,
    )
    return {
        "department": actions.add_department(name="Care", actor=SYSTEM),
        "value": value,
        "behaviour": actions.add_behaviour(value, kind="do", text="We let people finish.", actor=SYSTEM),
        "principle": actions.add_principle(text="We thank within two days.", actor=SYSTEM),
        "mission": actions.publish_mission(text="We help people to grow things.", actor=SYSTEM),
        "promise": actions.make_promise(terms=terms, actor=SYSTEM),
        "calendar": actions.add_calendar(
            facts=actions.CalendarFacts(name="Office", country="DE"), shifts=[], actor=SYSTEM
        ),
        "rule": actions.add_charter_rule(
            terms=actions.CharterTerms(role="agent", kind="time", text="Stay with it", minutes=60), actor=SYSTEM
        ),
    }
