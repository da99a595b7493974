"""Keeping what was answered, and taking in how teams are.

What is kept of answers is a store of figures, not an event of the company, so the log does not hear of it.
"""

import logging
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any, BinaryIO

from django.conf import settings
from django.db import OperationalError, transaction
from django.db.models import Q
from django.utils import timezone, translation

from colere.care.customers.models import Customer
from colere.insights.instruments.events import PulsesTaken
from colere.insights.instruments.models import KeptReport, PulseDay, RiskListing, State
from colere.insights.instruments.queries.asking import Instrument, Question
from colere.insights.instruments.queries.at_risk import Everybody, held_out_of
from colere.insights.instruments.queries.kept import facts_mark, key_of
from colere.insights.instruments.queries.teamwork import read_pulses
from colere.insights.instruments.rules.at_risk import LISTED_ANEW
from colere.insights.instruments.rules.moods import Pulse
from colere.insights.instruments.rules.steps import Step
from colere.platform.errors import DomainError
from colere.platform.events import publish
from colere.platform.metrics import company_zone
from colere.platform.permissions import Actor, require

NOTE_LOOK = timedelta(hours=1)
ASK_AGAIN = timedelta(minutes=2)
DIED_AFTER = timedelta(minutes=5)  # a worker that has given no sign for so long counts no more
FORGET_AFTER = timedelta(days=30)
log = logging.getLogger(__name__)


def note_question(instrument: Instrument, *, question: Question, actor: Actor) -> bool:
    """Note that somebody looks at this question; gives whether it has to be counted and nobody does so already."""
    require(actor, instrument.permission)
    now = timezone.now()
    row, is_new = KeptReport.objects.get_or_create(
        pk=key_of(instrument, question),
        defaults={"instrument": instrument.name, "question": question.as_json(), "asked_at": now},
    )
    wants_counting = row.state in {State.WAITING, State.FAILED}
    is_due = now - row.asked_at > (ASK_AGAIN if wants_counting else NOTE_LOOK)
    if not is_new and is_due:
        KeptReport.objects.filter(pk=row.pk).update(asked_at=now)
    return is_new or (is_due and wants_counting)


def count_and_keep(instrument: Instrument, *, question: Question, actor: Actor) -> bool:
    """Count now, keep the answer for who asks next, and forget what nobody has asked for a month.

    False where another worker is counting the same. A question without an answer is kept with the reason for it; where
    something breaks, that is what is kept, because a page that waits for ever tells nobody.
    """
    require(actor, instrument.permission)
    key, now = key_of(instrument, question), timezone.now()
    defaults = {"instrument": instrument.name, "question": question.as_json()}
    KeptReport.objects.get_or_create(pk=key, defaults=defaults)
    is_free = Q(counting_since=None) | Q(counting_since__lt=now - DIED_AFTER)
    if not KeptReport.objects.filter(is_free, pk=key).update(counting_since=now, step=Step.READING):
        return False
    begun, facts = time.monotonic(), facts_mark(instrument, question)
    answer = _answer(instrument, question, key, actor)
    values = {"facts": facts, "seconds": time.monotonic() - begun, "computed_at": timezone.now(), **answer}
    KeptReport.objects.filter(pk=key).update(counting_since=None, step="", **values)
    KeptReport.objects.filter(asked_at__lt=now - FORGET_AFTER).delete()
    return True


def _answer(instrument: Instrument, question: Question, key: str, actor: Actor) -> dict[str, Any]:
    def tell(step: Step) -> None:
        with suppress(OperationalError):  # that nobody hears how far it is is no reason not to count
            KeptReport.objects.filter(pk=key).update(step=step, counting_since=timezone.now())

    try:
        found = instrument.find(actor, question, tell)
        sentences = {}
        for language, _name in settings.LANGUAGES:
            with translation.override(language):
                report = instrument.report(found)
            sentences[language] = report.sentence
        return {"state": State.COUNTED, "report": report.as_kept(), "sentences": sentences, "sentence": ""}
    except DomainError as error:
        return {"state": State.REFUSED, "sentence": error.sentence}
    except Exception:
        log.exception("“%s” could not be counted.", instrument.name)
        return {"state": State.FAILED, "sentence": ""}


def list_risks(found: Everybody, *, actor: Actor) -> int:
    """Write down who is at risk today, held out or not, unless they were listed of late; gives how many were added."""
    require(actor, "customers.read")
    today = timezone.localdate(timezone=company_zone())
    late = RiskListing.objects.filter(customer__in=found.customers, listed_on__gt=today - timedelta(days=LISTED_ANEW))
    known = set(late.values_list("customer_id", flat=True))
    there = set(Customer.objects.filter(pk__in=found.customers).values_list("pk", flat=True))
    held = held_out_of(found.customers, actor=actor)
    rows = [
        RiskListing(customer_id=one, listed_on=today, is_held_out=one in held, chance=chance)
        for one, chance in zip(found.customers, found.chances, strict=True)
        if one in there and one not in known
    ]
    return len(RiskListing.objects.bulk_create(rows, batch_size=1000, ignore_conflicts=True))


def take_pulses(source: str | BinaryIO, *, actor: Actor) -> tuple[list[Pulse], list[str]]:
    """Keep the answers of a file to how teams are; gives them by team and day, and a sentence for each refused row.

    Only sums by team and day are kept. They take the place of all that was kept of the days from the file's first to
    its last, so the same file again changes nothing. Raises `Invalid` for a file of which no row can be used.
    """
    require(actor, "imports.run")
    pulses, refused = read_pulses(source, actor=actor)
    days = [pulse.day for pulse in pulses]
    rows = [PulseDay(team_id=one.team, day=one.day, answers=one.answers, total=one.total) for one in pulses]
    told = PulsesTaken(
        answers=sum(pulse.answers for pulse in pulses),
        teams=len({pulse.team for pulse in pulses}),
        first=min(days),
        last=max(days),
    )
    with transaction.atomic():
        PulseDay.objects.filter(day__range=(min(days), max(days))).delete()
        PulseDay.objects.bulk_create(rows, batch_size=500)
        publish(told, actor=actor)
    return pulses, refused
