"""The sentence of "What changed" about a simulated company, held against the same company with many more customers.

What a conversation finds at the desk does not hang on the size of the company, so that the figures of a larger one are
those of the smaller without most of its chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from colere.demo.company import Company, simulate
from colere.demo.contacts import NEVER
from colere.demo.sizes import DAYS, Size
from colere.insights.problems.queries.changes import Changes, changes_in
from colere.insights.problems.views.changes import news
from colere.platform.metrics import get_measure
from colere.platform.metrics.charting import Series, series_of
from colere.platform.metrics.figures import Answer, Figure
from colere.platform.metrics.periods import bucket_name
from colere.platform.metrics.usual import USUAL_WEEKS
from colere.platform.ui.signal_words import RECENT_PERIODS
from colere.stats import enough
from colere.stats.signals import Rule
from tests.demo.said_on_top import Sentence

Floats = NDArray[np.float64]
LARGER = 4
WEEK = 7
MOVED, MISSED = 0.5, 5.0  # thirds of the way to a limit: what is said to have changed did, and what is not did not


@dataclass(frozen=True)
class Weeks:
    """A measure by week: what it is, and on how many cases it rests."""

    value: Floats
    n: NDArray[np.int64]


def of_news(company: Company, *, larger: Company | None = None) -> Sentence:
    """What changed: only measures whose true figure moved the way that is said, and none left out that moved far."""
    plants = company.plants.planted
    size = Size("larger", LARGER * company.size.conversations)
    truth = larger or simulate(size, company.seed, until=company.year.until, plants=plants)
    first, changes, every = _changes(company)
    true = by_week(truth, first)
    scale = dict.fromkeys(("conversations_opened",), company.size.conversations / truth.size.conversations)
    scale["conversations_resolved"] = scale["conversations_opened"]
    named = {series.measure.name: signal for series, signal in changes.found}
    wrong = []
    for series in every:
        name = series.measure.name
        moved = _moved(series, scale.get(name, 1.0) * true[name].value)
        signal = named.get(name)
        if signal is not None:
            is_trend = signal.rule is Rule.TREND
            went = (
                moved[signal.last] - moved[signal.first] if is_trend else moved[signal.first : signal.last + 1].mean()
            )
            way = signal.direction * went
            wrong += [f"{name} did not change"] if way < MOVED else []
        elif abs(moved[_whole(series)][-RECENT_PERIODS:].mean()) > MISSED:
            wrong.append(f"{name} changed")
    return Sentence(f"{news(changes)} {'; '.join(wrong)}".strip(), not wrong)


def _changes(company: Company) -> tuple[int, Changes, list[Series]]:
    """The first day of the weeks, what changed in them, and all series."""
    last = company.year.date_of(DAYS - 1)
    end = last - timedelta(days=(last.weekday() + 1) % WEEK)
    start = end - timedelta(days=WEEK * USUAL_WEEKS - 1)
    first = (start - company.year.date_of(0)).days
    found = Answer(start, end, (), (), datetime.now(UTC))
    every = []
    for name, weeks in by_week(company, first).items():
        measure = get_measure(name)
        figures = {}
        for place, (value, n) in enumerate(zip(weeks.value.tolist(), weeks.n.tolist(), strict=True)):
            key = bucket_name(start + timedelta(days=WEEK * place), "week")
            known = None if np.isnan(value) else value
            figures[key] = Figure(name, known, None, None, n, measure.unit, enough.of_answers(n), key, key)
        every.append(series_of(measure, "week", found, figures, today=last + timedelta(days=1)))
    return first, changes_in(every, start, end), every


def _whole(series: Series) -> NDArray[np.bool_]:
    return np.array([one.is_whole for one in series.periods])


def _moved(series: Series, true: Floats) -> Floats:
    """How far the true figure of each week lies from that of all weeks, in thirds of the way to the chart's limit."""
    upper = np.array([np.nan if one.upper is None else one.upper for one in series.periods])
    middle = np.nan if series.centre is None else series.centre
    return np.asarray((true - np.nanmean(true[_whole(series)])) / np.maximum((upper - middle) / 3, 1e-9))


def by_week(company: Company, first: int) -> dict[str, Weeks]:
    """The measures of conversations and of what customers answered, in 26 weeks from this day on."""
    contacts, handling = company.contacts, company.handling
    opened, resolved = contacts.opened, handling.resolved
    day, is_resolved = contacts.day, handling.resolved != NEVER
    again = (handling.reopened != NEVER) & is_resolved
    back = again | _comes_back(company)
    score, score_day = company.felt.csat, (company.felt.csat_at // 86_400).astype(np.int64)
    answered = (handling.first != NEVER) & (handling.first > 0)
    found = {
        "conversations_opened": _count(day, first),
        "conversations_resolved": _count(day[is_resolved], first),
        "resolution_rate": _share(is_resolved, day, first),
        "reopened_rate": _share(again[is_resolved], day[is_resolved], first),
        "first_contact_resolution": _share(~back[is_resolved], day[is_resolved], first),
        "csat": _share(score[score > 0] >= 4, score_day[score > 0], first),
    }
    for q, name in ((0.5, "p50"), (0.9, "p90")):
        waited = (handling.first - opened)[answered]
        took = (resolved - opened)[is_resolved]
        found[f"first_response_time_{name}"] = _quantile(waited, day[answered], first, q)
        found[f"resolution_time_{name}"] = _quantile(took, day[is_resolved], first, q)
    return found


def _comes_back(company: Company) -> NDArray[np.bool_]:
    """Whether the same customer opened another conversation on the same topic within seven days."""
    contacts, customer = company.contacts, company.links.customer
    order = np.lexsort((contacts.opened, contacts.topic, customer))
    at, whose, about = contacts.opened[order], customer[order], contacts.topic[order]
    found = np.zeros(len(order), dtype=np.bool_)
    is_next = (whose[1:] == whose[:-1]) & (about[1:] == about[:-1]) & (at[1:] - at[:-1] <= WEEK * 86_400)
    found[order[:-1]] = is_next
    return found


def _place(day: NDArray[np.int64], first: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    week = (np.asarray(day, dtype=np.int64) - first) // WEEK
    return week, (week >= 0) & (week < USUAL_WEEKS)


def _count(day: NDArray[np.int64], first: int) -> Weeks:
    week, seen = _place(day, first)
    n = np.bincount(week[seen], minlength=USUAL_WEEKS)
    return Weeks(n.astype(np.float64), n)


def _share(yes: NDArray[np.bool_], day: NDArray[np.int64], first: int) -> Weeks:
    week, seen = _place(day, first)
    n = np.bincount(week[seen], minlength=USUAL_WEEKS)
    kept = np.bincount(week[seen], yes[seen], minlength=USUAL_WEEKS)
    return Weeks(np.where(n > 0, kept / np.maximum(n, 1), np.nan), n)


def _quantile(value: Floats, day: NDArray[np.int64], first: int, q: float) -> Weeks:
    week, seen = _place(day, first)
    own = [value[seen & (week == one)] for one in range(USUAL_WEEKS)]
    n = np.array([one.size for one in own])
    return Weeks(np.array([np.quantile(one, q) if one.size else np.nan for one in own]), n)
