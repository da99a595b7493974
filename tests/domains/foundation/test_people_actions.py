"""Adding, changing, inviting and letting go of colleagues; who may, and who may not."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from colere.foundation.actions import people
from colere.foundation.actions.people import PersonFacts
from colere.foundation.models import Person
from colere.foundation.views.today import let_in
from colere.platform.accounts.actions import use_sign_in_link
from colere.platform.accounts.models import Account
from colere.platform.accounts.roles import Role
from colere.platform.errors import Conflict, Invalid, NotFound, Refused
from colere.platform.permissions import Actor

Published = Callable[..., list[Any]]
ADA = PersonFacts(name="Ada Moss", email="Ada@Example.org ", title="Agent", hired_on=date(2025, 3, 1))


def test_a_people_partner_adds_a_colleague(partner: Actor, published: Published) -> None:
    ada = people.add_person(facts=ADA, actor=partner)
    assert (ada.name, ada.email) == ("Ada Moss", "ada@example.org")
    [line] = published("foundation.PersonAdded")
    assert line.subject == f"person:{ada.pk}"
    assert line.payload == {"person": ada.pk, "team": None}


def test_colleagues_are_let_in_once_somebody_stands_beside_whoever_opened_the_house(db: None) -> None:
    Account.objects.create(pk=70_000, email="olive@example.org", name="Olive")  # sequences have gaps
    assert let_in() == []
    Account.objects.create(email="ada@example.org", name="Ada Moss")
    assert len(let_in()) == 1


def test_an_agent_cannot_add_or_change_a_colleague(agent: Actor, staff: Any, published: Published) -> None:
    with pytest.raises(Refused):
        people.add_person(facts=ADA, actor=agent)
    with pytest.raises(Refused):
        people.change_person(staff.lead, facts=ADA, actor=agent)
    assert not Person.objects.filter(name="Ada Moss").exists()
    assert published() == []


def test_two_colleagues_cannot_share_an_address(partner: Actor, staff: Any, published: Published) -> None:
    with pytest.raises(Conflict, match="in the list already"):
        people.add_person(facts=PersonFacts(name="Another", email="ANTON@example.org"), actor=partner)
    assert published() == []


@pytest.mark.parametrize(
    "facts",
    [
        PersonFacts(name="  "),
        PersonFacts(name="x" * 201),
        PersonFacts(name="Ada", birthday=timezone.localdate() + timedelta(days=1)),
    ],
)
def test_facts_that_cannot_be_true_are_refused(facts: PersonFacts, partner: Actor) -> None:
    with pytest.raises(Invalid):
        people.add_person(facts=facts, actor=partner)


def test_only_what_differs_is_changed_and_told(partner: Actor, staff: Any, published: Published) -> None:
    anton = staff.agent
    facts = PersonFacts(name=anton.name, email=anton.email, team=staff.team, title="Senior agent")
    people.change_person(anton, facts=facts, actor=partner)
    people.change_person(anton, facts=facts, actor=partner)
    [line] = published("foundation.PersonChanged")
    assert line.payload["fields"] == ["title"]


def test_nobody_comes_to_lead_themselves_by_way_of_others(partner: Actor, staff: Any, published: Published) -> None:
    def led_by(person: Person, manager: Person) -> None:
        facts = PersonFacts(name=person.name, email=person.email, team=staff.team, manager=manager)
        people.change_person(person, facts=facts, actor=partner)

    led_by(staff.agent, staff.lead)
    led_by(staff.lead, staff.head)
    with pytest.raises(Invalid, match="Hedda Head → Anton Agent → Lena Lead → Hedda Head"):
        led_by(staff.head, staff.agent)
    staff.head.refresh_from_db()
    assert staff.head.manager_id is None
    assert len(published("foundation.PersonChanged")) == 2


def test_a_new_address_is_also_the_accounts_new_address(partner: Actor, staff: Any) -> None:
    facts = PersonFacts(name="Anton Arnold", email="arnold@example.org", team=staff.team)
    people.change_person(staff.agent, facts=facts, actor=partner)
    account = Account.objects.get(pk=staff.agent.account_id)
    assert (account.name, account.email) == ("Anton Arnold", "arnold@example.org")


def test_a_head_of_care_cannot_take_an_account_over_by_its_address(head: Actor, staff: Any) -> None:
    with pytest.raises(Refused):
        people.change_person(staff.agent, facts=PersonFacts(name="Anton Agent", email="mine@example.org"), actor=head)
    assert Person.objects.get(pk=staff.agent.pk).email == "anton@example.org"


def test_a_people_partner_cannot_take_an_operators_account_over(partner: Actor, staff: Any) -> None:
    with pytest.raises(Refused):
        people.change_person(staff.operator, facts=PersonFacts(name="Olga", email="mine@example.org"), actor=partner)
    with pytest.raises(Refused):
        people.make_link(staff.operator, actor=partner)
    with pytest.raises(Refused):
        people.mark_left(staff.operator, actor=partner)


def test_an_invited_colleague_comes_in_once(partner: Actor, published: Published) -> None:
    ada = people.add_person(facts=ADA, actor=partner)
    token = people.invite_person(ada, roles=[Role.AGENT], actor=partner)
    account = use_sign_in_link(token)
    assert (account.email, account.roles) == ("ada@example.org", ["agent"])
    ada.refresh_from_db()
    assert ada.account_id == account.pk
    with pytest.raises(NotFound):
        use_sign_in_link(token)
    [line] = published("foundation.PersonInvited")
    assert token not in str(line.payload)


def test_inviting_again_gives_a_fresh_link_to_the_same_account(partner: Actor, published: Published) -> None:
    ada = people.add_person(facts=ADA, actor=partner)
    first = people.invite_person(ada, roles=[Role.AGENT], actor=partner)
    second = people.invite_person(ada, roles=[Role.LEAD], actor=partner)
    assert use_sign_in_link(first).pk == use_sign_in_link(second).pk
    assert Account.objects.get(email="ada@example.org").roles == ["agent"]
    assert len(published("foundation.SignInLinkMade")) == 1


def test_nobody_without_an_address_is_invited(partner: Actor) -> None:
    ada = people.add_person(facts=PersonFacts(name="Ada Moss"), actor=partner)
    with pytest.raises(Invalid, match="needs an e-mail address"):
        people.invite_person(ada, roles=[], actor=partner)


def test_a_head_of_care_cannot_invite(head: Actor, partner: Actor, published: Published) -> None:
    ada = people.add_person(facts=ADA, actor=partner)
    with pytest.raises(Refused):
        people.invite_person(ada, roles=[Role.AGENT], actor=head)
    assert published("foundation.PersonInvited") == []


def test_roles_are_set_on_person_and_account(partner: Actor, staff: Any, published: Published) -> None:
    people.set_roles(staff.agent, roles=[Role.LEAD, Role.AGENT, Role.COLLEAGUE], actor=partner)
    people.set_roles(staff.agent, roles=[Role.AGENT, Role.LEAD], actor=partner)
    assert Account.objects.get(pk=staff.agent.account_id).roles == ["agent", "lead"]
    assert Person.objects.get(pk=staff.agent.pk).roles == ["agent", "lead"]
    [line] = published("foundation.RolesChanged")
    assert line.payload["roles"] == ["agent", "lead"]


def test_only_an_operator_makes_operators(partner: Actor, operator: Actor, staff: Any) -> None:
    with pytest.raises(Refused):
        people.set_roles(staff.lead, roles=[Role.OPERATOR], actor=partner)
    with pytest.raises(Refused):
        people.set_roles(staff.operator, roles=[], actor=partner)
    ada = people.add_person(facts=ADA, actor=partner)
    with pytest.raises(Refused):
        people.invite_person(ada, roles=[Role.OPERATOR], actor=partner)
    people.set_roles(staff.lead, roles=[Role.OPERATOR], actor=operator)
    assert Account.objects.get(pk=staff.lead.account_id).roles == ["operator"]


def test_a_people_partner_cannot_give_roles_to_themselves(partner: Actor, staff: Any) -> None:
    with pytest.raises(Refused, match="to themselves"):
        people.set_roles(staff.partner, roles=[Role.PEOPLE_PARTNER, Role.AGENT], actor=partner)


def test_the_last_operator_stays(operator: Actor, staff: Any) -> None:
    with pytest.raises(Invalid, match="last operator"):
        people.set_roles(staff.operator, roles=[], actor=operator)


def test_who_left_no_longer_comes_in_and_may_come_back(partner: Actor, staff: Any, published: Published) -> None:
    people.mark_left(staff.agent, on=date(2026, 1, 31), actor=partner)
    assert not Account.objects.get(pk=staff.agent.account_id).is_active
    with pytest.raises(Invalid):
        people.make_link(staff.agent, actor=partner)
    with pytest.raises(Invalid, match="has left"):
        people.invite_person(staff.agent, roles=[], actor=partner)
    people.bring_back(staff.agent, actor=partner)
    assert Account.objects.get(pk=staff.agent.account_id).is_active
    kinds = [line.kind for line in published()]
    assert kinds == ["foundation.PersonLeft", "foundation.PersonReturned"]


def test_nobody_marks_themselves_as_gone(partner: Actor, staff: Any) -> None:
    with pytest.raises(Invalid, match="yourself"):
        people.mark_left(staff.partner, actor=partner)


def test_nobody_leaves_before_they_came(partner: Actor) -> None:
    ada = people.add_person(facts=ADA, actor=partner)
    with pytest.raises(Invalid, match="last day"):
        people.mark_left(ada, on=date(2025, 2, 28), actor=partner)
