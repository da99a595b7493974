"""Times and numbers as people say them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from colere.platform.ui import words


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en-gb"), timezone.override("UTC"):
        yield


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0 s"),
        (45, "45 s"),
        (59.6, "1 min"),
        (180, "3 min"),
        (3600, "1 h"),
        (7800, "2 h 10 min"),
        (97200, "1 d 3 h"),
    ],
)
def test_a_duration_is_said_in_its_two_largest_units(seconds, said):
    assert words.duration(seconds) == said
    assert words.duration(timedelta(seconds=seconds)) == said


def test_what_does_not_exist_is_a_dash_and_not_a_zero():
    assert {words.duration(None), words.number(None), words.percent(None), words.figure(None, "share")} == {"–"}


def test_large_numbers_are_grouped_in_the_readers_language():
    assert words.number(1234567) == "1,234,567"
    with translation.override("de"):
        assert words.number(1234567) == "1.234.567"


@pytest.mark.parametrize(
    ("value", "unit", "said"),
    [
        (0.813, "share", "81%"),
        (0.034, "share", "3.4%"),
        (384, "seconds", "6.4 min"),
        (0.32, "balance", "+32"),
        (-0.32, "balance", "−32"),
        (5.42, "score", "5.4"),
        (3104, "count", "3,104"),
    ],
)
def test_a_figure_is_said_in_its_unit(value, unit, said):
    assert words.figure(value, unit) == said


def test_an_interval_of_short_times_keeps_two_ends():
    assert words.interval(361, 402, "seconds") == "6.0 min to 6.7 min"
    assert words.interval(None, 0.5, "share") == ""


def test_near_days_have_names():
    today = timezone.localdate()
    assert [words.day(today - timedelta(days=d)) for d in (-1, 0, 1)] == ["tomorrow", "today", "yesterday"]
    assert words.day(date(2019, 3, 12)) == "12 March 2019"


@pytest.mark.parametrize(
    ("before", "said"),
    [(10, "just now"), (720, "12 min ago"), (7200, "2 h ago"), (-720, "in 12 min")],
)
def test_near_times_are_said_from_now(before, said):
    now = datetime(2026, 3, 12, 14, 5, tzinfo=UTC)
    assert words.ago_words(now - timedelta(seconds=before), now) == said


def test_a_relative_time_carries_the_exact_one_for_the_hover():
    html = str(words.ago(datetime(2019, 3, 12, 14, 5, tzinfo=UTC)))
    assert 'title="Tuesday 12 March 2019, 14:05"' in html
    assert 'datetime="2019-03-12T14:05:00+00:00"' in html
