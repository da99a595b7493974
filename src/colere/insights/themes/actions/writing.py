"""Writing what a run has found: rows of texts in steps, then themes, map and events at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from colere.insights.themes.events import ThemeBorn, ThemeEvent, ThemeFellApart, ThemesGrewTogether
from colere.insights.themes.models import Theme, ThemeMap, ThemeText
from colere.insights.themes.queries.unread import Said
from colere.insights.themes.rules.feelings import feelings_of
from colere.insights.themes.rules.labels import labels_of
from colere.platform.errors import Conflict
from colere.platform.events import publish
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    from colere.stats.words.identity import Continued, KnownThemes, ThemeChange

AT_A_TIME = 5_000


def write_texts(drawn: ThemeMap, said: Sequence[Said], numbers: Any, closeness: Any, *, run: int, actor: Actor) -> None:
    """A row for each text with its theme and how it sounds, as of a run that the map has not come to yet."""
    require(actor, "themes.tend")
    from colere.stats.words.encoder import content_hash

    for start in range(0, len(said), AT_A_TIME):
        some = said[start : start + AT_A_TIME]
        feelings = feelings_of([one.text for one in some])
        rows = [
            ThemeText(
                map=drawn,
                run=run,
                kind=one.kind,
                theme=int(number) if number >= 0 else None,
                closeness=float(near),
                feeling=feeling,
                at=one.at,
                day=one.day,
                team_id=one.team,
                channel=one.channel,
                digest=content_hash(one.text),
                **{f"{one.kind}_id": one.pk},
            )
            for one, feeling, number, near in zip(
                some, feelings, numbers[start : start + AT_A_TIME], closeness[start : start + AT_A_TIME], strict=True,
            )
        ]  # fmt: skip
        ThemeText.objects.bulk_create(rows, batch_size=500)


def advance(drawn: ThemeMap, known: KnownThemes, *, until: datetime, added: int, actor: Actor) -> None:
    """The map has come to its next run. Raises `Conflict` when another run was quicker; nothing is changed then."""
    require(actor, "themes.tend")
    from colere.stats.words.decisions import themes_to_bytes

    moved = ThemeMap.objects.filter(pk=drawn.pk, run=drawn.run).update(
        run=drawn.run + 1,
        known=themes_to_bytes(known),
        texts=drawn.texts + added,
        read_until=until,
        read_to=drawn.read_to,
        fits_none=drawn.fits_none,
    )
    if not moved:
        raise Conflict(_("Another reading was quicker; nothing was changed."))
    drawn.run += 1
    drawn.texts += added


@transaction.atomic
def keep_continued(
    drawn: ThemeMap,
    found: Continued,
    *,
    waited: Sequence[int],
    texts: Sequence[str],
    added: int,
    until: datetime,
    on: date,
    actor: Actor,
) -> None:
    """What a weekly run has found: texts that waited and fit now, themes that were born, merged or split, and where all
    of them are. The first of `texts` are those that waited, with their rows in `waited`.
    """
    require(actor, "themes.tend")
    advance(drawn, found.known, until=until, added=added, actor=actor)
    for row, number, near in zip(waited, found.of_text[: len(waited)], found.closeness[: len(waited)], strict=True):
        if number >= 0:
            ThemeText.objects.filter(pk=row).update(theme=int(number), closeness=float(near))
    new = [number for change in found.changes if change.kind != "merged" for number in _came(change)]
    touched = [change.theme for change in found.changes if change.kind == "split"]
    words = labels_of(texts, found.of_text, [*new, *touched]) if new or touched else {}
    Theme.objects.bulk_create([Theme(number=number, map=drawn, words=words[number], born_on=on) for number in new])
    for number in touched:
        if words[number]:
            Theme.objects.filter(pk=number).update(words=words[number])
    for change in found.changes:
        if change.kind == "merged":
            Theme.objects.filter(pk__in=change.others).update(merged_into=change.theme, merged_on=on)
    for number, drift in found.drift.items():
        Theme.objects.filter(pk=number).update(drift=round(drift, 4))
    publish(*_told(found.changes, on), actor=actor)


def _came(change: ThemeChange) -> tuple[int, ...]:
    return (change.theme,) if change.kind == "born" else change.others


def _told(changes: Iterable[ThemeChange], on: date) -> list[ThemeEvent]:
    told: list[ThemeEvent] = []
    for change in changes:
        if change.kind == "born":
            told.append(ThemeBorn(theme=change.theme, texts=change.n, on=on))
        elif change.kind == "merged":
            told.append(ThemesGrewTogether(theme=change.theme, others=change.others, on=on))
        else:
            told.append(ThemeFellApart(theme=change.theme, others=change.others, on=on))
    return told
