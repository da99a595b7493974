"""Reading what customers have said since the last time: known themes first, then what is new.

Everything is worked out before anything counts: rows of texts are written as of a run that the map has not come to, and
one transaction at the end brings map, themes and events there. A run that dies half-way leaves rows that the next one
sweeps away, so that running again gives the same.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import timezone

from colere.insights.themes.actions.drawing import AT_ONCE, as_decided, draw_map
from colere.insights.themes.actions.runs import Tell, begin_run, end_run, teller
from colere.insights.themes.actions.writing import keep_continued, write_texts
from colere.insights.themes.models import ThemeMap, ThemeRun, ThemeText
from colere.insights.themes.queries.unread import Said, newest_ids, read_again, read_unread
from colere.insights.themes.rules.vectors import Encoded, encoded, vectors_again
from colere.platform.metrics import company_zone
from colere.platform.metrics.periods import day_of
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    from colere.stats.words.vectors import TextVectors

DRAWN_FOR = timedelta(days=26)  # so that every fourth Monday themes are looked for again
WAITS = timedelta(weeks=8)  # for how long a text that fits none may still be part of a birth


def run_themes(
    *,
    actor: Actor,
    until: datetime | None = None,
    anew: bool = False,
    words_only: bool = False,
    tell: Tell | None = None,
) -> ThemeRun | None:
    """Read what was said before `until` (now) and keep what it is about; gives the run, None while another one is at
    work or there are too few texts for a first look.

    Every fourth week, or when `anew` asks for it, themes are looked for again among everything, so that words nobody
    used before are seen; numbers and what people have decided stay (`drawing`). `words_only` does without the sentence
    encoder. Deterministic: the same texts and decisions give the same themes.
    """
    require(actor, "themes.tend")
    run = begin_run(actor=actor)
    if run is None:
        return None
    told = _both(teller(run, actor=actor), tell)
    is_done = False
    try:
        when = until or timezone.now()
        drawn = ThemeMap.objects.filter(is_current=True).first()
        is_old = drawn is not None and drawn.made_at <= when - DRAWN_FOR
        by = vectors_again(drawn.vectors, bytes(drawn.fitted), Path(settings.HOME)) if drawn else None
        if drawn is None or by is None or anew or is_old:
            is_done = draw_map(run, when, told, actor=actor, words_only=words_only)
        else:
            is_done = _go_on(run, drawn, by, when, told, actor=actor)
    finally:
        end_run(run, is_done=is_done, actor=actor)
    return run if is_done else None


def _both(first: Tell, second: Tell | None) -> Tell:
    def tell(step: str, done: int, total: int) -> None:
        first(step, done, total)
        if second is not None:
            second(step, done, total)

    return tell


def _go_on(run: ThemeRun, drawn: ThemeMap, by: TextVectors, until: datetime, tell: Tell, *, actor: Actor) -> bool:
    """Join what is unread to the known themes, step by step; each step is a run of its own."""
    drawn.read_to = newest_ids(actor)
    said: list[Said] = []
    for some in read_unread(actor, drawn, until=until):
        said += some
        tell("reading", len(said), len(said))
        if len(said) >= AT_ONCE:
            _continue(run, drawn, by, said, until, tell, actor=actor)
            said = []
    _continue(run, drawn, by, said, until, tell, actor=actor)
    return True


def _continue(
    run: ThemeRun, drawn: ThemeMap, by: TextVectors, said: list[Said], until: datetime, tell: Tell, *, actor: Actor
) -> None:
    from colere.stats.words.identity import continue_themes

    waited, words = _waiting(drawn, until, actor)
    texts = [*words, *(one.text for one in said)]
    seen: Encoded = encoded(texts, by, tell=lambda done: tell("joining", done, len(texts)))
    found = continue_themes(as_decided(drawn, actor=actor), texts, seen, seed=drawn.run)
    write_texts(
        drawn, said, found.of_text[len(waited) :], found.closeness[len(waited) :], run=drawn.run + 1, actor=actor
    )
    drawn.fits_none = None if found.fits_none != found.fits_none else found.fits_none
    run.texts += len(said)
    for change in found.changes:
        setattr(run, change.kind, getattr(run, change.kind) + 1)
    on = day_of(until - timedelta(microseconds=1), company_zone())
    keep_continued(drawn, found, waited=waited, texts=texts, added=len(said), until=until, on=on, actor=actor)


def _waiting(drawn: ThemeMap, until: datetime, actor: Actor) -> tuple[list[int], list[str]]:
    """Rows and words of the texts that fit no theme yet and are not too old to be part of a birth."""
    since = day_of(until - WAITS, company_zone())
    rows = list(
        ThemeText.objects.filter(map=drawn, theme=None, day__gte=since, run__lte=drawn.run)
        .order_by("pk").values_list("pk", "kind", "conversation_id", "response_id", "mention_id")
    )  # fmt: skip
    words: dict[int, str] = {}
    for kind in {row[1] for row in rows}:
        own = {row[0]: row[2] or row[3] or row[4] for row in rows if row[1] == kind}
        again = read_again(actor, kind, pks=sorted(own.values()))
        words |= {pk: again[source] for pk, source in own.items() if source in again}
    return list(words), list(words.values())
