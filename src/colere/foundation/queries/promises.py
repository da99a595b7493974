"""Reading promises."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from colere.foundation.models import Person, Promise
from colere.platform.errors import NotFound
from colere.platform.events.models import LogLine
from colere.platform.metrics.remembering import once_per_request
from colere.platform.permissions import Actor, require
from colere.platform.prepared import prepared


@dataclass(frozen=True, slots=True)
class PastChange:
    """One change of a promise, as the log keeps it."""

    at: datetime
    who: str
    fields: tuple[str, ...]
    is_new: bool
    target: float | None
    target_before: float | None
    is_archived: bool


def list_promises(actor: Actor, *, is_archived: bool = False) -> list[Promise]:
    """The promises that count (or no longer do) with their owners, in the order that people chose: one query."""
    require(actor, "foundation.read")
    return _promises(is_archived=True) if is_archived else standing_promises()


def standing_promises() -> list[Promise]:
    """The promises that count, asked for once while a page is made: the page wants them, and the catalogue too, for
    its measures.
    """
    return list(once_per_request("foundation:promises", partial(_promises, is_archived=False)))


@prepared
def _promises(*, is_archived: bool) -> QuerySet[Promise]:
    return Promise.objects.filter(is_archived=is_archived).select_related("owner")


def find_promise(actor: Actor, slug: str) -> Promise | None:
    """One promise by its short name, or None."""
    require(actor, "foundation.read")
    return Promise.objects.filter(slug=slug[:60]).first()


def get_promise(actor: Actor, slug: str) -> Promise:
    """One promise by its short name. Raises `NotFound`."""
    require(actor, "foundation.read")
    promise = Promise.objects.select_related("owner").filter(slug=slug).first()
    if promise is None:
        raise NotFound(_("There is no promise of this name."))
    return promise


def history(actor: Actor, promise: Promise, *, limit: int = 30) -> list[PastChange]:
    """What happened to the promise, newest first, with the names of who did it: two queries."""
    require(actor, "foundation.read")
    lines = list(LogLine.objects.filter(subject=f"promise:{promise.pk}").order_by("-id")[:limit])
    names = _names_of({line.actor for line in lines})
    return [_past(line.at, names.get(line.actor, _("Colere")), line.payload) for line in lines]


def _past(at: datetime, who: str, payload: dict[str, Any]) -> PastChange:
    return PastChange(
        at=at,
        who=who,
        fields=tuple(payload.get("fields", ())),
        is_new=bool(payload.get("is_new")),
        target=payload.get("target"),
        target_before=payload.get("target_before"),
        is_archived=bool(payload.get("is_archived")),
    )


def _names_of(refs: set[str]) -> dict[str, str]:
    accounts = {int(ref.removeprefix("account:")): ref for ref in refs if ref.startswith("account:")}
    found = Person.objects.filter(account__in=accounts).values_list("account_id", "name")
    return {accounts[pk]: name for pk, name in found}
