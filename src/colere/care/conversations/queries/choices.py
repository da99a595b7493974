"""What a list of conversations can be narrowed to."""

from colere.care.customers.permissions import sight_of
from colere.foundation.models import Person, Team
from colere.platform.permissions import Actor, require
from colere.platform.prepared import Rows, prepared

MOST = 500


def team_choices(actor: Actor) -> list[tuple[str, str]]:
    """The teams whose conversations the actor may read."""
    require(actor, "conversations.read")
    own, reach = sight_of(actor)
    return [(str(pk), name) for pk, name, is_private in _teams() if reach == "all" or not is_private or pk in own]


def person_choices(actor: Actor) -> list[tuple[str, str]]:
    """The people of teams, by name."""
    require(actor, "conversations.read")
    return [(str(pk), name) for pk, name in _people()]


@prepared
def _teams() -> Rows:
    return Team.objects.order_by("name").values_list("pk", "name", "is_private")


@prepared
def _people() -> Rows:
    return Person.objects.filter(left_on=None, team__isnull=False).order_by("name").values_list("pk", "name")[:MOST]
