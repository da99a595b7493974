"""Making operators, the first one included: somebody with an account and a place among the people."""

from django.db import transaction

from colere.foundation.actions.people import PersonFacts, add_person, invite_person, set_roles
from colere.foundation.events import PersonInvited
from colere.foundation.models import Person
from colere.platform.accounts.models import Account
from colere.platform.accounts.roles import Role
from colere.platform.events import publish
from colere.platform.permissions import Actor, require


@transaction.atomic
def let_operator_in(*, email: str, name: str = "", actor: Actor) -> str:
    """Makes whoever has this address an operator, and gives a token that lets them in once within three days.

    Somebody new is added to the people; `name` is then theirs (without one, what stands before the "@"). An account
    that belongs to nobody yet becomes theirs. Raises `Invalid` when they have left.
    """
    require(actor, "people.make_operator")
    address = email.strip().lower()
    person = Person.objects.filter(email__iexact=address).first()
    if person is None:
        facts = PersonFacts(name=name or address.partition("@")[0], email=address)
        person = add_person(facts=facts, actor=actor)
    _take_account(person, actor=actor)
    if person.account_id is not None:
        set_roles(person, roles={Role.OPERATOR, *(Role(role) for role in person.roles)}, actor=actor)
    return invite_person(person, roles={Role.OPERATOR, *(Role(role) for role in person.roles)}, actor=actor)


def _take_account(person: Person, *, actor: Actor) -> None:
    """An account of the same address that no person has, such as that of an operator of an earlier version."""
    taken = Person.objects.filter(account__isnull=False).values("account")
    account = Account.objects.filter(email=person.email).exclude(pk__in=taken).first()
    if account is None or person.account_id is not None:
        return
    person.account, person.roles = account, account.roles
    person.save(update_fields=["account", "roles"])
    publish(PersonInvited(person=person.pk, account=account.pk, roles=tuple(account.roles)), actor=actor)
