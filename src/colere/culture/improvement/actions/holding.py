"""Two people at once: whoever changes a problem holds its row, and hears of what the other one did."""

from typing import Any

from django.utils.translation import gettext as _

from colere.culture.improvement.models import Problem
from colere.culture.improvement.queries.standing import known_of
from colere.culture.improvement.rules import state_of
from colere.platform.errors import Conflict, NotFound
from colere.platform.permissions import Actor


def hold(problem: Problem, *, version: int | None = None, actor: Actor) -> Problem:
    """The problem as it stands, locked until the transaction ends.

    `version` is that of the page on which the actor wrote: raises `Conflict` when somebody has changed it since.
    """
    held = Problem.objects.select_for_update().filter(pk=problem.pk).first()
    if held is None:
        raise NotFound(_("There is no such problem."))
    if version is not None and held.version != version:
        raise Conflict(
            _(
                "Somebody else has changed this problem since you opened the page. Nothing of yours was saved; look at "
                "what is new and write it again."
            )
        )
    return held


def keep(held: Problem, *, actor: Actor, is_new_version: bool = True, **values: Any) -> None:
    """Save these values of a held problem, and the state that follows from them and from what was done about it.

    What the house counts makes no new version: whoever writes at that moment has not been overtaken.
    """
    for name, value in values.items():
        setattr(held, name, value)
    held.state = state_of(known_of(actor, held))
    held.version += is_new_version
    held.save(update_fields=[*values, "state", "version"])


def person_behind(actor: Actor) -> int | None:
    """The colleague whose account this is; None for the house itself."""
    return next(iter(actor.ids("person")), None)
