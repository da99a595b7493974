"""What conversations plug into the platform."""

from django.utils.translation import gettext_lazy as _

from colere.care.conversations.actions.imports import import_conversations
from colere.care.conversations.queries.references import find_by_source_ids
from colere.care.conversations.schemas import COLUMNS, FLAT, understand_conversation
from colere.platform.imports import ImportKind, register_kind, register_reference

register_kind(
    ImportKind(
        name="conversations",
        label=_("conversations"),
        columns=COLUMNS,
        flat=FLAT,
        understand=understand_conversation,
        load=import_conversations,
        weight=lambda values: 1 + len(values["messages"]),
        batch_weight=10_000,
    )
)
register_reference("conversation", find_by_source_ids)
