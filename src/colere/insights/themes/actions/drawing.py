"""Looking for themes among everything that was said: at first, and every fourth week again.

A map is drawn beside the current one and takes its place when it is whole. Themes that people know keep their numbers
(`rules.handing`); groups that nobody knew are born; what people have decided about a theme keeps it alive.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction

from colere.insights.themes.actions.runs import Tell
from colere.insights.themes.actions.writing import advance, write_texts
from colere.insights.themes.events import ThemeBorn, ThemeEvent, ThemesFound, ThemesGrewTogether
from colere.insights.themes.models import Theme, ThemeMap, ThemeRun, ThemeText
from colere.insights.themes.queries.unread import Said, newest_ids, read_unread
from colere.insights.themes.rules.handing import Handed, hand_over, middles_of
from colere.insights.themes.rules.labels import labels_of
from colere.insights.themes.rules.vectors import Encoded, encoded, vectors_for
from colere.platform.events import publish
from colere.platform.metrics import company_zone
from colere.platform.metrics.periods import day_of
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    from colere.stats.words.identity import KnownThemes
    from colere.stats.words.themes import Themes
    from colere.stats.words.vectors import TextVectors

FEWEST = 500  # texts: among fewer, what two people write about looks like a theme
LEARNED_FROM = 100_000  # texts that themes are found in; all others join them
AT_ONCE = 20_000  # texts of one step when there are more than themes are learned from


def draw_map(run: ThemeRun, until: datetime, tell: Tell, *, actor: Actor, words_only: bool) -> bool:
    """Look for themes among everything that was said before `until`; False where that is too little."""
    require(actor, "themes.tend")
    from colere.stats.words.themes import find_themes

    before = ThemeMap.objects.filter(is_current=True).first()
    drawn = ThemeMap.objects.create(vectors="", read_to=newest_ids(actor), made_at=until)
    said = _all_said(drawn, until, tell, actor)
    if len(said) < FEWEST:
        drawn.delete()
        return False
    learned = said[:: -(-len(said) // LEARNED_FROM)]
    texts = [one.text for one in learned]
    tell("learning", 0, len(texts))
    by, drawn.fitted = vectors_for(texts, Path(settings.HOME), words_only=words_only)
    seen = encoded(texts, by, tell=lambda done: tell("learning", done, len(texts)))
    old = _themes_before(before, learned)
    found = find_themes(texts, seen, known=middles_of(old, seen.rows), top=0)
    handed = hand_over(old, found.of_text, settled=_settled(before), next_number=_next_number())
    known, numbers = _numbered(found, seen, old, handed)
    words = labels_of(texts, numbers, [theme.number for theme in known.themes])
    if len(learned) < len(said):
        _join_all(drawn, said, by, known, tell, actor=actor)
    else:
        write_texts(drawn, learned, numbers, found.closeness, run=1, actor=actor)
    drawn.vectors, drawn.fits_none = by.name, 0.0
    drawn.save(update_fields=["vectors", "fitted", "fits_none"])
    run.texts, run.born, run.merged = len(said), len(handed.born), len(handed.gone)
    tell("keeping", len(said), len(said))
    _keep(before, drawn, known, handed, words, texts=len(said), until=until, actor=actor)
    _forget_vectors(by, drawn)
    return True


def _forget_vectors(by: TextVectors, drawn: ThemeMap) -> None:
    """Vectors are kept of texts that are there; those of erased ones go."""
    from colere.stats.words.encoder import SentenceEncoder

    if isinstance(by, SentenceEncoder):
        hashes = ThemeText.objects.filter(map=drawn).values_list("digest", flat=True)
        by.keep_only({bytes(one) for one in hashes.iterator(chunk_size=AT_ONCE)})


def _all_said(drawn: ThemeMap, until: datetime, tell: Tell, actor: Actor) -> list[Said]:
    said: list[Said] = []
    for some in read_unread(actor, drawn, until=until):
        said += some
        tell("reading", len(said), 0)
    return said


def _next_number() -> int:
    return (Theme.objects.order_by("-number").values_list("number", flat=True).first() or 0) + 1


def _settled(before: ThemeMap | None) -> set[int]:
    if before is None:
        return set()
    return set(Theme.objects.filter(map=before, is_settled=True).values_list("number", flat=True))


def _themes_before(before: ThemeMap | None, learned: list[Said]) -> Any:
    """The theme of each text on the map before, −1 where it had none; a theme that went by itself counts as where it
    went, one that people have joined to another as itself.
    """
    import numpy as np

    old = np.full(len(learned), -1, dtype=np.int64)
    if before is None:
        return old
    place = {(one.kind, one.pk): row for row, one in enumerate(learned)}
    into = dict(Theme.objects.filter(map=before, is_settled=False).values_list("number", "merged_into"))
    rows = ThemeText.objects.filter(map=before, run__lte=before.run).exclude(theme=None)
    columns = ("kind", "conversation_id", "response_id", "mention_id", "theme")
    for kind, conversation, response, mention, number in rows.values_list(*columns).iterator(chunk_size=AT_ONCE):
        row = place.get((kind, conversation or response or mention))
        if row is not None:
            while into.get(number) is not None:
                number = into[number]
            old[row] = number
    return old


def _numbered(found: Themes, seen: Encoded, old: Any, handed: Handed) -> tuple[KnownThemes, Any]:
    """The groups as themes with their numbers, and the number of each text. Texts of a theme that people have decided
    about stay with it where no group stands for it.
    """
    import numpy as np

    from colere.stats.words.identity import KnownTheme, anchor_of, begin

    begun = begin(found, seen.rows)
    themes = [replace(theme, number=number) for theme, number in zip(begun.themes, handed.numbers, strict=True)]
    numbers = np.append(np.array(handed.numbers, dtype=np.int64), -1)[found.of_text]
    for number in handed.kept:
        own = seen.rows[old == number]
        middle = own.mean(axis=0)
        middle /= max(float(np.linalg.norm(middle)), 1e-12)
        themes.append(KnownTheme(number, (anchor_of(own, middle.astype(np.float32)),), is_settled=True))
        numbers[old == number] = number
    last = max([*handed.numbers, *handed.kept], default=0)
    return replace(begun, themes=tuple(themes), next_number=max(last + 1, _next_number())), numbers


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
def _keep(
    before: ThemeMap | None,
    drawn: ThemeMap,
    known: KnownThemes,
    handed: Handed,
    words: dict[int, list[str]],
    *,
    texts: int,
    until: datetime,
    actor: Actor,
) -> None:
    """The new map takes the place of the one before, with themes, events and all."""
    on = day_of(until, company_zone())
    born_on = on if before is not None else None
    Theme.objects.bulk_create(
        [Theme(number=number, map=drawn, words=words[number], born_on=born_on) for number in handed.born]
    )
    if before is not None:
        Theme.objects.filter(map=before).update(map=drawn)
        ThemeMap.objects.filter(pk=before.pk).update(is_current=False)
        for number in words:
            if number not in handed.born and words[number]:
                Theme.objects.filter(pk=number).update(words=words[number])
        for number, into in handed.gone.items():
            Theme.objects.filter(pk=number, merged_into=None).update(merged_into=into, merged_on=on)
    ThemeMap.objects.filter(pk=drawn.pk).update(is_current=True)
    advance(drawn, known, until=until, added=texts, actor=actor)
    publish(ThemesFound(map=drawn.pk, themes=len(known.themes), texts=texts), actor=actor)
    if before is not None:
        publish(*_told(handed, drawn, on), actor=actor)


def _told(handed: Handed, drawn: ThemeMap, on: date) -> list[ThemeEvent]:
    told: list[ThemeEvent] = []
    for number in handed.born:
        texts = ThemeText.objects.filter(map=drawn, theme=number).count()
        told.append(ThemeBorn(theme=number, texts=texts, on=on))
    for into in sorted(set(handed.gone.values())):
        others = tuple(sorted(one for one, to in handed.gone.items() if to == into))
        told.append(ThemesGrewTogether(theme=into, others=others, on=on))
    return told


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
