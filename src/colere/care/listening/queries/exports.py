"""Mentions as rows that go out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from colere.care.listening.models import Mention
from colere.platform.imports.outgoing import OutgoingIds, in_windows, without_empty
from colere.platform.permissions import Actor, require


def mention_rows(actor: Actor) -> Iterator[dict[str, Any]]:
    """Every review and mention, in the shape of the interchange."""
    require(actor, "mentions.read")
    ids = OutgoingIds(Mention.objects.all())
    for window in in_windows(Mention.objects.all()):
        for one in window:
            yield without_empty(
                {
                    "id": ids.of(one.pk, one.external_id, one.source_id),
                    "source": one.site,
                    "url": one.url,
                    "author": one.author,
                    "at": one.at,
                    "text": one.text,
                    "rating": one.rating,
                }
            )
