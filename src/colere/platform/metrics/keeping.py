"""Kept answers: a page reads what was counted before, and the worker counts again when the facts have moved.

An answer is known by its question and by the files that it was counted from, so an answer about a past month stays
right for as long as that month's file does. What falls due by itself (promises) is counted again after some minutes.
"""

import hashlib
import json
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Lock
from typing import Any

from django.db import OperationalError, transaction
from django.utils import timezone

from colere.platform.metrics import manifest
from colere.platform.metrics.answering import Question, ask
from colere.platform.metrics.compiling import after_of, code_version
from colere.platform.metrics.figures import Answer, Figure, ReportRequest
from colere.platform.metrics.manifest import Manifest
from colere.platform.metrics.models import KeptAnswer
from colere.platform.metrics.remembering import remembering
from colere.stats.enough import State

RENEW_DUE = timedelta(minutes=5)  # for measures that move with time
LOOKED_AT = timedelta(days=3)  # answers that nobody has looked at for so long are no longer renewed
PRUNE_AFTER = timedelta(days=30)
NOTE_LOOK = timedelta(hours=1)
MOST_IN_MEMORY = 1_000

_memory: OrderedDict[str, tuple[str, Answer]] = OrderedDict()
_lock = Lock()
_usual: dict[str, Callable[[], Iterable[ReportRequest]]] = {}


def kept(request: ReportRequest, root: Path) -> Answer:
    """The answer, from memory or table where the facts have not moved, else the last one (`is_stale`) while a worker
    renews it.

    A question that was never asked is counted at once.
    """
    state = manifest.read(root)
    key, facts = key_of(request), facts_mark(request, root, state)
    with _lock:
        known = _memory.get(key)
    if known is not None and known[0] == facts:
        return known[1]
    row = KeptAnswer.objects.filter(pk=key).first()
    if row is None:
        return count_and_keep(request, root)
    if timezone.now() - row.asked_at > NOTE_LOOK:
        KeptAnswer.objects.filter(pk=key).update(asked_at=timezone.now())
    answer = _answer_from(row.answer, is_stale=row.facts != facts)
    if not answer.is_stale:
        _remember(key, facts, answer)
    return answer


def count_and_keep(request: ReportRequest, root: Path) -> Answer:
    """Count now, and keep the answer for who asks next."""
    begun, now = time.monotonic(), datetime.now(UTC)
    key, facts = key_of(request), facts_mark(request, root, manifest.read(root))
    answer = ask(request, root, now=now)
    values = {
        "request": request.as_json(),
        "facts": facts,
        "answer": _answer_to(answer),
        "seconds": time.monotonic() - begun,
        "computed_at": now,
    }
    try:
        with transaction.atomic():
            KeptAnswer.objects.update_or_create(pk=key, defaults=values)
    except OperationalError:
        return answer  # somebody else writes for long just now; the answer is right all the same
    _remember(key, facts, answer)
    return answer


def register_usual(name: str, questions: Callable[[], Iterable[ReportRequest]]) -> None:
    """Have workers count the answers to these questions before anybody asks, such as those of a page that all open."""
    _usual[name] = questions


def renew(root: Path, *, seconds: float = 1.0) -> int:
    """Count again what pages have asked for lately and the facts have moved under; stops after about so many seconds.

    Gives how many answers were renewed.
    """
    ends, done = time.monotonic() + seconds, 0
    for request in _behind(root):
        count_and_keep(request, root)
        done += 1
        if time.monotonic() > ends:
            break
    return done


def _behind(root: Path) -> list[ReportRequest]:
    """The questions whose answers are missing or no longer right: the usual ones, then those asked of late."""
    with remembering():
        state, found = manifest.read(root), _unasked()
        looked_at = KeptAnswer.objects.filter(asked_at__gte=timezone.now() - LOOKED_AT).order_by("computed_at")
        for row in looked_at.values("pk", "request", "facts"):
            try:
                request = ReportRequest.from_json(row["request"])
                if row["facts"] != facts_mark(request, root, state):
                    found.append(request)
            except KeyError:  # a measure that is no more
                KeptAnswer.objects.filter(pk=row["pk"]).delete()
        return found


def _unasked() -> list[ReportRequest]:
    """The usual questions to which no answer is kept yet."""
    wanted = {key_of(request): request for name in sorted(_usual) for request in _usual[name]()}
    known = set(KeptAnswer.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    return [request for key, request in wanted.items() if key not in known]


def prune() -> int:
    """Forget the answers that nobody has looked at for long; gives how many."""
    return KeptAnswer.objects.filter(asked_at__lt=timezone.now() - PRUNE_AFTER).delete()[0]


def key_of(request: ReportRequest) -> str:
    """The question's name in the table."""
    return hashlib.sha256(json.dumps(request.as_json(), sort_keys=True).encode()).hexdigest()


def facts_mark(request: ReportRequest, root: Path, state: Manifest) -> str:
    """What the answer depends on: the files, the code, the measures' variants, the zone, and for what falls due the
    time.
    """
    question = Question(request, root, state)
    parts: list[Any] = [code_version(), question.zone.key, question.start.isoformat(), question.end.isoformat()]
    for fact in {measure.fact: measure.fact_table for measure in question.measures}.values():
        parts.append(question.files(fact, after_of(question.measures)))
    parts.append([(measure.name, measure.variant) for measure in question.measures])
    if any(measure.moves_with_time for measure in question.measures):
        parts.append(int(datetime.now(UTC).timestamp() // RENEW_DUE.total_seconds()))
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _remember(key: str, facts: str, answer: Answer) -> None:
    with _lock:
        _memory[key] = (facts, answer)
        _memory.move_to_end(key)
        while len(_memory) > MOST_IN_MEMORY:
            _memory.popitem(last=False)


def _answer_to(answer: Answer) -> dict[str, Any]:
    figures = [[f.name, f.value, f.low, f.high, f.n, f.unit, str(f.state), f.group, f.key] for f in answer.figures]
    return {
        "start": answer.start.isoformat(),
        "end": answer.end.isoformat(),
        "figures": figures,
        "sql": list(answer.sql),
        "computed_at": answer.computed_at.isoformat(),
    }


def _answer_from(content: dict[str, Any], *, is_stale: bool) -> Answer:
    figures = tuple(Figure(f[0], f[1], f[2], f[3], f[4], f[5], State(f[6]), f[7], f[8]) for f in content["figures"])
    start, end = date.fromisoformat(content["start"]), date.fromisoformat(content["end"])
    return Answer(start, end, figures, tuple(content["sql"]), datetime.fromisoformat(content["computed_at"]), is_stale)
