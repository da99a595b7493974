"""Reading what customers have said since the last time: known themes first, then what is new.

Everything is worked out before anything counts: rows of texts are written as of a run that the map has not come to, and
one transaction at the end brings map, themes and events there. A run that dies half-way leaves rows that the next one
sweeps away, so that running again gives the same.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from colere.insights.themes.actions.runs import Tell, begin_run, end_run, teller
from colere.insights.themes.actions.writing import advance, keep_continued, write_texts
from colere.insights.themes.events import ThemesFound
from colere.insights.themes.models import Theme, ThemeMap, ThemeRun, ThemeText
from colere.insights.themes.queries.unread import Said, newest_ids, read_again, read_unread
from colere.insights.themes.rules.labels import labels_of
from colere.insights.themes.rules.vectors import Encoded, encoded, vectors_again, vectors_for
from colere.platform.metrics import company_zone
from colere.platform.metrics.periods import day_of
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    from colere.stats.words.identity import KnownThemes
    from colere.stats.words.vectors import TextVectors

FEWEST = 500  # texts: among fewer, what two people write about looks like a theme
LEARNED_FROM = 100_000  # texts that themes are found in at first; all others join them
AT_ONCE = 20_000  # texts of one step when there are more than themes are learned from
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

    `anew` looks for themes anew among everything; names, exclusions and numbers that people know go over to the themes
    that hold most of the same texts. `words_only` does without the sentence encoder. Deterministic: the same texts and
    decisions give the same themes.
    """
    require(actor, "themes.tend")
    run = begin_run(actor=actor)
    if run is None:
        return None
    told = _both(teller(run, actor=actor), tell)
    is_done = False
    try:
        drawn = None if anew else ThemeMap.objects.filter(is_current=True).first()
        by = vectors_again(drawn.vectors, bytes(drawn.fitted), Path(settings.HOME)) if drawn else None
        when = until or timezone.now()
        if drawn is None or by is None:
            is_done = _draw(run, when, told, actor=actor, words_only=words_only)
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


def _draw(run: ThemeRun, until: datetime, tell: Tell, *, actor: Actor, words_only: bool) -> bool:
    """Look for themes among everything that was said; False where that is too little."""
    from colere.stats.words.identity import begin
    from colere.stats.words.themes import find_themes

    drawn = ThemeMap.objects.create(vectors="", read_to=newest_ids(actor))
    said = [one for some in read_unread(actor, drawn, until=until) for one in some]
    if len(said) < FEWEST:
        drawn.delete()
        return False
    learned = said[:: -(-len(said) // LEARNED_FROM)]
    texts = [one.text for one in learned]
    tell("learning", 0, len(said))
    by, fitted = vectors_for(texts, Path(settings.HOME), words_only=words_only)
    seen = encoded(texts, by, tell=lambda done: tell("learning", done, len(said)))
    found = find_themes(texts, seen)
    known = _renumbered(begin(found, seen.rows))
    first = known.next_number - len(found.n)
    numbers, near = found.of_text + (found.of_text >= 0) * first, found.closeness
    words = labels_of(texts, numbers, [theme.number for theme in known.themes])
    if len(learned) < len(said):
        _join_all(drawn, said, by, known, tell, actor=actor)
    else:
        write_texts(drawn, learned, numbers, near, run=1, actor=actor)
    drawn.vectors, drawn.fitted, drawn.fits_none = by.name, fitted, 0.0
    drawn.save(update_fields=["vectors", "fitted", "fits_none"])
    run.texts, run.born = len(said), len(known.themes)
    tell("keeping", len(said), len(said))
    _keep_drawn(drawn, known, words, texts=len(said), until=until, actor=actor)
    return True


def _renumbered(known: KnownThemes) -> KnownThemes:
    """The same themes with numbers that were never given before."""
    from dataclasses import replace

    last = Theme.objects.order_by("-number").values_list("number", flat=True).first() or 0
    themes = tuple(replace(theme, number=theme.number + last) for theme in known.themes)
    return replace(known, themes=themes, next_number=known.next_number + last)


def _join_all(
    drawn: ThemeMap, said: list[Said], by: TextVectors, known: KnownThemes, tell: Tell, *, actor: Actor
) -> None:
    from colere.stats.words.identity import join

    for start in range(0, len(said), AT_ONCE):
        some = said[start : start + AT_ONCE]
        numbers, near = join(known, by.encode([one.text for one in some]))
        write_texts(drawn, some, numbers, near, run=1, actor=actor)
        tell("joining", start + len(some), len(said))


@transaction.atomic
def _keep_drawn(
    drawn: ThemeMap, known: KnownThemes, words: dict[int, list[str]], *, texts: int, until: datetime, actor: Actor
) -> None:
    before = ThemeMap.objects.filter(is_current=True).first()
    Theme.objects.bulk_create([Theme(number=one.number, map=drawn, words=words[one.number]) for one in known.themes])
    if before is not None:
        _hand_over(before, drawn, on=day_of(until, company_zone()))
        ThemeMap.objects.filter(pk=before.pk).update(is_current=False)
    ThemeMap.objects.filter(pk=drawn.pk).update(is_current=True)
    advance(drawn, known, until=until, added=texts, actor=actor)
    publish_found(drawn, len(known.themes), actor=actor)


def publish_found(drawn: ThemeMap, themes: int, *, actor: Actor) -> None:
    """Tell the log that themes were looked for anew."""
    from colere.platform.events import publish

    publish(ThemesFound(map=drawn.pk, themes=themes, texts=drawn.texts), actor=actor)


def _hand_over(before: ThemeMap, drawn: ThemeMap, *, on: Any) -> None:
    """Each theme that was known goes into the new one that holds most of its texts, with what people decided of it."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """SELECT a.theme, b.theme, count(*) FROM themes_themetext a JOIN themes_themetext b
               ON b.map_id = %s AND b.conversation_id = a.conversation_id
               WHERE a.map_id = %s AND a.theme IS NOT NULL AND b.theme IS NOT NULL
               GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2""",
            [drawn.pk, before.pk],
        )
        pairs: dict[int, int] = {}
        for old, new, _n in cursor.fetchall():
            pairs.setdefault(old, new)
    for old in Theme.objects.filter(map=before).order_by("-is_settled", "number"):
        new = Theme.objects.filter(pk=pairs.get(old.pk)).first()
        Theme.objects.filter(pk=old.pk).update(map=drawn)
        if new is None or old.merged_into_id is not None:
            continue
        Theme.objects.filter(pk=old.pk).update(merged_into=new, merged_on=on)
        name = new.name or old.name
        is_settled, is_excluded = bool(new.is_settled or name), bool(new.is_excluded or old.is_excluded)
        Theme.objects.filter(pk=new.pk).update(name=name, is_settled=is_settled, is_excluded=is_excluded)


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


def as_decided(drawn: ThemeMap, *, actor: Actor) -> KnownThemes:
    """The known themes with what people have decided since the last run."""
    require(actor, "themes.tend")
    from dataclasses import replace

    from colere.stats.words.decisions import themes_from_bytes

    known = themes_from_bytes(bytes(drawn.known))
    rows = {theme.number: theme for theme in Theme.objects.filter(map=drawn)}
    themes = tuple(
        replace(
            theme,
            is_excluded=rows[theme.number].is_excluded,
            is_settled=theme.is_settled or rows[theme.number].is_settled,
        )
        for theme in known.themes
    )
    return replace(known, themes=themes)
