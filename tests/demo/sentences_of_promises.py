"""The sentence of "Promises: said, done, felt" about a simulated company, held against the manifest and against the
same company with many more customers.
"""

from __future__ import annotations

from datetime import timedelta

import numpy as np

from colere.demo.beliefs import PROMISES
from colere.demo.company import Company
from colere.demo.sizes import DAYS
from colere.foundation.rules.promises import Share, say_do_gap, standing
from colere.insights.instruments.queries.promises import Compared, PromisesFound
from colere.insights.instruments.views.promises import promises_report
from colere.platform.metrics.usual import USUAL_WEEKS
from colere.stats.enough import ANSWERS
from colere.stats.shares import wilson
from tests.demo.companies import larger
from tests.demo.said_on_top import Sentence
from tests.demo.shown import WEEK, Cases, sides_of

FAR = 0.05  # a true gap that the page must not pass over in silence


def of_promises(company: Company) -> Sentence:
    """Promises: the one that is named has the widest true gap, or one that the answers cannot tell from it. Where a
    macro says hello, that is the promise of the manifest; where nothing is named, no promise has a gap worth a word.
    """
    found = _found(company)
    text = promises_report(found).sentence
    gaps = {one.slug: one.gap for one in found.promises if one.gap is not None}
    true = {one.slug: one.gap.value for one in _found(larger(company)).promises if one.gap is not None}
    named = next((one.slug for one in found.promises if one.words.rstrip(". ") in text), None)
    widest = max(true.values())
    if named is None:
        return Sentence(text, text.startswith("No promise is felt less often") and widest < FAR)
    is_widest = true[named] > 0 and (true[named] == widest or gaps[named].high >= widest)
    meant = company.manifest()["truths"]["promise"]["slug"]
    return Sentence(text, is_widest and (named == meant or not company.plants.planted))


def _found(company: Company) -> PromisesFound:
    last = company.year.date_of(DAYS - 1)
    end = last - timedelta(days=(last.weekday() + 1) % WEEK)
    start = end - timedelta(days=WEEK * USUAL_WEEKS - 1)
    days = ((start - company.year.date_of(0)).days, (end - company.year.date_of(0)).days)
    promises = []
    for promise in PROMISES:
        sides = {name: _share(cases, days) for name, cases in sides_of(company, promise).items()}
        kept, felt = sides["kept"], sides.get("felt")
        promises.append(
            Compared(
                promise["slug"], promise["words"], promise["target"], standing(kept, promise["target"]),
                kept, felt, say_do_gap(kept, felt), None, (),
            )
        )  # fmt: skip
    return PromisesFound((start, end), promises)


def _share(cases: Cases, days: tuple[int, int]) -> Share | None:
    yes = cases.value[(cases.day >= days[0]) & (cases.day <= days[1])]
    if not yes.size:
        return None
    low, high = wilson(np.array(yes.sum()), np.array(float(yes.size)))
    return Share(float(yes.mean()), float(low), float(high), yes.size, is_enough=yes.size >= ANSWERS)
