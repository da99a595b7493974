"""Dividing a theme by examples: somebody has shown which of its words are another theme."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from colere.insights.themes.actions.drawing import as_decided
from colere.insights.themes.events import ThemeDivided
from colere.insights.themes.models import Theme, ThemeMap, ThemeText
from colere.insights.themes.queries.known import get_theme
from colere.insights.themes.queries.unread import read_again
from colere.insights.themes.rules.labels import labels_of
from colere.insights.themes.rules.vectors import vectors_again
from colere.platform.errors import Conflict, Invalid
from colere.platform.events import publish
from colere.platform.metrics import company_zone
from colere.platform.metrics.periods import today
from colere.platform.permissions import Actor, require

if TYPE_CHECKING:
    from colere.stats.words.encoder import Vectors

LOOKED_AT = 20_000  # of a theme's newest texts that are sorted anew; those before stay where they are
STAYING = 200  # of its typical texts that show what stays
AT_A_TIME = 500


def check_division(number: int, *, examples: Sequence[int], actor: Actor) -> None:
    """Raises `Invalid` or `Conflict` with a sentence where the theme cannot be divided by these rows of texts."""
    require(actor, "themes.tend")
    theme = get_theme(actor, number)
    if theme.merged_into_id is not None:
        raise Conflict(_("This theme has gone into another one in the meantime. Nothing was changed."))
    own = ThemeText.objects.filter(pk__in=examples, theme=number, map_id=theme.map_id).count()
    if not examples or own < len(set(examples)):
        raise Invalid(_("Choose at least one of this theme’s own texts that belongs to another theme."))
    if ThemeText.objects.filter(theme=number, map_id=theme.map_id).count() - own < 1:
        raise Invalid(_("Leave at least one text that shows what stays."))


def divide_theme(number: int, *, examples: Sequence[int], actor: Actor) -> int:
    """A new theme of what is like the examples and unlike the rest; gives its number.

    The theme's texts are sorted between the two by what they are nearer to. Raises as `check_division`, and `Conflict`
    where a run was quicker or what the themes were found by is not installed any more.
    """
    check_division(number, examples=examples, actor=actor)
    from colere.stats.words.decisions import split_theme, themes_to_bytes

    drawn = ThemeMap.objects.get(is_current=True)
    by = vectors_again(drawn.vectors, bytes(drawn.fitted), Path(settings.HOME))
    if by is None:
        raise Conflict(_("These themes were found with the extra “encoder”, which is not installed any more."))
    rows, texts = _texts_of(drawn, number, actor)
    vectors = by.encode(texts)
    goes, staying = _shown(rows, set(examples), vectors)
    known = split_theme(as_decided(drawn, actor=actor), number, [staying, goes])
    other = known.next_number - 1
    moved = _nearer(vectors, staying, goes, rows, set(examples))
    words = _words(texts, moved, number, other)
    with transaction.atomic():
        values = {"known": themes_to_bytes(known), "run": drawn.run + 1, "version": drawn.version + 1}
        if not ThemeMap.objects.filter(pk=drawn.pk, run=drawn.run).update(**values):
            raise Conflict(_("New words were being read just now. Nothing was changed; please try again."))
        Theme.objects.create(
            number=other, map=drawn, words=words[other], is_settled=True, born_on=today(company_zone())
        )
        Theme.objects.filter(pk=number).update(is_settled=True, words=words[number])
        pks = [row for row, goes_over in zip(rows, moved, strict=True) if goes_over]
        for start in range(0, len(pks), AT_A_TIME):
            ThemeText.objects.filter(pk__in=pks[start : start + AT_A_TIME]).update(theme=other)
        publish(ThemeDivided(theme=number, other=other, texts=len(pks)), actor=actor)
    return other


def _texts_of(drawn: ThemeMap, number: int, actor: Actor) -> tuple[list[int], list[str]]:
    """Rows and words of the theme, the most typical first."""
    found = ThemeText.objects.filter(map=drawn, theme=number, run__lte=drawn.run).order_by("-day", "-pk")
    names = ("pk", "kind", "conversation_id", "response_id", "mention_id", "closeness")
    rows = sorted(found.values_list(*names)[:LOOKED_AT], key=lambda row: (-row[5], row[0]))
    words: dict[int, str] = {}
    for kind in sorted({row[1] for row in rows}):
        own = {row[0]: row[2] or row[3] or row[4] for row in rows if row[1] == kind}
        for start in range(0, len(own), 2_000):
            some = dict(list(own.items())[start : start + 2_000])
            again = read_again(actor, kind, pks=sorted(some.values()))
            words |= {pk: again[source] for pk, source in some.items() if source in again}
    kept = [row[0] for row in rows if row[0] in words]
    return kept, [words[pk] for pk in kept]


def _shown(rows: Sequence[int], examples: set[int], vectors: Vectors) -> tuple[Vectors, Vectors]:
    """Vectors of what goes, and of the typical texts that stay: those less like what goes than like each other."""
    import numpy as np

    is_example = np.array([row in examples for row in rows])
    goes = vectors[is_example]
    middle = goes.mean(axis=0)
    left = vectors[~is_example]
    unlike = np.argsort(left @ middle, kind="stable")[: max(1, len(left) // 2)]
    return goes, left[np.sort(unlike)[:STAYING]]


def _nearer(vectors: Vectors, staying: Vectors, goes: Vectors, rows: Sequence[int], examples: set[int]) -> Any:
    import numpy as np

    from colere.stats.words.themes import nearest

    centers = np.stack([_unit(staying.mean(axis=0)), _unit(goes.mean(axis=0))])
    return (nearest(vectors, centers)[0] == 1) | np.array([row in examples for row in rows])


def _unit(row: Any) -> Any:
    import numpy as np

    length = float(np.linalg.norm(row))
    return (row / length if length else row).astype(np.float32)


def _words(texts: Sequence[str], moved: Any, number: int, other: int) -> dict[int, list[str]]:
    import numpy as np

    return labels_of(texts, np.where(moved, other, number).astype(np.int32), [number, other])
