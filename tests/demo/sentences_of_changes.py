"""The sentence of "What changed" about a simulated company, held against the same company with many more customers.

What a conversation finds at the desk does not hang on the size of the company, so that the figures of a larger one are
those of the smaller without most of its chance.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from colere.demo.beliefs import PROMISES
from colere.demo.company import Company
from colere.demo.sizes import DAYS
from colere.foundation.metrics import measures_by
from colere.foundation.models import Promise
from colere.insights.problems.queries.changes import Changes, changes_in
from colere.insights.problems.views.changes import news
from colere.platform.metrics.charting import Series, series_of
from colere.platform.metrics.figures import Answer, Figure
from colere.platform.metrics.measures import Measure, declared_measures
from colere.platform.metrics.periods import bucket_name
from colere.platform.metrics.usual import USUAL_WEEKS
from colere.platform.ui.signal_words import RECENT_PERIODS
from colere.stats import enough
from colere.stats.signals import Rule, Signal
from tests.demo.companies import LARGER, larger
from tests.demo.said_on_top import Sentence
from tests.demo.shown import WEEK, by_week

Floats = NDArray[np.float64]
SURE = 2.0  # standard errors of the true figure, which has some chance of its own, by which it moved at least
MISSED = 5.0  # thirds of the way to a limit, by which what is not named may have moved at most


def of_news(company: Company) -> Sentence:
    """What changed: only measures whose true figure moved the way that is said, beyond the chance that is left in the
    larger company; and none left out that moved far.
    """
    truth = larger(company)
    first, changes, every = _changes(company)
    true = by_week(truth, first, USUAL_WEEKS)
    share = company.size.conversations / truth.size.conversations
    named = {series.measure.name: signal for series, signal in changes.found}
    wrong = []
    for series in every:
        name = series.measure.name
        moved = _moved(series, true[name].value * (share if series.measure.unit == "count" else 1.0))
        signal = named.get(name)
        if signal is not None:
            wrong += [] if _went(signal, moved) >= SURE else [f"{name} did not change"]
        elif abs(moved[_whole(series)][-RECENT_PERIODS:].mean()) > MISSED:
            wrong.append(f"{name} changed")
    return Sentence(f"{news(changes)} {'; '.join(wrong)}".strip(), not wrong)


def _went(signal: Signal, moved: Floats) -> float:
    """How far the true figure went the way of the signal, in standard errors of the true figure."""
    left = 1 / np.sqrt(LARGER)  # of the chance of one week, in thirds of the way to a limit
    if signal.rule is Rule.TREND:
        return float(signal.direction * (moved[signal.last] - moved[signal.first]) / (left * np.sqrt(2)))
    part = moved[signal.first : signal.last + 1]
    error = left * np.sqrt(1 / part.size - 1 / max(moved.size, part.size + 1))
    return float(signal.direction * part.mean() / error)


def _catalogue() -> list[Measure]:
    """What the page asks about: the measures that are declared, and those of the company's promises."""
    fields = ("slug", "words", "target", "rule", "felt")
    promises = [Promise(**{name: promise[name] for name in fields}) for promise in PROMISES]
    return [*declared_measures(), *measures_by(promises)]


def _changes(company: Company) -> tuple[int, Changes, list[Series]]:
    """The first day of the weeks, what changed in them, and all series."""
    last = company.year.date_of(DAYS - 1)
    end = last - timedelta(days=(last.weekday() + 1) % WEEK)
    start = end - timedelta(days=WEEK * USUAL_WEEKS - 1)
    first = (start - company.year.date_of(0)).days
    found = Answer(start, end, (), (), datetime.now(UTC))
    shown, every = by_week(company, first, USUAL_WEEKS), []
    for measure in _catalogue():
        weeks, figures = shown[measure.name], {}
        for place, (value, n) in enumerate(zip(weeks.value.tolist(), weeks.n.tolist(), strict=True)):
            key = bucket_name(start + timedelta(days=WEEK * place), "week")
            known = None if np.isnan(value) else value
            figures[key] = Figure(measure.name, known, None, None, n, measure.unit, enough.of_answers(n), key, key)
        every.append(series_of(measure, "week", found, figures, today=last + timedelta(days=1)))
    return first, changes_in(every, start, end), every


def _whole(series: Series) -> NDArray[np.bool_]:
    return np.array([one.is_whole for one in series.periods])


def _moved(series: Series, true: Floats) -> Floats:
    """How far the true figure of each week lies from that of all weeks, in thirds of the way to the chart's limit."""
    upper = np.array([np.nan if one.upper is None else one.upper for one in series.periods])
    middle = np.nan if series.centre is None else series.centre
    return np.asarray((true - np.nanmean(true[_whole(series)])) / np.maximum((upper - middle) / 3, 1e-9))
