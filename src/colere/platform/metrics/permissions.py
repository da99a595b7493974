"""Who may see figures.

Figures about the whole, a team, a channel or a topic hold nobody's words and belong to everybody: one team, no silos.
Figures by person are for that person and their lead; which people those are is decided by the dimension itself.
"""

from django.utils.translation import gettext_lazy as _

from colere.platform.permissions import Actor, everyone, register


def some_people(actor: Actor, obj: object) -> bool:
    """Whether there is anybody of whom the actor may see figures; of whom is decided person by person."""
    return bool(actor.ids("leads") or actor.ids("person"))


register("metrics.read", label=_("See figures"), policy=everyone)
register("metrics.read_people", label=_("See figures by person"), policy=some_people)
