"""Who may read and change the foundation, and the scopes that a person's place gives them."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from colere.foundation.models import Person
from colere.platform.accounts.models import Account
from colere.platform.accounts.roles import Role
from colere.platform.permissions import Actor, any_role, everyone, register, register_scopes
from colere.platform.prepared import Rows, prepared


def knows_birthday(actor: Actor, person: Person | None) -> bool:
    """People partners, the person, their manager and the leads of their team."""
    if actor.has_role(Role.PEOPLE_PARTNER) or person is None:
        return actor.has_role(Role.PEOPLE_PARTNER)
    own = actor.ids("person")
    return person.pk in own or person.manager_id in own or person.team_id in actor.ids("leads")


register("foundation.read", label=_("Read what we stand on"), policy=everyone)
register(
    "foundation.edit",
    label=_("Change mission, values, promises and charter"),
    policy=any_role(Role.HEAD_OF_CARE, Role.EXECUTIVE, Role.PEOPLE_PARTNER),
)
register("people.read", label=_("See who works here"), policy=everyone)
register(
    "people.manage",
    label=_("Add and change people, teams and calendars"),
    policy=any_role(Role.OPERATOR, Role.PEOPLE_PARTNER, Role.HEAD_OF_CARE),
)
register(
    "people.invite", label=_("Give people accounts and roles"), policy=any_role(Role.OPERATOR, Role.PEOPLE_PARTNER)
)
register("people.birthday", label=_("Know a colleague’s birthday, without its year"), policy=knows_birthday)
register("people.make_operator", label=_("Make operators"), policy=any_role(Role.OPERATOR))
register("organisation.manage", label=_("Change the company’s settings"), policy=any_role(Role.OPERATOR))


@prepared
def _own_people(account: int, *, leads: bool) -> Rows:
    wanted = Q(account_id=account) | Q(manager__account_id=account) if leads else Q(account_id=account)
    return Person.objects.filter(wanted).values_list("id", "team_id", "account_id")


@register_scopes
def person_scopes(account: Account) -> set[str]:
    """The person behind the account ("person:12"), their team ("team:3"), and the teams that they lead ("leads:3").

    A lead leads their own team and every team in which somebody reports to them.
    """
    leads = Role.LEAD in account.role_set()
    scopes = set()
    for pk, team, own in _own_people(account.pk, leads=leads):  # one query: every page asks for this
        if own == account.pk:
            scopes.add(f"person:{pk}")
            scopes |= {f"team:{team}"} if team else set()
        scopes |= {f"leads:{team}"} if team and leads else set()
    return scopes
