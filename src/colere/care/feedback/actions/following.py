"""What follows for answers when customers' records are merged or taken apart."""

from collections.abc import Sequence

from django.db import transaction

from colere.care.feedback.events import ResponseUpdated
from colere.care.feedback.models import Response
from colere.platform.events import publish_many
from colere.platform.permissions import Actor, require


@transaction.atomic
def restate_responses(*, customers: Sequence[int], actor: Actor) -> int:
    """Tell the log again whose these records' answers are; the rows keep the record that answered. How many lines."""
    require(actor, "feedback.read")
    rows = Response.objects.filter(customer__in=customers).select_related("customer").order_by("pk")
    return publish_many((_state(row) for row in rows.iterator(chunk_size=500)), actor=actor)


def _state(row: Response) -> ResponseUpdated:
    customer, number = row.customer, row.about.removeprefix("conversation:")
    return ResponseUpdated(
        response=row.pk,
        name=row.name,
        score=row.score,
        at=row.at,
        has_comment=bool(row.comment),
        customer=(customer.merged_into_id or customer.pk) if customer else None,
        conversation=int(number) if number.isdigit() else None,
        person=row.person_id,
        team=row.team_id,
        channel=row.channel,
        topic=row.topic,
    )
