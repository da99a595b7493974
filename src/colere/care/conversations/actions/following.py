"""What follows for conversations when customers' records are merged or taken apart."""

from collections.abc import Sequence

from django.db import transaction

from colere.care.conversations.events import ConversationUpdated
from colere.care.conversations.models import Conversation
from colere.platform.events import publish_many
from colere.platform.permissions import Actor, require

AT_A_TIME = 500


@transaction.atomic
def restate_conversations(*, customers: Sequence[int], actor: Actor) -> int:
    """Tell the log again whose these records' conversations are: measures then count the customer as one person.

    The rows themselves do not change (they keep the record that wrote). Gives how many lines were written.
    """
    require(actor, "conversations.read")
    rows = Conversation.objects.filter(customer__in=customers).select_related("customer").order_by("pk")
    return publish_many((_state(row) for row in rows.iterator(chunk_size=AT_A_TIME)), actor=actor)


def _state(row: Conversation) -> ConversationUpdated:
    customer = row.customer
    return ConversationUpdated(
        conversation=row.pk,
        customer=(customer.merged_into_id or customer.pk) if customer else None,
        channel=row.channel,
        team=row.team_id,
        assignee=row.assignee_id,
        topic=row.topic,
        opened_at=row.opened_at,
        resolved_at=row.resolved_at,
        first_customer_at=row.first_customer_at,
        first_reply_at=row.first_reply_at,
        reopened_at=row.reopened_at,
        messages=row.message_count,
    )
