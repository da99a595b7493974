"""Working time: spans, exceptions, holidays, midnight, and the days when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from colere.foundation.rules.worktime import (
    MIDNIGHT,
    Hours,
    Span,
    add_working_seconds,
    closing,
    is_open,
    next_opening,
    public_holidays,
    seconds_a_week,
    split_at_midnight,
    tidy,
    working_seconds_between,
)

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = 3600


def at(text: str, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def span(starts: str, ends: str) -> Span:
    return Span(time.fromisoformat(starts), time.fromisoformat(ends))


OFFICE = (span("09:00", "12:30"), span("13:30", "18:00"))
WEEK = Hours(BERLIN, (OFFICE,) * 5 + ((),) * 2)  # Monday to Friday, with a break at noon
ALWAYS = Hours(BERLIN, ((span("00:00", "00:00"),),) * 7)
NEVER = Hours(BERLIN, ((),) * 7)


def test_we_are_open_within_a_span_and_closed_at_its_end() -> None:
    assert is_open(WEEK, at("2026-03-02T09:00"))
    assert is_open(WEEK, at("2026-03-02T12:29:59"))
    assert not is_open(WEEK, at("2026-03-02T12:30"))
    assert not is_open(WEEK, at("2026-03-07T10:00"))


def test_a_moment_in_another_zone_is_the_same_moment() -> None:
    assert is_open(WEEK, datetime(2026, 3, 2, 8, 0, tzinfo=UTC))
    assert not is_open(WEEK, datetime(2026, 3, 2, 7, 59, tzinfo=UTC))


def test_the_next_opening_is_now_when_we_are_open() -> None:
    assert next_opening(WEEK, at("2026-03-02T10:00")) == at("2026-03-02T10:00")


def test_the_next_opening_after_the_break_and_after_the_week() -> None:
    assert next_opening(WEEK, at("2026-03-02T12:45")) == at("2026-03-02T13:30")
    assert next_opening(WEEK, at("2026-03-06T18:00")) == at("2026-03-09T09:00")


def test_a_calendar_without_hours_never_opens() -> None:
    assert next_opening(NEVER, at("2026-03-02T10:00")) is None
    assert add_working_seconds(NEVER, at("2026-03-02T10:00"), 1) is None
    assert working_seconds_between(NEVER, at("2026-03-02T10:00"), at("2026-03-09T10:00")) == 0


def test_the_break_does_not_count_as_working_time() -> None:
    assert working_seconds_between(WEEK, at("2026-03-02T12:00"), at("2026-03-02T14:00")) == HOUR


def test_a_weekend_does_not_count_as_working_time() -> None:
    assert working_seconds_between(WEEK, at("2026-03-06T17:00"), at("2026-03-09T10:00")) == 2 * HOUR
    assert working_seconds_between(WEEK, at("2026-03-09T10:00"), at("2026-03-06T17:00")) == -2 * HOUR


def test_a_date_that_is_closed_does_not_count() -> None:
    closed = Hours(BERLIN, WEEK.week, exceptions={date(2026, 3, 3): ()})
    assert add_working_seconds(closed, at("2026-03-02T17:00"), 2 * HOUR) == at("2026-03-04T10:00")


def test_a_date_may_have_hours_of_its_own_even_on_a_weekend() -> None:
    saturday = Hours(BERLIN, WEEK.week, exceptions={date(2026, 3, 7): [span("10:00", "12:00")]})
    assert next_opening(saturday, at("2026-03-06T19:00")) == at("2026-03-07T10:00")
    assert working_seconds_between(saturday, at("2026-03-06T18:00"), at("2026-03-09T09:00")) == 2 * HOUR


def test_public_holidays_are_closed_unless_the_date_says_otherwise() -> None:
    def german(year: int) -> dict[date, str]:
        return dict(public_holidays("DE", "BE", year))

    christmas = at("2026-12-25T10:00")
    assert not is_open(Hours(BERLIN, WEEK.week, holidays=german), christmas)
    assert is_open(Hours(BERLIN, WEEK.week, exceptions={christmas.date(): OFFICE}, holidays=german), christmas)


def test_holidays_of_a_place_that_nobody_knows_are_none() -> None:
    assert public_holidays("", "", 2026) == {}
    assert public_holidays("XX", "", 2026) == {}
    assert public_holidays("DE", "XX", 2026) == {}


def test_a_night_shift_is_split_at_midnight_and_works_across_it() -> None:
    halves = split_at_midnight(4, time(22), time(6))
    assert halves == [(4, Span(time(22), MIDNIGHT)), (5, Span(MIDNIGHT, time(6)))]
    night = Hours(BERLIN, tuple(tuple(s for day, s in halves if day == weekday) for weekday in range(7)))
    assert is_open(night, at("2026-03-07T00:00"))
    assert closing(night, at("2026-03-06T23:00")) == at("2026-03-07T06:00")
    assert working_seconds_between(night, at("2026-03-06T20:00"), at("2026-03-07T12:00")) == 8 * HOUR


def test_a_shift_from_sunday_goes_on_on_monday() -> None:
    assert split_at_midnight(6, time(22), time(2))[1] == (0, Span(MIDNIGHT, time(2)))
    assert split_at_midnight(0, time(8), time(8)) == [(0, Span(time(8), MIDNIGHT)), (1, Span(MIDNIGHT, time(8)))]
    assert split_at_midnight(0, time(8), MIDNIGHT) == [(0, Span(time(8), MIDNIGHT))]


def test_when_the_clocks_go_forward_the_night_is_an_hour_shorter() -> None:
    assert working_seconds_between(ALWAYS, at("2026-03-29T00:00"), at("2026-03-30T00:00")) == 23 * HOUR
    night = Hours(BERLIN, ((span("01:00", "04:00"),),) * 7)
    assert working_seconds_between(night, at("2026-03-29T00:00"), at("2026-03-29T12:00")) == 2 * HOUR


def test_when_the_clocks_go_back_the_night_is_an_hour_longer() -> None:
    assert working_seconds_between(ALWAYS, at("2026-10-25T00:00"), at("2026-10-26T00:00")) == 25 * HOUR


def test_a_wall_time_that_never_comes_is_the_moment_of_the_jump() -> None:
    early = Hours(BERLIN, ((span("02:30", "03:30"),),) * 7)
    jump = datetime(2026, 3, 29, 1, 0, tzinfo=UTC)
    assert next_opening(early, at("2026-03-29T00:00")) == jump
    assert working_seconds_between(early, at("2026-03-29T00:00"), at("2026-03-29T12:00")) == HOUR / 2


def test_spans_that_touch_or_overlap_are_joined() -> None:
    assert tidy([span("11:00", "13:00"), span("09:00", "12:00")]) == [span("09:00", "13:00")]
    assert tidy([span("09:00", "12:00"), span("12:00", "13:00")]) == [span("09:00", "13:00")]
    assert tidy([span("20:00", "00:00"), span("21:00", "22:00"), span("08:00", "09:00")]) == [
        span("08:00", "09:00"),
        span("20:00", "00:00"),
    ]


def test_the_length_of_a_week_counts_midnight_as_the_end_of_the_day() -> None:
    assert seconds_a_week(WEEK.week) == 5 * 8 * HOUR
    assert seconds_a_week(ALWAYS.week) == 7 * 24 * HOUR


ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe"]
)
TIMES = st.times().map(lambda t: t.replace(microsecond=0, tzinfo=None))
MOMENTS = st.datetimes(datetime(2019, 1, 1), datetime(2030, 1, 1)).map(lambda d: d.replace(microsecond=0, tzinfo=UTC))


@st.composite
def some_hours(draw: st.DrawFn) -> Hours:
    """Any calendar: up to three shifts a day, midnight included, and a few dates that differ."""
    days: dict[int, list[Span]] = {day: [] for day in range(7)}
    for weekday in range(7):
        for starts, ends in draw(st.lists(st.tuples(TIMES, TIMES), max_size=3)):
            for day, part in split_at_midnight(weekday, starts, ends):
                days[day].append(part)
    exceptions = dict.fromkeys(draw(st.lists(st.dates(date(2019, 1, 1), date(2030, 1, 1)), max_size=3)), ())
    return Hours(ZoneInfo(draw(ZONES)), tuple(tuple(tidy(days[day])) for day in range(7)), exceptions=exceptions)


@given(some_hours(), MOMENTS, st.integers(0, 20 * 86_400), st.integers(0, 20 * 86_400))
def test_working_time_adds_up_over_any_moment_in_between(hours: Hours, start: datetime, first: int, then: int) -> None:
    middle, end = start + timedelta(seconds=first), start + timedelta(seconds=first + then)
    parts = working_seconds_between(hours, start, middle) + working_seconds_between(hours, middle, end)
    assert parts == working_seconds_between(hours, start, end)
    assert 0 <= parts <= first + then


@given(some_hours(), MOMENTS, st.integers(0, 100 * HOUR))
def test_what_is_added_is_what_lies_between(hours: Hours, start: datetime, seconds: int) -> None:
    due = add_working_seconds(hours, start, seconds)
    if due is None:
        assert not any(hours.week)
        return
    assert due >= start
    assert working_seconds_between(hours, start, due) == seconds
    if seconds:
        assert working_seconds_between(hours, start, due - timedelta(seconds=1)) == seconds - 1


@given(some_hours(), MOMENTS)
def test_nothing_is_worked_before_the_next_opening_and_we_are_open_then(hours: Hours, start: datetime) -> None:
    opens = next_opening(hours, start)
    if opens is None:
        assert not any(hours.week)
        return
    assert is_open(hours, opens)
    assert working_seconds_between(hours, start, opens) == 0
    assert is_open(hours, start) == (opens == start)
    closes = closing(hours, opens)
    assert closes is None or not is_open(hours, closes)
