"""The landing page: the mountain."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from colere.foundation.queries.keeping import USUAL_PERIOD
from colere.foundation.queries.mountain import Mountain, read_mountain
from colere.foundation.rules.promises import Standing
from colere.foundation.views.charter import limit_words
from colere.foundation.views.saving import actor_of
from colere.platform.accounts.roles import ROLE_LABELS
from colere.platform.permissions import Actor, requires
from colere.platform.ui.pages import render


@dataclass(frozen=True, slots=True)
class Promised:
    """How many promises there are, how many of them are measured, kept, and need somebody."""

    made: int
    measured: int
    kept: int
    hurting: int


@requires("foundation.read")
def landing(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    mountain = read_mountain(actor)
    promised = promised_of(mountain)
    context = {
        "mountain": mountain,
        "promised": promised,
        "trust": trust_words(mountain, actor),
        "news": _news(mountain, promised),
        "missing": _missing(mountain),
        "days": USUAL_PERIOD,
    }
    return render(request, "foundation/landing.html", context)


def promised_of(mountain: Mountain) -> Promised:
    """The promises in numbers."""
    return Promised(
        made=len(mountain.kept),
        measured=sum(1 for one in mountain.kept if one.kept is not None),
        kept=sum(1 for one in mountain.kept if one.standing is Standing.KEPT and not one.needs_somebody),
        hurting=sum(1 for one in mountain.kept if one.needs_somebody),
    )


def trust_words(mountain: Mountain, actor: Actor) -> str:
    """The charter in a sentence: the reader's own widest freedom, else that of the first role that has one."""
    own = [(role, rules) for role, rules in mountain.charter if role in actor.roles] or mountain.charter
    for role, rules in own:
        money = max((rule for rule in rules if rule.amount is not None), key=lambda r: r.amount or 0, default=None)
        if money is not None:
            return _("%(role)s: up to %(limit)s in one case, without asking") % {
                "role": ROLE_LABELS[role],
                "limit": limit_words(money),
            }
    return own[0][1][0].text if own else ""


def _news(mountain: Mountain, promised: Promised) -> str:
    if not (mountain.mission or mountain.values or mountain.kept):
        return _("Nothing is written down yet of what we stand on.")
    if promised.hurting:
        return ngettext(
            "We stand on %(values)s values and %(made)s promises; %(n)s promise needs somebody.",
            "We stand on %(values)s values and %(made)s promises; %(n)s promises need somebody.",
            promised.hurting,
        ) % {"values": len(mountain.values), "made": promised.made, "n": promised.hurting}
    return _("We stand on %(values)s values and %(made)s promises.") % {
        "values": len(mountain.values),
        "made": promised.made,
    }


def _missing(mountain: Mountain) -> list[tuple[str, str]]:
    """What has not been written down yet, with the route where to begin."""
    parts = [
        (mountain.mission, _("Say what we are for"), "foundation:mission-new"),
        (mountain.values, _("Name the first value"), "foundation:value-new"),
        (mountain.kept, _("Make the first promise"), "foundation:promise-new"),
        (mountain.charter, _("Say who may decide what"), "foundation:charter-new"),
        (mountain.principles, _("Say what people can expect from leaders"), "foundation:principle-new"),
    ]
    return [(label, name) for part, label, name in parts if not part]
