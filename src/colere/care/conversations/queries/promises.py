"""Which conversations broke a promise, by the promise's own rule (what the measure `promise_kept:…` does not count as
kept).
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Q
from django.utils import timezone

from colere.care.conversations.models import Conversation
from colere.care.conversations.permissions import readable
from colere.care.conversations.queries.listing import ROW
from colere.foundation.models import Promise
from colere.foundation.rules.promises import TIMED, rule_problem
from colere.platform.permissions import Actor, require

SPANS = {
    "first_response_time": ("first_customer_at", "first_reply_at"),
    "resolution_time": ("opened_at", "resolved_at"),
}


def can_be_broken(promise: Promise) -> bool:
    """Whether this promise is about the time that conversations take."""
    return promise.rule.get("measure") in TIMED and rule_problem(promise.rule) is None


def breaking(rule: Mapping[str, Any], *, now: datetime | None = None) -> Q:
    """The conversations that broke a promise about time: done too late, or not done and too late by now."""
    begun, done = SPANS[rule["measure"]]
    span = timedelta(seconds=rule["within_seconds"])
    late = Q(**{f"{done}__gt": F(begun) + span})
    never = Q(**{f"{done}__isnull": True, f"{begun}__lt": (now or timezone.now()) - span})
    return (late | never) & Q(**{name: rule[name] for name in ("channel", "team", "topic") if rule.get(name)})


def newest_breaking(actor: Actor, promise: Promise, *, days: int, limit: int = 6) -> list[dict[str, Any]]:
    """The newest conversations of so many days that broke the promise and that the actor may read."""
    require(actor, "conversations.read")
    since = timezone.now() - timedelta(days=days)
    rows = Conversation.objects.filter(readable(actor), breaking(promise.rule), opened_at__gte=since)
    return list(rows.order_by("-opened_at", "-id").values(*ROW)[:limit])
