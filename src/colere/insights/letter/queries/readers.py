"""Who gets the letter."""

from __future__ import annotations

from colere.insights.letter.models import Subscription
from colere.platform.permissions import Actor, actor_for, allows, require


def is_subscribed(actor: Actor) -> bool:
    """Whether the actor gets the letter each week."""
    require(actor, "letter.read")
    return Subscription.objects.filter(account=actor.account_id).exists()


def list_readers(actor: Actor) -> list[Subscription]:
    """The subscriptions of those who are here and may still read letters: a role can have been taken since."""
    require(actor, "letter.read")
    rows = Subscription.objects.filter(account__is_active=True).select_related("account").order_by("id")
    return [row for row in rows if allows(actor_for(row.account), "letter.read")]
