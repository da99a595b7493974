"""Loading reviews and mentions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from colere.care.listening.events import MentionEvent, MentionFound, MentionUpdated
from colere.care.listening.models import Mention
from colere.platform.events import publish_many
from colere.platform.imports import Outcome, Record
from colere.platform.imports.bulk import insert_objects, update_objects
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    from colere.platform.imports import ImportContext

FIELDS = ("site", "url", "author", "at", "text", "rating", "fingerprint")


def import_mentions(batch: list[Record], *, context: ImportContext, actor: Actor) -> list[Outcome]:
    """Load a list of mentions."""
    require(actor, "imports.run")
    rows = Mention.objects.filter(source=context.source.pk, external_id__in=[record.id for record in batch])
    known = {mention.external_id: mention for mention in rows}
    outcome = {id: Outcome("unchanged", mention.pk) for id, mention in known.items()}
    new: list[Mention] = []
    old: list[Mention] = []
    months: dict[int, str] = {}
    for record in batch:
        mention = known.get(record.id) or Mention(source=context.source, external_id=record.id)
        if mention.fingerprint == record.fingerprint:
            continue
        if mention.pk is not None:
            months[mention.pk] = f"{mention.at:%Y-%m}"
        _fill(mention, record)
        (new if mention.pk is None else old).append(mention)
    insert_objects(new)
    update_objects(old, FIELDS)
    events = [_event(MentionFound, mention, None) for mention in new]
    publish_many([*events, *(_event(MentionUpdated, one, months[one.pk]) for one in old)], actor=actor)
    outcome.update({mention.external_id: Outcome("created", mention.pk) for mention in new})
    outcome.update({mention.external_id: Outcome("updated", mention.pk) for mention in old})
    return [outcome[record.id] for record in batch]


def _fill(mention: Mention, record: Record) -> None:
    said = record.values
    mention.site, mention.url, mention.author = said["source"] or "", said["url"] or "", said["author"] or ""
    mention.at, mention.text, mention.rating = said["at"], said["text"] or "", said["rating"]
    mention.fingerprint = record.fingerprint


def _event(kind: type[MentionEvent], mention: Mention, month_before: str | None) -> MentionEvent:
    has_moved = month_before is not None and month_before != f"{mention.at:%Y-%m}"
    return kind(
        mention=mention.pk,
        site=mention.site,
        at=mention.at,
        rating=mention.rating,
        moved_from=month_before if has_moved else None,
    )
