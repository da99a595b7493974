"""Writing down what a customer answered."""

import math
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from colere.care.customers.models import Customer
from colere.care.feedback.events import ResponseReceived
from colere.care.feedback.models import Response
from colere.care.feedback.rules import SCALES, fits_scale
from colere.foundation.models import Person, Team
from colere.platform.errors import Invalid
from colere.platform.events import publish
from colere.platform.permissions import Actor, require

LONGEST = 10_000


@transaction.atomic
def record_response(
    *,
    name: str,
    score: float | None = None,
    comment: str = "",
    at: datetime | None = None,
    customer: Customer | None = None,
    conversation: int | None = None,
    person: Person | None = None,
    team: Team | None = None,
    channel: str = "",
    topic: str = "",
    actor: Actor,
) -> Response:
    """One answer to the question `name`, with a score, words, or both. The words are kept as they were written.

    Raises `Invalid` when there is neither, when the score is not on the question's scale, or when it lies ahead.
    """
    require(actor, "feedback.record")
    words = comment.replace("\x00", "").strip()[:LONGEST]
    when = at or timezone.now()
    if score is None and not words:
        raise Invalid(_("An answer has a score, words, or both."), fields=["score"])
    if score is not None and (not math.isfinite(score) or not fits_scale(name, score)):
        low, high = SCALES.get(name, (-1e9, 1e9))
        raise Invalid(_("A score of this question lies between %(low)s and %(high)s.") % {"low": low, "high": high})
    if when > timezone.now():
        raise Invalid(_("An answer cannot lie in the future."), fields=["at"])
    response = Response.objects.create(
        name=name.strip()[:80],
        score=score,
        comment=words,
        at=when,
        customer=customer and (customer.merged_into or customer),
        about=f"conversation:{conversation}" if conversation else "",
        person=person,
        team=team,
        channel=channel,
        topic=topic[:120],
    )
    publish(_received(response, conversation), actor=actor)
    return response


def _received(response: Response, conversation: int | None) -> ResponseReceived:
    return ResponseReceived(
        response=response.pk,
        name=response.name,
        score=response.score,
        at=response.at,
        has_comment=bool(response.comment),
        customer=response.customer_id,
        conversation=conversation,
        person=response.person_id,
        team=response.team_id,
        channel=response.channel,
        topic=response.topic,
    )
