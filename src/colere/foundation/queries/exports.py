"""People as rows that go out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from colere.foundation.models import Person
from colere.platform.imports.outgoing import OutgoingIds, in_windows, without_empty
from colere.platform.permissions import Actor, require


def people_rows(actor: Actor) -> Iterator[dict[str, Any]]:
    """Everybody who works here, in the shape of the interchange; a manager by address, else by id."""
    require(actor, "people.manage")
    people = Person.objects.select_related("team", "department", "manager")
    ids = OutgoingIds(Person.objects.all())
    for window in in_windows(people):
        for person in window:
            yield without_empty(
                {
                    "id": ids.of(person.pk, person.external_id, person.source_id),
                    "name": person.name,
                    "email": person.email,
                    "team": person.team.name if person.team else None,
                    "department": person.department.name if person.department else None,
                    "role": person.title,
                    "manager": _named(person.manager, ids),
                    "hired_on": person.hired_on,
                    "birthday": person.birthday,
                    "language": person.language,
                }
            )


def _named(person: Person | None, ids: OutgoingIds) -> str | None:
    if person is None:
        return None
    return person.email or ids.of(person.pk, person.external_id, person.source_id)
