"""What a list of conversations can be narrowed to."""

from colere.foundation.models import Person, Team
from colere.platform.accounts.roles import Role
from colere.platform.permissions import Actor, require

MOST = 500


def team_choices(actor: Actor) -> list[tuple[str, str]]:
    """The teams whose conversations the actor may read."""
    require(actor, "conversations.read")
    own = actor.ids("team") | actor.ids("leads")
    teams = Team.objects.order_by("name").values_list("pk", "name", "is_private")
    may_all = actor.has_role(Role.HEAD_OF_CARE)
    return [(str(pk), name) for pk, name, is_private in teams if may_all or not is_private or pk in own]


def person_choices(actor: Actor) -> list[tuple[str, str]]:
    """The people of teams, by name."""
    require(actor, "conversations.read")
    people = Person.objects.filter(left_on=None, team__isnull=False).order_by("name")
    return [(str(pk), name) for pk, name in people.values_list("pk", "name")[:MOST]]
