"""Keeping what was counted. It is a store of figures, not an event of the company, so the log does not hear of it."""

from __future__ import annotations

import logging
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.db import OperationalError
from django.db.models import Q as Where
from django.utils import timezone

from colere.platform.errors import DomainError
from colere.platform.kept.kinds import A, Kind, Q, code_mark, key_of
from colere.platform.kept.models import CountedAnswer, State
from colere.platform.permissions import Actor, require

NOTE_LOOK = timedelta(hours=1)
ASK_AGAIN = timedelta(minutes=2)
DIED_AFTER = timedelta(minutes=5)  # a worker that has given no sign for so long counts no more
FORGET_AFTER = timedelta(days=30)
FIRST_STEP = "reading"
TRIES, PAUSE_SECONDS = 5, 2.0
log = logging.getLogger(__name__)


def note_question(kind: Kind[Q, A], *, question: Q, actor: Actor) -> bool:
    """Note that somebody looks at this question; gives whether it has to be counted and nobody does so already."""
    require(actor, kind.permission)
    now = timezone.now()
    values = {**_values(kind, question), "asked_at": now}
    row, is_new = CountedAnswer.objects.get_or_create(pk=key_of(kind, question), defaults=values)
    wants_counting = row.state in {State.WAITING, State.FAILED}
    is_due = now - row.asked_at > (ASK_AGAIN if wants_counting else NOTE_LOOK)
    if not is_new and is_due:
        CountedAnswer.objects.filter(pk=row.pk).update(asked_at=now)
    return is_new or (is_due and wants_counting)


def count_and_keep(kind: Kind[Q, A], *, question: Q, actor: Actor) -> bool:
    """Count now, keep the answer for who asks next, and forget what nobody has asked for a month.

    False where another worker is counting the same. A question without an answer is kept with the reason for it; where
    something breaks, that is what is kept, because a page that waits for ever tells nobody.
    """
    require(actor, kind.permission)
    key, now = key_of(kind, question), timezone.now()
    CountedAnswer.objects.get_or_create(pk=key, defaults=_values(kind, question))
    is_free = Where(counting_since=None) | Where(counting_since__lt=now - DIED_AFTER)
    if not CountedAnswer.objects.filter(is_free, pk=key).update(counting_since=now, step=FIRST_STEP):
        return False
    begun, mark = time.monotonic(), kind.mark(question)  # before counting: what moves meanwhile makes the answer old
    try:
        answer = _answer(kind, question, key, actor)
    except OperationalError:  # the database is away or busy, which is no answer: whoever called tries again
        with suppress(OperationalError):
            CountedAnswer.objects.filter(pk=key).update(counting_since=None, step="")
        raise
    values = {"mark": mark, "seconds": time.monotonic() - begun, "computed_at": timezone.now(), **answer}
    _write_down(key, values)
    CountedAnswer.objects.filter(asked_at__lt=now - FORGET_AFTER).delete()
    return True


def _write_down(key: str, values: dict[str, Any]) -> None:
    """Write the answer, patiently: while a long import holds the database, half a minute of counting is not lost.

    An answer that could not be written would also keep the question from being counted until `DIED_AFTER`.
    """
    for left in reversed(range(TRIES)):
        try:
            CountedAnswer.objects.filter(pk=key).update(counting_since=None, step="", **values)
            return
        except OperationalError:
            if not left:
                raise
            log.info("The answer could not be written yet; %s tries are left.", left)
            time.sleep(PAUSE_SECONDS)


def _values(kind: Kind[Q, A], question: Q) -> dict[str, Any]:
    return {"kind": kind.name, "question": question.as_json(), "code": code_mark(kind.code)}


def _answer(kind: Kind[Q, A], question: Q, key: str, actor: Actor) -> dict[str, Any]:
    def tell(step: str) -> None:
        with suppress(OperationalError):  # that nobody hears how far it is is no reason not to count
            CountedAnswer.objects.filter(pk=key).update(step=step, counting_since=timezone.now())

    try:
        found = kind.count(actor, question, tell)
        return {"state": State.COUNTED, "found": found.as_json(), "sentence": ""}
    except DomainError as error:
        return {"state": State.REFUSED, "sentence": error.sentence}
    except OperationalError:
        raise
    except Exception:
        log.exception("“%s” could not be counted.", kind.name)
        return {"state": State.FAILED, "sentence": ""}
