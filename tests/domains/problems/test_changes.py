"""What is said of many measures at once: only what is beyond chance among all of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from colere.insights.problems.queries.changes import changes_in
from colere.insights.problems.views.changes import news
from colere.platform.metrics import get_measure
from colere.platform.metrics.charting import Series, series_of
from colere.platform.metrics.figures import Answer, Figure
from colere.platform.metrics.periods import bucket_name
from colere.platform.ui.signal_words import RECENT_PERIODS
from colere.stats.enough import State
from colere.stats.lately import RECENT

WEEKS, START = 26, date(2026, 1, 5)
END = START + timedelta(days=7 * WEEKS - 1)
A_LITTLE, FAR = 7.0, 20.0  # beyond a usual 100 that goes up and down by one


def opened(last: float = 0.0) -> Series:
    """Conversations by week, the newest of which are so many more than usual."""
    figures = {}
    for week in range(WEEKS):
        key = bucket_name(START + timedelta(days=7 * week), "week")
        value = 100.0 + (-1) ** week + (last if week == WEEKS - 1 else 0.0)
        figures[key] = Figure("conversations_opened", value, None, None, round(value), "count", State.OK, key, key)
    found = Answer(START, END, (), (), datetime.now(UTC))
    return series_of(get_measure("conversations_opened"), "week", found, figures, today=END + timedelta(days=1))


def said(*every: Series) -> str:
    return news(changes_in(every, START, END))


def test_a_measure_that_is_asked_about_alone_is_named_for_what_many_would_hide() -> None:
    assert said(opened(A_LITTLE)) == "“Conversations opened” has changed."


def test_among_many_what_chance_does_now_and_then_is_not_named_and_stands_beside_them() -> None:
    many = [opened(A_LITTLE), *(opened() for _ in range(19))]
    assert said(*many) == "Nothing has changed of late beyond what chance does among 20 measures."
    changes = changes_in(many, START, END)
    assert (changes.found, len(changes.alone)) == ([], 1)


def test_among_many_what_moved_far_is_named() -> None:
    assert said(opened(FAR), *(opened() for _ in range(19))) == "“Conversations opened” has changed."


def test_measures_with_too_few_weeks_take_nothing_from_the_others() -> None:
    found = Answer(START, END, (), (), datetime.now(UTC))
    empty = [series_of(get_measure("csat"), "week", found, {}, today=END + timedelta(days=1)) for _place in range(30)]
    changes = changes_in([opened(A_LITTLE), *empty], START, END)
    assert (len(changes.found), changes.too_few) == (1, 30)


def test_what_a_page_calls_late_is_what_the_chance_is_counted_for() -> None:
    assert RECENT_PERIODS == RECENT


def test_where_every_measure_varies_as_usual_it_says_so() -> None:
    assert said(opened(), opened()) == "Nothing has changed of late: every measure varies as it usually does."
