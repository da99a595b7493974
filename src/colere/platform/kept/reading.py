"""What is kept, and what is to be counted again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic

from django.db.models import Q as Where
from django.utils import timezone

from colere.platform.kept.kinds import A, Kind, Q, all_kinds, code_mark, key_of
from colere.platform.kept.models import CountedAnswer, State
from colere.platform.permissions import Actor, require

LOOKED_AT = timedelta(days=3)
RESTS = 30.0  # counting takes at most a thirtieth of a worker's time
LEAST_REST = timedelta(seconds=20)
UNSEEN_RESTS = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Kept(Generic[A]):
    """What is known of a question: its answer (None: there is none, or not yet), whether what it depends on has moved
    since, and what a worker is doing for it. `refusal` says why there is no answer.
    """

    state: State
    found: A | None
    refusal: str
    is_stale: bool
    step: str
    seconds: float
    computed_at: datetime | None


def find_kept(actor: Actor, kind: Kind[Q, A], *, question: Q) -> Kept[A] | None:
    """What is kept for the question; None where nobody has asked it."""
    require(actor, kind.permission)
    row = CountedAnswer.objects.filter(pk=key_of(kind, question)).first()
    if row is None:
        return None
    content = row.found if row.state == State.COUNTED else None
    return Kept(
        State(row.state),
        kind.answer.from_json(content) if content is not None else None,
        row.sentence,
        content is not None and row.mark != kind.mark(question),
        row.step,
        row.seconds,
        row.computed_at,
    )


def to_count_again(actor: Actor) -> tuple[Kind[Any, Any], Any] | None:
    """The question whose turn it is: that of a page as it opens where nobody has asked it yet, then what is not right
    any longer, the oldest first: of what was looked at lately, and once a day of the pages as they open.
    """
    kinds = {kind.name: kind for kind in all_kinds() if kind.is_ready(actor)}
    usual = {key_of(kind, asked): (kind, asked) for kind in kinds.values() if (asked := kind.usual(actor)) is not None}
    known = set(CountedAnswer.objects.filter(pk__in=usual).values_list("pk", flat=True))
    for key, pair in usual.items():
        if key not in known:
            return pair
    now = timezone.now()
    looked_at = Where(asked_at__gte=now - LOOKED_AT) | Where(pk__in=usual)
    rows = CountedAnswer.objects.filter(looked_at, kind__in=kinds).exclude(computed_at=None).order_by("computed_at")
    for row in rows.only("kind", "question", "code", "mark", "seconds", "computed_at", "asked_at"):
        kind = kinds[row.kind]
        if row.code != code_mark(kind.code):
            continue  # of another version; nobody will find it
        question = kind.question.from_json(row.question)
        if _rests_until(row, now) <= now and row.mark != kind.mark(question):
            return kind, question
    return None


def _rests_until(row: CountedAnswer, now: datetime) -> datetime:
    assert row.computed_at is not None
    if now - row.asked_at > LOOKED_AT:
        return row.computed_at + UNSEEN_RESTS
    return row.computed_at + max(LEAST_REST, timedelta(seconds=RESTS * row.seconds))
