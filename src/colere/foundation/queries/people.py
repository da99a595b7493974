"""Reading colleagues."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from colere.foundation.models import Person
from colere.foundation.rules import people as rules
from colere.platform.accounts.roles import ROLE_LABELS, Role
from colere.platform.errors import NotFound
from colere.platform.permissions import Actor, allows, require


@dataclass(frozen=True, slots=True)
class Counts:
    """How many work here, how many of them can sign in, and how many are known only by an address."""

    here: int
    with_account: int
    stubs: int


@dataclass(frozen=True, slots=True)
class AccountState:
    """Whether somebody can sign in, for those who give accounts."""

    exists: bool
    is_open: bool
    last_login: datetime | None


def list_people(actor: Actor) -> "QuerySet[Person]":
    """Everybody, those who left too, with team and manager in narrow columns; the list page filters and orders."""
    require(actor, "people.read")
    return Person.objects.select_related("team").only(
        "id", "name", "email", "title", "roles", "hired_on", "left_on", "is_stub", "account_id", "team__name"
    )


def with_role(people: "QuerySet[Any]", role: str) -> "QuerySet[Any]":
    """Those who have this role."""
    found: QuerySet[Any] = people.annotate(roles_text=Cast("roles", TextField()))
    return found.filter(roles_text__contains=f'"{role}"')


def matching(people: "QuerySet[Any]", text: str) -> "QuerySet[Any]":
    """Those whose name, address or job holds the text."""
    return people.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(title__icontains=text))


def count_people(actor: Actor) -> Counts:
    """The figures for the head of the list: one query."""
    require(actor, "people.read")
    rows = Person.objects.filter(left_on__isnull=True).values_list("is_stub", "account_id")
    here = [account for is_stub, account in rows if not is_stub]
    stubs = sum(1 for is_stub, _account in rows if is_stub)
    return Counts(len(here), sum(1 for account in here if account is not None), stubs)


def get_person(actor: Actor, pk: int) -> Person:
    """One colleague with team, department, manager. Raises `NotFound`."""
    require(actor, "people.read")
    person = Person.objects.select_related("team", "team__department", "department", "manager").filter(pk=pk).first()
    if person is None:
        raise NotFound(_("There is nobody like that in the list of people."))
    return person


def list_reports(actor: Actor, person: Person) -> list[Person]:
    """Who is led by this person and works here, by name."""
    require(actor, "people.read")
    found = Person.objects.filter(manager=person, left_on__isnull=True).order_by("name")
    return list(found.only("id", "name", "title"))


def person_of(actor: Actor) -> Person | None:
    """The colleague behind the actor's account, or None."""
    return Person.objects.filter(pk__in=actor.ids("person")).first() if actor.ids("person") else None


def account_state(actor: Actor, person: Person) -> AccountState | None:
    """Whether this person can sign in; None for actors who have no business knowing."""
    if not allows(actor, "people.invite", person):
        return None
    account = Person.objects.filter(pk=person.pk, account__isnull=False).values_list(
        "account__is_active", "account__last_login"
    )
    found = account.first()
    return (
        AccountState(exists=True, is_open=found[0], last_login=found[1]) if found else AccountState(False, False, None)
    )


def birthday_for(actor: Actor, person: Person, *, today: date) -> date | None:
    """When this person's birthday comes next, for those who may know of it: never the year of birth."""
    if person.birthday is None or not allows(actor, "people.birthday", person):
        return None
    return rules.next_birthday(person.birthday, today=today)


def person_choices(actor: Actor) -> "QuerySet[Person]":
    """Who can be chosen as a manager or an owner: everybody who works here, by name."""
    require(actor, "people.read")
    return Person.objects.filter(left_on__isnull=True, is_stub=False).order_by("name").only("id", "name")


def role_words(roles: list[str]) -> list[str]:
    """The labels of roles, in the order in which roles are declared."""
    return [str(ROLE_LABELS[role]) for role in Role if role.value in roles]
