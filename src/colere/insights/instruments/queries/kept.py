"""Answers of instruments as they are kept, and what each depends on."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils import translation

import colere.insights
import colere.stats
from colere.insights.instruments.queries.asking import Instrument, Question
from colere.insights.instruments.rules.report import Report
from colere.platform.kept.kinds import Kind, Tell
from colere.platform.kept.reading import Kept, find_kept
from colere.platform.metrics import company_zone, following, manifest, periods
from colere.platform.metrics.facts import get_fact
from colere.platform.permissions import Actor

ROOMS, STATS = (Path(str(module.__file__)).parent for module in (colere.insights, colere.stats))
DECIDING = ("rules", "queries", "views")  # the folders of insights rooms whose code decides what is found and said
CODE = (STATS, *sorted(folder for name in DECIDING for folder in ROOMS.glob(f"*/{name}")))


@dataclass(frozen=True, slots=True)
class Told:
    """A report as it is kept: the sentence on top by language, and all else, which is the same in every language."""

    report: Mapping[str, Any]
    sentences: Mapping[str, str]

    def as_json(self) -> dict[str, Any]:
        """JSON values."""
        return {"report": self.report, "sentences": self.sentences}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Told:
        """What `as_json` gave."""
        return cls(content["report"], content["sentences"])


def kind_of(instrument: Instrument, *, actor: Actor | None = None) -> Kind[Question, Told]:
    """The instrument as a kind of question whose answers are kept; the same for every actor."""

    def count(worker: Actor, question: Question, tell: Tell) -> Told:
        return _told(instrument, instrument.find(worker, question, tell))

    return Kind(
        f"instruments.{instrument.name}",
        instrument.permission,
        question=Question,
        answer=Told,
        count=count,
        mark=lambda question: facts_mark(instrument, question),
        usual=lambda worker: instrument.usual(),
        code=CODE,
        is_ready=instrument.is_ready,
    )


def find_report(actor: Actor, instrument: Instrument, *, question: Question) -> Report | None:
    """The kept answer to the question, as far as the actor may see it; None while there is none."""
    return report_of(actor, instrument, kept=find_kept(actor, kind_of(instrument), question=question))


def report_of(actor: Actor, instrument: Instrument, *, kept: Kept[Told] | None) -> Report | None:
    """The report in the reader's language, narrowed to what the actor may see; None where none is kept."""
    if kept is None or kept.found is None:
        return None
    said = kept.found.sentences
    sentence = said.get(translation.get_language() or "") or said.get(settings.LANGUAGE_CODE, "")
    report = Report.from_kept(kept.found.report, sentence)
    return instrument.narrow(report, actor) if instrument.narrow is not None else report


def usual_sentence(actor: Actor, instrument: Instrument) -> str:
    """The sentence on top of the page as it opens; empty while there is none."""
    question = instrument.usual()
    report = find_report(actor, instrument, question=question) if question is not None else None
    return report.sentence if report is not None else ""


def facts_mark(instrument: Instrument, question: Question, *, actor: Actor | None = None) -> str:
    """What the answer depends on: the files of the period, the day and its zone, and what the instrument tells."""
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
    parts = [zone.key, periods.today(zone).isoformat(), files, own]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _told(instrument: Instrument, found: Any) -> Told:
    sentences: dict[str, str] = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            report = instrument.report(found)
        sentences[language] = report.sentence
    return Told(report.as_kept(), sentences)
