"""Finding conversations by the ids that a source gave them, for rows that refer to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from colere.care.conversations.models import Conversation
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    from colere.platform.imports import ImportContext

LOOKED_UP = 500


def find_by_source_ids(ids: Sequence[str], *, context: ImportContext, actor: Actor) -> dict[str, dict[str, Any]]:
    """For each id that is known: our id, and customer, person, team, channel and topic of the conversation.

    The importing source's own conversations come first; one of another source counts where only one has that id.
    """
    require(actor, "imports.run")
    own: dict[str, dict[str, Any]] = {}
    others: dict[str, list[dict[str, Any]]] = {}
    for start in range(0, len(ids), LOOKED_UP):
        rows = Conversation.objects.filter(external_id__in=ids[start : start + LOOKED_UP])
        for row in rows.values("pk", "external_id", "source", "customer", "assignee", "team", "channel", "topic"):
            if row["source"] == context.source.pk:
                own[row["external_id"]] = dict(row)
            else:
                others.setdefault(row["external_id"], []).append(dict(row))
    single = {id: rows[0] for id, rows in others.items() if len(rows) == 1}
    return {id: _facts(row) for id, row in (single | own).items()}


def _facts(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "conversation": row["pk"],
        "customer": row["customer"],
        "person": row["assignee"],
        "team": row["team"],
        "channel": row["channel"],
        "topic": row["topic"],
    }
