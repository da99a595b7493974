"""What the foundation shows on Today: how the promises stand, and what has to be read."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from colere.foundation.models import Organisation, Promise, Value
from colere.foundation.queries import keeping
from colere.foundation.queries.beliefs import statements_to_read
from colere.foundation.queries.keeping import Kept
from colere.foundation.views import promise_words as said
from colere.platform.accounts.models import Account
from colere.platform.permissions import Actor
from colere.platform.prepared import prepared
from colere.platform.ui.registry import News

SHOWN = 4
HURTS, FINE = 60, 20


def today_promises(actor: Actor) -> dict[str, Any] | None:
    """The promises, those that need somebody first; None while nothing is promised."""
    kept = keeping.list_kept(actor)
    if not kept:
        return None
    ordered = sorted(kept, key=lambda one: (not one.needs_somebody, -one.weight))
    return {"rows": [said.Row.of(one) for one in ordered[:SHOWN]], "news": _news(ordered)}


def _news(ordered: list[Kept]) -> News:
    """The promise that hurts most, with the way to its page; else how many are kept."""
    hurting = [one for one in ordered if one.needs_somebody]
    if not hurting:
        return News(said.news(ordered), FINE)
    worst = next((one for one in hurting if one.is_said_more_than_done), hurting[0])
    page = reverse("foundation:promise-detail", args=[worst.promise.slug])
    return News(said.news(ordered), HURTS, href=page, label=_("See why"))


def today_mission(actor: Actor) -> dict[str, Any] | None:
    """The missions that count for the actor and that they have not acknowledged; None when there are none."""
    statements = statements_to_read(actor)
    return {"statements": statements} if statements else None


@prepared
def any_promise() -> QuerySet[Promise]:
    """What has been promised."""
    return Promise.objects.order_by()


@prepared
def any_value() -> QuerySet[Value]:
    """What has been named a value."""
    return Value.objects.order_by()


@prepared
def let_in() -> QuerySet[Account]:
    """Whoever may come in beside the one who opened the house; whose id that is depends on the database."""
    return Account.objects.order_by()[1:2]


@prepared
def named_company() -> QuerySet[Organisation]:
    """The company, once it has a name."""
    return Organisation.objects.exclude(name="").order_by()
