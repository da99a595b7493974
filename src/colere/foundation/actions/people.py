"""Colleagues: adding them, keeping their facts true, giving them an account and roles, and letting them go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from colere.foundation.actions.writing import changed_fields, clean_words, taken_as
from colere.foundation.events import (
    PersonAdded,
    PersonChanged,
    PersonInvited,
    PersonLeft,
    PersonReturned,
    RolesChanged,
    SignInLinkMade,
)
from colere.foundation.models import Department, Person, Team
from colere.foundation.rules import people as rules
from colere.platform.accounts import actions as accounts
from colere.platform.accounts.models import Account
from colere.platform.accounts.roles import Role
from colere.platform.errors import Conflict, Invalid, Refused
from colere.platform.events import publish
from colere.platform.permissions import Actor, require

LINK_MINUTES = 3 * 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonFacts:
    """What we know about a colleague. `birthday` is kept for the day and month; its year is shown to nobody."""

    name: str
    email: str = ""
    title: str = ""
    team: Team | None = None
    department: Department | None = None
    manager: Person | None = None
    hired_on: date | None = None
    birthday: date | None = None
    language: str = ""


@transaction.atomic
def add_person(*, facts: PersonFacts, actor: Actor) -> Person:
    """A new colleague, without an account. Raises `Conflict` when the address belongs to somebody else."""
    require(actor, "people.manage")
    person = Person(**_clean(facts))
    with taken_as(_("Somebody with this address is in the list already."), field="email"):
        person.save(force_insert=True)
    publish(PersonAdded(person=person.pk, team=person.team_id), actor=actor)
    return person


@transaction.atomic
def change_person(person: Person, *, facts: PersonFacts, actor: Actor) -> None:
    """Changes what is different; the account, if there is one, gets the new name and address too.

    Raises `Invalid` when the new manager would lead themselves by way of others, `Conflict` for an address that is
    taken.
    """
    require(actor, "people.manage", person)
    wanted = _clean(facts)
    _refuse_circle(person, facts.manager)
    changed = changed_fields(person, {**wanted, "is_stub": False})
    if not changed:
        return
    with taken_as(_("Somebody with this address is in the list already."), field="email"):
        person.save(update_fields=changed)
    account = _account_of(person)
    if account is not None and {"name", "email"} & set(changed):
        _keep_account_in_step(account, person, is_new_address="email" in changed, actor=actor)
    publish(PersonChanged(person=person.pk, fields=changed, team=person.team_id), actor=actor)


@transaction.atomic
def invite_person(person: Person, *, roles: Iterable[Role], actor: Actor) -> str:
    """Gives the person an account with these roles, and a token that lets them in once within three days.

    The token is told once and kept nowhere. Somebody who has an account already keeps it and gets a fresh token.
    Raises `Invalid` when no address is known or the person has left, `Conflict` when the address has an account that
    is somebody else's.
    """
    require(actor, "people.invite", person)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if person.left_on is not None:
        raise Invalid(_("%(name)s has left. Bring them back first.") % {"name": person.name})
    if person.account_id is not None:
        return make_link(person, actor=actor)
    if not person.email:
        sentence = _("An account needs an e-mail address. Add one for %(name)s first.") % {"name": person.name}
        raise Invalid(sentence, fields={"email": sentence})
    wanted = _known_roles(roles)
    if Role.OPERATOR in wanted:
        require(actor, "people.make_operator", person)
    account = accounts.create_account(email=person.email, name=person.name, roles=wanted, actor=actor)
    person.account, person.roles = account, account.roles
    person.save(update_fields=["account", "roles"])
    publish(PersonInvited(person=person.pk, account=account.pk, roles=tuple(account.roles)), actor=actor)
    return accounts.make_sign_in_link(account, minutes=LINK_MINUTES, actor=actor)


@transaction.atomic
def make_link(person: Person, *, actor: Actor) -> str:
    """A fresh token that lets somebody with an account in once. Raises `Invalid` when they have none, or it is closed.

    A link into an operator's account makes its holder an operator, so only operators make one.
    """
    require(actor, "people.invite", person)
    account = _account_of(person)
    if account is None or not account.is_active:
        raise Invalid(_("%(name)s has no open account.") % {"name": person.name})
    if Role.OPERATOR in account.role_set():
        require(actor, "people.make_operator", person)
    publish(SignInLinkMade(person=person.pk, account=account.pk), actor=actor)
    return accounts.make_sign_in_link(account, minutes=LINK_MINUTES, actor=actor)


@transaction.atomic
def set_roles(person: Person, *, roles: Iterable[Role], actor: Actor) -> None:
    """Gives the person exactly these roles (everybody is a colleague besides).

    Only an operator makes somebody an operator or ends that, or changes their own roles. Raises `Invalid` when the
    last operator would be lost.
    """
    require(actor, "people.invite", person)
    wanted = _known_roles(roles)
    if person.pk in actor.ids("person") and not actor.has_role(Role.OPERATOR):
        raise Refused(_("Nobody gives roles to themselves. Ask a colleague to do it."))
    if (Role.OPERATOR in wanted) != (Role.OPERATOR.value in person.roles):
        require(actor, "people.make_operator", person)
    names = sorted(role.value for role in wanted)
    account = _account_of(person)
    if person.roles == names and (account is None or account.roles == names):
        return
    if account is not None:
        accounts.set_roles(account, roles=wanted, actor=actor)
    person.roles = names
    person.save(update_fields=["roles"])
    publish(RolesChanged(person=person.pk, account=person.account_id, roles=tuple(names)), actor=actor)


@transaction.atomic
def mark_left(person: Person, *, on: date | None = None, actor: Actor) -> None:
    """The person has left: from now on their account lets nobody in, and what they did stays.

    Raises `Invalid` for the last operator, and for oneself.
    """
    require(actor, "people.manage", person)
    if person.pk in actor.ids("person"):
        raise Invalid(_("You cannot mark yourself as gone. Ask a colleague to do it."))
    account = _account_of(person)
    if account is not None and Role.OPERATOR in account.role_set():
        require(actor, "people.make_operator", person)
        _refuse_losing_last_operator(account)
    day = on or timezone.localdate()
    if person.hired_on is not None and day < person.hired_on:
        sentence = _("The last day cannot come before the first.")
        raise Invalid(sentence, fields={"on": sentence})
    person.left_on = day
    person.save(update_fields=["left_on"])
    _set_account_open(account, is_open=False)
    publish(PersonLeft(person=person.pk, account=person.account_id, on=day), actor=actor)


@transaction.atomic
def bring_back(person: Person, *, actor: Actor) -> None:
    """Undoes `mark_left`: the person is here again, and their account lets them in."""
    require(actor, "people.manage", person)
    if person.left_on is None:
        return
    account = _account_of(person)
    if account is not None and Role.OPERATOR in account.role_set():
        require(actor, "people.make_operator", person)
    person.left_on = None
    person.save(update_fields=["left_on"])
    _set_account_open(account, is_open=True)
    publish(PersonReturned(person=person.pk, account=person.account_id), actor=actor)


def _clean(facts: PersonFacts) -> dict[str, object]:
    if facts.birthday is not None and facts.birthday >= timezone.localdate():
        sentence = _("A birthday lies in the past.")
        raise Invalid(sentence, fields={"birthday": sentence})
    return {
        "name": clean_words(facts.name, most=200, field="name"),
        "email": facts.email.strip().lower(),
        "title": clean_words(facts.title, most=120, field="title", required=False),
        "team_id": facts.team.pk if facts.team else None,
        "department_id": facts.department.pk if facts.department else None,
        "manager_id": facts.manager.pk if facts.manager else None,
        "hired_on": facts.hired_on,
        "birthday": facts.birthday,
        "language": facts.language,
    }


def _refuse_circle(person: Person, manager: Person | None) -> None:
    managers = dict(Person.objects.values_list("pk", "manager_id"))
    circle = rules.closes_a_circle(managers, person=person.pk, manager=manager.pk if manager else None)
    if not circle:
        return
    names = Person.objects.in_bulk(circle)
    chain = " → ".join(names[pk].name for pk in circle)
    sentence = _("That would make a circle: %(chain)s. Choose another manager.") % {"chain": chain}
    raise Invalid(sentence, fields={"manager": sentence})


def _keep_account_in_step(account: Account, person: Person, *, is_new_address: bool, actor: Actor) -> None:
    """Who may choose an account's address can have its password sent there, so it takes the right to give accounts."""
    if is_new_address:
        require(actor, "people.invite", person)
        if Role.OPERATOR in account.role_set():
            require(actor, "people.make_operator", person)
    if not person.email:
        sentence = _("Somebody with an account needs an e-mail address.")
        raise Invalid(sentence, fields={"email": sentence})
    if Account.objects.filter(email=person.email).exclude(pk=account.pk).exists():
        sentence = _("Another account has this address.")
        raise Conflict(sentence, fields={"email": sentence})
    account.name, account.email = person.name, person.email
    account.save(update_fields=["name", "email"])


def _known_roles(roles: Iterable[Role]) -> set[Role]:
    try:
        return {Role(role) for role in roles} - {Role.COLLEAGUE}
    except ValueError as error:
        raise Invalid(_("There is no such role.")) from error


def _account_of(person: Person) -> Account | None:
    return Account.objects.filter(pk=person.account_id).first() if person.account_id else None


def _refuse_losing_last_operator(account: Account) -> None:
    others = Account.objects.filter(is_active=True).exclude(pk=account.pk).values_list("roles", flat=True)
    if not any(Role.OPERATOR.value in roles for roles in others):
        raise Invalid(
            _("%(name)s is the last operator. Make somebody else an operator first.") % {"name": account.name}
        )


def _set_account_open(account: Account | None, *, is_open: bool) -> None:
    if account is not None:
        account.is_active = is_open
        account.save(update_fields=["is_active"])
