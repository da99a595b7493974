"""The sentence of "Themes" about a simulated company that has just brought its year: themes are found in what its
customers wrote, and nothing is known of topics. What is said to have grown is held against the causes of the manifest.
"""

from __future__ import annotations

from datetime import date

import numpy as np
from numpy.typing import NDArray

from colere.demo.company import Company
from colere.insights.themes.models import Theme
from colere.insights.themes.rules.found import FoundThemes, find_in
from colere.insights.themes.rules.labels import labels_of
from colere.insights.themes.views.wording import sentence, shown_problems
from tests.demo.said_on_top import Sentence
from tests.domains.themes.year import MOSTLY, Reader, said_in

DAYS, NEAR = 364, 7
WHOLE_YEAR = 53  # weeks, all of which are read at the first look


def of_themes(company: Company) -> Sentence:
    """Themes: every theme that is said to grow is mostly about what an ongoing cause touches, and began to within a
    week of it; one does where such a cause is planted, and none where nothing is.
    """
    texts, day, topics = said_in(company)
    reader = Reader(texts, day, None)
    reader.draw(WHOLE_YEAR)
    first = int(day.max()) - DAYS + 1
    found = _found(reader.theme, day, first, company.year.date_of(first))
    numbers = [int(topic.name) for topic in found.findings.problems]
    words = labels_of(texts, reader.theme, numbers) if numbers else {}
    themes = {number: Theme(number=number, words=words.get(number, [])) for number in found.tallies}
    text = sentence(found, themes)
    growing = [(theme.number, topic.spells[-1]) for theme, topic in shown_problems(found, themes) if topic.is_ongoing]
    causes = [cause for cause in company.plants.causes if cause.end is None]
    about, wrong = np.array(topics), []
    for number, spell in growing:
        begins = (spell.first - company.year.date_of(0)).days
        own = about[(reader.theme == number) & (day >= begins)]
        if not any(np.isin(own, list(cause.topics)).mean() >= MOSTLY for cause in causes):
            wrong.append(f"theme {number} has no cause")
        elif min(abs(begins - cause.start) for cause in causes) > NEAR:
            wrong.append(f"theme {number} grows since day {begins}")
    return Sentence(f"{text} {'; '.join(wrong)}".strip(), not wrong and bool(growing) == bool(causes))


def _found(theme: NDArray[np.int64], day: NDArray[np.int64], first: int, start: date) -> FoundThemes:
    """What the page finds in the last 52 weeks."""
    seen = day >= first
    numbers = sorted(set(theme[seen & (theme >= 0)].tolist()))
    counts = np.zeros((len(numbers), DAYS))
    known = seen & (theme >= 0)
    np.add.at(counts, (np.searchsorted(numbers, theme[known]), day[known] - first), 1.0)
    fits_none = np.bincount(day[seen & (theme < 0)] - first, minlength=DAYS).astype(float)
    feelings = np.zeros((len(numbers), 3))  # how they sound is not what the sentence is about
    return find_in(numbers, counts, [int(one) for one in counts.sum(axis=1)], feelings, fits_none, start)
