"""A year of the demo company as themes see it: what customers write, Monday by Monday, without a database."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from colere.demo.company import Company, simulate
from colere.insights.problems.rules.finding import find_problems_in
from colere.insights.themes.rules.handing import hand_over, middles_of
from colere.insights.themes.rules.texts import first_words, matter_of
from colere.insights.themes.rules.vectors import Encoded, encoded
from colere.stats.words.decisions import name_theme
from colere.stats.words.identity import KnownTheme, KnownThemes, anchor_of, begin, continue_themes
from colere.stats.words.themes import find_themes
from colere.stats.words.vectors import FIT_ON, TextVectors, WordVectors, counted

FIRST_LOOK, DRAWN_FOR, WAITS = 8, 4, 8  # weeks
DECIDED = 26
MOSTLY = 0.5  # of the texts of a spell that are about what the cause touches


@dataclass
class Year:
    """What a year has shown; `days_off` of each cause that was found: days between its start and that of the spell."""

    seed: int
    planted: int
    days_off: dict[str, int] = field(default_factory=dict)
    missed: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    same: float = 0.0
    decisions_kept: bool = False
    restless: int = 0

    def as_json(self) -> dict[str, Any]:
        """As a line."""
        return asdict(self)


class Reader:
    """Reads as the product's runs do: `theme` is each text's theme, `into` where a theme has gone."""

    def __init__(self, texts: list[str], days: NDArray[np.int64], encoder: TextVectors | None) -> None:
        self.texts, self.days, self.encoder = texts, days, encoder
        self.counts: Any = None if encoder else counted(texts)  # once: counting words is most of what a draw costs
        self.theme = np.full(len(texts), -1, dtype=np.int64)
        self.into: dict[int, int] = {}
        self.settled: set[int] = set()
        self.next_number = 1
        self.known = KnownThemes("")
        self.by: TextVectors | None = None
        self.restless = 0

    def draw(self, week: int) -> None:
        """Look for themes among everything that was said before this week."""
        rows = np.flatnonzero(self.days < 7 * week)
        seen = self._seen(rows, self.encoder or self._words(rows))
        old = np.array([self.root(number, own=True) for number in self.theme[rows].tolist()])
        found = find_themes(seen.texts, seen, known=middles_of(old, seen.rows), top=0)
        handed = hand_over(old, found.of_text, settled=self.settled, next_number=self.next_number)
        begun = begin(found, seen.rows)
        themes = [replace(one, number=number) for one, number in zip(begun.themes, handed.numbers, strict=True)]
        self.theme[rows] = np.append(handed.numbers, -1)[found.of_text]
        for number in handed.kept:
            own = seen.rows[old == number]
            middle = own.mean(axis=0) / max(float(np.linalg.norm(own.mean(axis=0))), 1e-12)
            themes.append(KnownTheme(number, (anchor_of(own, middle.astype(np.float32)),), is_settled=True))
            self.theme[rows[old == number]] = number
        self.into |= handed.gone
        self.restless += bool(week > FIRST_LOOK and (handed.born or handed.gone))
        self.next_number = max([*handed.numbers, *handed.kept, self.next_number - 1]) + 1
        self.by = seen.by
        self.known = KnownThemes(seen.name, tuple(themes), self.next_number)

    def read(self, week: int) -> None:
        """Seven days join what is known."""
        assert self.by is not None
        new = (self.days >= 7 * (week - 1)) & (self.days < 7 * week)
        waits = (self.theme < 0) & (self.days < 7 * week) & (self.days >= 7 * (week - WAITS))
        rows = np.flatnonzero(new | waits)
        known = replace(
            self.known,
            themes=tuple(replace(one, is_settled=one.number in self.settled) for one in self.known.themes),
        )
        seen = self._seen(rows, self.by)
        found = continue_themes(known, seen.texts, seen, seed=week)
        self.known, self.theme[rows] = found.known, found.of_text
        self.into |= {other: one.theme for one in found.changes if one.kind == "merged" for other in one.others}
        self.next_number = max(self.next_number, found.known.next_number)
        self.restless += bool(found.changes)

    def root(self, number: int, *, own: bool = False) -> int:
        """Where a theme counts today; with `own`, what people have joined counts as itself."""
        while number in self.into and not (own and number in self.settled):
            number = self.into[number]
        return number

    def _words(self, rows: NDArray[np.intp]) -> WordVectors:
        chosen = np.random.default_rng(0).permutation(rows)[:FIT_ON]
        return WordVectors.fit_counts(self.counts[np.sort(chosen)])

    def _seen(self, rows: NDArray[np.intp], by: TextVectors) -> Encoded:
        if isinstance(by, WordVectors):
            return Encoded([self.texts[row] for row in rows.tolist()], by.encode_counts(self.counts[rows]), by)
        return encoded([self.texts[row] for row in rows.tolist()], by, tell=lambda done: None)


def live_through(size: str, seed: int, until: date, *, plants: bool = True, encoder: Path | None = None) -> Year:
    """The year of this company, with a person's decisions in the middle of it."""
    company = simulate(size, seed, until=until, plants=plants)
    start = until.toordinal() - 364
    texts, days, topics = said_in(company)
    reader = Reader(texts, days, _encoder(encoder))
    reader.draw(FIRST_LOOK)
    first, decided = reader.theme.copy(), (0, 0)
    for week in range(FIRST_LOOK + 1, 53):
        if week == DECIDED:
            decided = decide(reader)
        reader.draw(week) if (week - FIRST_LOOK) % DRAWN_FOR == 0 else reader.read(week)
    year = judge(company.manifest()["truths"]["causes"], reader, topics, start, Year(seed, 0))
    seen = (first >= 0) & (reader.theme >= 0)
    ways = [
        (reader.root(a), reader.root(b)) for a, b in zip(first[seen].tolist(), reader.theme[seen].tolist(), strict=True)
    ]
    year.same = round(float(np.mean([a == b for a, b in ways])), 3)
    numbers = {theme.number for theme in reader.known.themes}
    year.decisions_kept = set(decided) <= numbers and reader.root(decided[1]) == decided[0]
    year.restless = reader.restless
    return year


def said_in(company: Company) -> tuple[list[str], NDArray[np.int64], list[str]]:
    """What customers came for, the day of each of these texts (0: the first of the year), and what it is about."""
    start = company.year.until.toordinal() - 364
    texts, days, topics = [], [], []
    for row in company.conversations():
        said = [one["text"] for one in row["messages"] if one["from"] == "customer"]
        texts.append(matter_of(first_words(said)))
        days.append(min(max(datetime.fromisoformat(row["opened_at"]).toordinal() - start, 0), 364))
        topics.append(row["topic"])
    return texts, np.array(days), topics


def _encoder(folder: Path | None) -> TextVectors | None:
    if folder is None:
        return None
    from colere.stats.words.encoder import SentenceEncoder

    return SentenceEncoder(folder)


def decide(reader: Reader) -> tuple[int, int]:
    """A person names the most frequent theme, and joins the second to it."""
    often = [number for number, _n in Counter(reader.theme[reader.theme >= 0].tolist()).most_common()]
    known = {theme.number for theme in reader.known.themes}
    kept, joined = [number for number in often if number in known][:2]
    reader.known = name_theme(reader.known, kept, "Named by a person")
    reader.settled |= {kept, joined}
    reader.into[joined] = kept
    return kept, joined


def judge(causes: list[dict[str, Any]], reader: Reader, topics: list[str], start: int, year: Year) -> Year:
    """Which causes a theme shows, and which themes grew for no cause."""
    roots = np.array([reader.root(number) for number in reader.theme.tolist()])
    numbers = sorted(set(roots[roots >= 0].tolist()))
    counts = np.zeros((len(numbers), 365))
    np.add.at(counts, (np.searchsorted(numbers, roots[roots >= 0]), reader.days[roots >= 0]), 1.0)
    everything = np.bincount(reader.days, minlength=365).astype(float)
    found = find_problems_in([str(number) for number in numbers], counts, everything, date.fromordinal(start))
    of = np.array(topics)
    year.planted = len(causes)
    explained: set[tuple[str, int]] = set()
    for cause in causes:
        begins = date.fromisoformat(cause["starts_on"])
        offs = []
        for topic in found.problems:
            for place, spell in enumerate(topic.spells):
                inside = (roots == int(topic.name)) & (reader.days >= spell.first.toordinal() - start)
                own = inside & (reader.days <= spell.last.toordinal() - start)
                if np.isin(of[own], list(cause["topics"])).mean() >= MOSTLY:
                    offs.append((spell.first - begins).days)
                    explained.add((topic.name, place))
        if offs and abs(min(offs, key=abs)) <= 30:
            year.days_off[cause["name"]] = min(offs, key=abs)
        else:
            year.missed.append(cause["name"])
    year.doubtful = [
        f"{topic.name} {spell.first}"
        for topic in found.problems
        for place, spell in enumerate(topic.spells)
        if (topic.name, place) not in explained
    ]
    return year
