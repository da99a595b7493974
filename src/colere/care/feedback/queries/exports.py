"""Answers as rows that go out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from colere.care.customers.queries.exports import outgoing_customers
from colere.care.feedback.models import Response
from colere.care.feedback.permissions import readable
from colere.foundation.models import Person
from colere.platform.imports.outgoing import OutgoingIds, in_windows, without_empty
from colere.platform.imports.registry import outgoing_names
from colere.platform.permissions import Actor, require


def response_rows(actor: Actor) -> Iterator[dict[str, Any]]:
    """Every answer that the actor may read, in the shape of the interchange."""
    require(actor, "feedback.read")
    ids = OutgoingIds(Response.objects.all())
    for window in in_windows(Response.objects.filter(readable(actor)).select_related("team")):
        about = {one.pk: int(one.about.removeprefix("conversation:")) for one in window if one.about}
        conversations = outgoing_names("conversation", sorted(set(about.values())), actor=actor)
        customers = outgoing_customers({one.customer_id for one in window if one.customer_id}, actor=actor)
        people = _people({one.person_id for one in window if one.person_id})
        for one in window:
            yield without_empty(
                {
                    "id": ids.of(one.pk, one.external_id, one.source_id),
                    "kind": one.name,
                    "score": int(one.score) if one.score is not None and one.score.is_integer() else one.score,
                    "comment": one.comment,
                    "at": one.at,
                    "customer": customers[one.customer_id]["id"] if one.customer_id else None,
                    "conversation": conversations.get(about[one.pk]) if one.pk in about else None,
                    "person": people.get(one.person_id) if one.person_id else None,
                    "team": one.team.name if one.team else None,
                    "channel": one.channel,
                    "topic": one.topic,
                }
            )


def _people(pks: set[int]) -> dict[int, str]:
    rows = Person.objects.filter(pk__in=pks).values_list("pk", "email", "external_id", "name")
    return {pk: email or external_id or name for pk, email, external_id, name in rows}
