"""The newest conversations of a topic in the words of customers, for whoever may read them."""

from datetime import date, timedelta
from typing import Any

from colere.care.conversations.queries.listing import SHORT_PERIOD, Wanted, list_conversations
from colere.platform.metrics import ReportRequest
from colere.platform.permissions import Actor, allows

SHOWN = 3


def list_quotes(actor: Actor, topic: str, *, request: ReportRequest, days: tuple[date, date]) -> list[dict[str, Any]]:
    """At most three conversations opened in the last two months of these days; none for who may not read them."""
    if not allows(actor, "conversations.read"):
        return []
    wanted = Wanted(
        topic=topic,
        team=request.team,
        channel=request.channel or "",
        opened_from=max(days[0], days[1] - timedelta(days=SHORT_PERIOD)),
        opened_to=days[1],
    )
    rows = list_conversations(actor, wanted)
    found = rows.all().order_by("-opened_at", "-id")[:SHOWN]
    return [row for row in found if row["preview"]]
