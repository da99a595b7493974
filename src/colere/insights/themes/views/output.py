"""What is found about themes, for programs and for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from colere.insights.problems.rules.finding import MINUTES_ERROR
from colere.insights.problems.rules.findings import Bounded
from colere.insights.themes.models import Theme
from colere.insights.themes.rules.feelings import Feeling
from colere.insights.themes.rules.found import FoundThemes
from colere.insights.themes.views.wording import is_shown, label_of, sentence
from colere.platform.ui.tables.export import harmless

COLUMNS = (
    "theme", "label", "name", "texts", "share", "share_low", "share_high", "per_week", "per_week_low", "per_week_high",
    "conversations", "cost_minutes", "cost_low", "cost_high", "times", "last_from", "last_to", "is_ongoing", "born_on",
    "drift", "feeling_n", "unhappy", "unhappy_low", "unhappy_high", "mixed", "mixed_low", "mixed_high", "happy",
    "happy_low", "happy_high",
)  # fmt: skip


FEELINGS = ("unhappy", "mixed", "happy")


def in_order(found: FoundThemes, themes: dict[int, Theme]) -> list[Theme]:
    """The themes that are shown and were spoken of: those that grew, then the others by how often."""
    shown = [theme for number, theme in themes.items() if is_shown(theme) and number in found.tallies]
    grew = {int(topic.name): place for place, topic in enumerate(found.findings.problems)}
    return sorted(shown, key=lambda one: (grew.get(one.number, len(grew)), -found.tallies[one.number].n, one.number))


def cost_of(found: FoundThemes, number: int, minutes: float) -> Bounded | None:
    """The minutes of work of a theme's conversations; None where it was too rare to be
    looked at, or nobody wrote to us about it."""
    topic, tally = found.topic(number), found.tallies[number]
    if topic is None or not tally.contacts:
        return None
    return topic.cost.times(minutes * tally.contacts / tally.n)


def themes_json(found: FoundThemes, themes: dict[int, Theme], minutes: float) -> str:
    """All shown themes."""
    content = {
        "from": found.findings.start,
        "to": found.findings.end,
        "sentence": sentence(found, themes),
        "texts": found.texts,
        "fits_none": found.fits_none,
        "minutes_per_contact": minutes,
        "minutes_standard_error": minutes * MINUTES_ERROR,
        "themes": [_theme(found, theme, minutes) for theme in in_order(found, themes)],
    }
    return json.dumps(content, ensure_ascii=False, indent=1, default=date.isoformat)


def themes_csv(found: FoundThemes, themes: dict[int, Theme], minutes: float) -> Iterator[str]:
    """The same as lines of a file."""
    yield _line(COLUMNS)
    for theme in in_order(found, themes):
        row = _theme(found, theme, minutes)
        bounded = [row[name] or {} for name in ("share", "per_week", "cost_minutes")]
        share, week, cost = ([one.get(key) for key in ("value", "low", "high")] for one in bounded)
        last = row["spells"][-1] if row["spells"] else {}
        spells = [len(row["spells"]), last.get("first"), last.get("last"), int(row["is_ongoing"])]
        yield _line(
            [theme.number, row["label"], theme.name, row["texts"], *share, *week, row["conversations"], *cost, *spells,
             row["born_on"], row["drift"], row["feeling"]["n"], *_felt_cells(row["feeling"])]
        )  # fmt: skip


def _theme(found: FoundThemes, theme: Theme, minutes: float) -> dict[str, Any]:
    tally, topic = found.tallies[theme.number], found.topic(theme.number)
    cost = cost_of(found, theme.number, minutes)
    return {
        "theme": theme.number,
        "label": label_of(theme),
        "name": theme.name,
        "words": theme.words,
        "texts": tally.n,
        "share": asdict(tally.share),
        "per_week": asdict(topic.per_week) if topic else None,
        "conversations": tally.contacts,
        "cost_minutes": asdict(cost) if cost else None,
        "is_ongoing": bool(topic and topic.is_ongoing),
        "spells": [asdict(spell) for spell in topic.spells] if topic else [],
        "born_on": theme.born_on,
        "drift": theme.drift,
        "weeks": list(tally.weeks),
        "feeling": _felt(tally.feeling),
    }


def _felt(feeling: Feeling) -> dict[str, Any]:
    """How a theme sounds; the shares are empty where too few texts were read for them."""
    shares = asdict(feeling)
    return {"n": shares.pop("n"), **(shares if feeling.is_enough else dict.fromkeys(shares))}


def _felt_cells(felt: dict[str, Any]) -> list[Any]:
    return [(felt[name] or {}).get(key) for name in FEELINGS for key in ("value", "low", "high")]


def _line(cells: Sequence[Any]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow([_cell(cell) for cell in cells])
    return line.getvalue()


def _cell(cell: Any) -> Any:
    if isinstance(cell, float):
        return round(cell, 4)
    return cell.isoformat() if isinstance(cell, date) else harmless(cell)
