"""Answers as they are kept, and which of them are to be counted again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language

import colere.insights
import colere.stats
from colere.insights.instruments.models import KeptReport, State
from colere.insights.instruments.queries.asking import Instrument, Question, all_instruments
from colere.insights.instruments.rules.report import Report
from colere.platform.metrics import company_zone, following, manifest, periods
from colere.platform.metrics.facts import get_fact
from colere.platform.permissions import Actor, require

LOOKED_AT = timedelta(days=3)
RESTS = 30.0  # counting takes at most a thirtieth of a worker's time
LEAST_REST = timedelta(seconds=20)
UNSEEN_RESTS = timedelta(days=1)
DECIDING = ("rules", "queries", "views")  # the folders of insights rooms whose code decides what is found and said


@dataclass(frozen=True, slots=True)
class Kept:
    """What is known of a question: its answer as far as the actor may see it (None: not counted yet), whether facts
    have moved since, and what a worker is doing for it. `refusal` says why there is no answer.
    """

    state: State
    report: Report | None
    refusal: str
    is_stale: bool
    step: str
    seconds: float
    computed_at: datetime | None


def find_kept(actor: Actor, instrument: Instrument, *, question: Question) -> Kept | None:
    """What is kept for the question, narrowed to what the actor may see; None where nobody has asked it."""
    require(actor, instrument.permission)
    row = KeptReport.objects.filter(pk=key_of(instrument, question)).first()
    if row is None:
        return None
    report = None
    if row.state == State.COUNTED and row.report is not None:
        sentence = row.sentences.get(get_language()) or row.sentences.get(settings.LANGUAGE_CODE, "")
        report = Report.from_kept(row.report, sentence)
        if instrument.narrow is not None:
            report = instrument.narrow(report, actor)
    is_stale = row.state == State.COUNTED and row.facts != facts_mark(instrument, question)
    return Kept(State(row.state), report, row.sentence, is_stale, row.step, row.seconds, row.computed_at)


def usual_sentence(actor: Actor, instrument: Instrument) -> str:
    """The sentence on top of the page as it opens; empty while there is none."""
    question = instrument.usual()
    kept = find_kept(actor, instrument, question=question) if question is not None else None
    return kept.report.sentence if kept is not None and kept.report is not None else ""


def key_of(instrument: Instrument, question: Question, *, actor: Actor | None = None) -> str:
    """The question's name in the table; the same for every actor. What another version of the code has kept has
    another name: its report may have a shape that today's page cannot draw.
    """
    said = json.dumps([instrument.name, question.as_json(), _code()], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def facts_mark(instrument: Instrument, question: Question, *, actor: Actor | None = None) -> str:
    """What the answer depends on: the files of the period, the code, the day and the zone, and what the instrument
    tells of itself.
    """
    state, zone, request = manifest.read(following.root()), company_zone(), question.request
    # the company's days may begin up to a day before or after those of UTC, in which the files' times are
    first = request.start - timedelta(days=1) if request.start else None
    last = request.end + timedelta(days=1) if request.end else None
    files = [
        part.file
        for fact in instrument.facts
        for _month, part in sorted(state.of(get_fact(fact)).months.items())
        if (first is None or part.last.date() >= first) and (last is None or part.first.date() <= last)
    ]
    own = instrument.mark() if instrument.mark is not None else ""
    parts = [_code(), zone.key, periods.today(zone).isoformat(), files, own]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def to_count_again(actor: Actor) -> tuple[Instrument, Question] | None:
    """The question whose turn it is: that of a page as it opens where nobody has asked it yet, then what is not right
    any longer, the oldest first: of what was looked at lately, and once a day of the pages as they open.
    """
    instruments = {one.name: one for one in all_instruments() if one.is_ready(actor)}
    usual = {key_of(one, question): (one, question) for one in instruments.values() if (question := one.usual())}
    known = set(KeptReport.objects.filter(pk__in=usual).values_list("pk", flat=True))
    for key, pair in usual.items():
        if key not in known:
            return pair
    now = timezone.now()
    rows = KeptReport.objects.filter(Q(asked_at__gte=now - LOOKED_AT) | Q(pk__in=usual), instrument__in=instruments)
    wanted = rows.exclude(computed_at=None).order_by("computed_at")
    for row in wanted.only("instrument", "question", "facts", "seconds", "computed_at", "asked_at"):
        instrument, question = instruments[row.instrument], Question.from_json(row.question)
        if row.pk != key_of(instrument, question):
            continue  # of another version; nobody will find it
        if _rests_until(row) <= now and row.facts != facts_mark(instrument, question):
            return instrument, question
    return None


def _rests_until(row: KeptReport) -> datetime:
    assert row.computed_at is not None
    if timezone.now() - row.asked_at > LOOKED_AT:
        return row.computed_at + UNSEEN_RESTS
    return row.computed_at + max(LEAST_REST, timedelta(seconds=RESTS * row.seconds))


@cache
def _code() -> str:
    """A mark of the code that decides what is found and how it is said; it does not change while a process runs."""
    rooms, stats = (Path(str(module.__file__)).parent for module in (colere.insights, colere.stats))
    files = [*stats.glob("**/*.py"), *(file for folder in DECIDING for file in rooms.glob(f"*/{folder}/**/*.py"))]
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()
