"""What people decide about themes, and how themes are kept: names, merges, splits, exclusions; bytes for a file.

Each function gives new `KnownThemes`; a theme that a person has touched is settled, and the data leave it whole.
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from colere.stats.words.encoder import Vectors
from colere.stats.words.identity import Anchor, KnownTheme, KnownThemes


def name_theme(known: KnownThemes, number: int, name: str) -> KnownThemes:
    """The theme bears this name from now on; an empty one takes the name away."""
    return _with(known, replace(known.get(number), name=name.strip() or None, is_settled=True))


def merge_themes(known: KnownThemes, into: int, others: Sequence[int]) -> KnownThemes:
    """One theme of several: it keeps its number, its name and all their anchors, so that each text still finds it.

    Raises `ValueError` for a theme that is not there, or one merged into itself.
    """
    if into in others or len(set(others)) != len(others):
        raise ValueError("A theme is merged with others, each of them once.")
    target = known.get(into)
    anchors = [*target.anchors, *(anchor for number in others for anchor in known.get(number).anchors)]
    themes = tuple(theme for theme in known.themes if theme.number not in others)
    merged = replace(target, anchors=tuple(anchors), is_settled=True)
    return _with(replace(known, themes=themes), merged)


def split_theme(known: KnownThemes, number: int, groups: Sequence[Vectors]) -> KnownThemes:
    """A theme in two or more, by the vectors of texts that show what belongs where.

    The first group keeps the number and the name; the others get new numbers. Raises `ValueError` for fewer than two
    groups, or an empty one.
    """
    if len(groups) < 2 or any(len(group) == 0 for group in groups):
        raise ValueError("A split needs two groups of texts or more, none empty.")
    old = known.get(number)
    loosest = min(anchor.reach for anchor in old.anchors)
    anchors = []
    for group in groups:
        middle = np.asarray(group, dtype=np.float32).mean(axis=0)
        middle = middle / max(float(np.linalg.norm(middle)), 1e-12)
        anchors.append(Anchor(middle, middle, loosest, len(group)))
    new = [
        KnownTheme(known.next_number + place, (anchor,), is_settled=True) for place, anchor in enumerate(anchors[1:])
    ]
    known = _with(known, replace(old, anchors=(anchors[0],), is_settled=True))
    return replace(known, themes=(*known.themes, *new), next_number=known.next_number + len(new))


def exclude_theme(known: KnownThemes, number: int, *, is_excluded: bool = True) -> KnownThemes:
    """The theme is left out of what is shown; it goes on collecting its texts, so that they are not born again."""
    return _with(known, replace(known.get(number), is_excluded=is_excluded))


def themes_to_bytes(known: KnownThemes) -> bytes:
    """The themes for a file: their places and what people decided, no text but the names."""
    places = [anchor for theme in known.themes for anchor in theme.anchors]
    plain = {
        "vectors": known.vectors,
        "next_number": known.next_number,
        "themes": [
            {
                "number": theme.number,
                "name": theme.name,
                "is_excluded": theme.is_excluded,
                "is_settled": theme.is_settled,
                "anchors": [[anchor.reach, anchor.n] for anchor in theme.anchors],
            }
            for theme in known.themes
        ],
    }
    held = io.BytesIO()
    np.savez_compressed(
        held,
        plain=np.array(json.dumps(plain)),
        middles=np.array([anchor.middle for anchor in places], dtype=np.float32),
        origins=np.array([anchor.origin for anchor in places], dtype=np.float32),
    )
    return held.getvalue()


def themes_from_bytes(kept: bytes) -> KnownThemes:
    """What `themes_to_bytes` gave."""
    with np.load(io.BytesIO(kept), allow_pickle=False) as found:
        plain = json.loads(str(found["plain"]))
        places = iter(zip(found["middles"], found["origins"], strict=True))
    themes = tuple(
        KnownTheme(
            number=theme["number"],
            anchors=tuple(Anchor(*next(places), reach, n) for reach, n in theme["anchors"]),
            name=theme["name"],
            is_excluded=theme["is_excluded"],
            is_settled=theme["is_settled"],
        )
        for theme in plain["themes"]
    )
    return KnownThemes(plain["vectors"], themes, plain["next_number"])


def _with(known: KnownThemes, changed: KnownTheme) -> KnownThemes:
    return replace(known, themes=tuple(changed if one.number == changed.number else one for one in known.themes))
