from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colere.platform.jobs import cron

BERLIN = ZoneInfo("Europe/Berlin")
LONDON = ZoneInfo("Europe/London")
LORD_HOWE = ZoneInfo("Australia/Lord_Howe")  # its clock jumps by half an hour


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


def slots(expression: str, zone: ZoneInfo, start: datetime, end: datetime) -> list[datetime]:
    """All slots after `start` up to `end`, found by going from each to the next."""
    found: list[datetime] = []
    now = start
    while (now := cron.next_slot(cron.parse(expression), zone, now)) is not None and now <= end:  # type: ignore[assignment]
        found.append(now)
    return found


def test_every_fifteen_minutes_is_four_times_an_hour() -> None:
    found = slots("*/15 * * * *", ZoneInfo("UTC"), utc(2026, 5, 1, 10, 0), utc(2026, 5, 1, 11, 0))
    assert [slot.minute for slot in found] == [15, 30, 45, 0]


def test_a_time_of_day_is_read_in_its_time_zone() -> None:
    found = slots("30 8 * * *", BERLIN, utc(2026, 1, 9), utc(2026, 1, 11))
    assert found == [utc(2026, 1, 9, 7, 30), utc(2026, 1, 10, 7, 30)]


def test_names_of_months_and_weekdays_are_understood_and_seven_is_sunday() -> None:
    assert cron.parse("0 9 * jan,Jul mon-fri") == cron.parse("0 9 * 1,7 1-5")
    assert cron.parse("0 9 * * 7") == cron.parse("0 9 * * sun")


def test_either_kind_of_day_is_enough_when_both_are_restricted() -> None:
    found = slots("0 0 13 * fri", ZoneInfo("UTC"), utc(2026, 1, 10), utc(2026, 1, 20))
    assert [slot.day for slot in found] == [13, 16]


def test_a_named_hour_that_the_clock_leaves_out_runs_at_the_end_of_the_gap() -> None:
    found = slots("30 2 * * *", BERLIN, utc(2026, 3, 28, 12), utc(2026, 3, 30, 12))
    assert found == [utc(2026, 3, 29, 1, 0), utc(2026, 3, 30, 0, 30)]


def test_a_gap_of_half_an_hour_is_left_at_its_end_too() -> None:
    found = slots("15 2 * * *", LORD_HOWE, utc(2026, 10, 3, 12), utc(2026, 10, 4, 12))
    assert [slot.astimezone(LORD_HOWE).strftime("%H:%M") for slot in found] == ["02:30"]


def test_a_named_hour_that_the_clock_repeats_runs_once() -> None:
    found = slots("30 2 * * *", BERLIN, utc(2026, 10, 24, 12), utc(2026, 10, 25, 12))
    assert found == [utc(2026, 10, 25, 0, 30)]


def test_an_expression_for_every_hour_goes_on_through_both_passes_of_a_repeated_hour() -> None:
    found = slots("0 * * * *", LONDON, utc(2026, 10, 24, 23, 30), utc(2026, 10, 25, 3, 30))
    assert found == [utc(2026, 10, 25, hour) for hour in range(4)]


def test_an_expression_for_every_hour_has_no_extra_slot_where_the_clock_jumps() -> None:
    found = slots("0 * * * *", BERLIN, utc(2026, 3, 28, 23, 30), utc(2026, 3, 29, 3, 30))
    assert found == [utc(2026, 3, 29, hour) for hour in range(4)]


def test_the_29th_of_february_is_found_years_ahead_and_years_back() -> None:
    leap = cron.parse("0 0 29 feb *")
    assert cron.next_slot(leap, ZoneInfo("UTC"), utc(2096, 3, 1)) == utc(2104, 2, 29)
    assert cron.last_slot(leap, ZoneInfo("UTC"), utc(2104, 2, 28)) == utc(2096, 2, 29)


@pytest.mark.parametrize(
    ("expression", "complaint"),
    [
        ("* * * *", "five"),
        ("60 * * * *", "minute"),
        ("* 24 * * *", "hour"),
        ("* * 0 * *", "day of month"),
        ("* * * 13 *", "month"),
        ("* * * * 8", "day of week"),
        ("*/0 * * * *", "minute"),
        ("5-1 * * * *", "minute"),
        ("*-3 * * * *", "minute"),
        ("a * * * *", "minute"),
        ("0 0 30 feb *", "never"),
        ("", "five"),
    ],
)
def test_an_expression_that_cannot_be_read_says_which_field_is_wrong(expression: str, complaint: str) -> None:
    with pytest.raises(cron.InvalidCron, match=complaint):
        cron.parse(expression)


fields = st.tuples(
    st.sampled_from(["*", "0", "30", "*/7", "5,50", "10-20/5"]),
    st.sampled_from(["*", "2", "1-3", "*/6", "0,23"]),
    st.sampled_from(["*", "1", "25-31", "29"]),
    st.sampled_from(["*", "3", "10", "mar,oct"]),
    st.sampled_from(["*", "0", "sun", "1-5"]),
).map(" ".join)
moments = st.sampled_from(
    [utc(2026, 3, 28), utc(2026, 3, 29), utc(2026, 10, 3), utc(2026, 10, 24), utc(2026, 10, 25), utc(2026, 7, 1)]
)


@settings(deadline=None, max_examples=60)
@given(fields, st.sampled_from([BERLIN, LONDON, LORD_HOWE]), moments, st.integers(0, 2 * 24 * 60))
def test_the_last_slot_is_the_one_after_which_the_next_follows(
    expression: str, zone: ZoneInfo, day: datetime, minutes: int
) -> None:
    read = cron.parse(expression)
    now = day + timedelta(minutes=minutes, seconds=17)
    last, following = cron.last_slot(read, zone, now), cron.next_slot(read, zone, now)
    assert last is not None and following is not None
    assert last <= now < following
    assert cron.next_slot(read, zone, last) == following
    assert cron.last_slot(read, zone, following - timedelta(seconds=1)) == last


@settings(deadline=None, max_examples=25)
@given(fields, st.sampled_from([BERLIN, LONDON, LORD_HOWE]), moments)
def test_a_day_of_slots_is_what_looking_at_the_clock_each_minute_gives(
    expression: str, zone: ZoneInfo, day: datetime
) -> None:
    read = cron.parse(expression)
    seen: list[datetime] = []
    named: set[str] = set()
    for minute in range(-180, 24 * 60 + 1):  # from before the day: its first minute may show an hour a second time
        now = day + timedelta(minutes=minute)
        shown = now.astimezone(zone)
        matches = read.matches_day(shown.date()) and shown.hour in read.hours and shown.minute in read.minutes
        wall = shown.strftime("%F %H:%M")
        if minute > 0 and matches and (read.is_hourly or wall not in named):
            seen.append(now)
        named.add(wall)
    found = slots(expression, zone, day, day + timedelta(days=1))
    in_gap = {slot for slot in found if slot not in seen}
    assert set(seen) <= set(found)
    assert all(_is_end_of_gap(slot, zone) for slot in in_gap)


def _is_end_of_gap(slot: datetime, zone: ZoneInfo) -> bool:
    before, after = (slot - timedelta(minutes=1)).astimezone(zone), slot.astimezone(zone)
    return after.utcoffset() > before.utcoffset()  # type: ignore[operator]


def test_intervals_are_multiples_since_1970_so_that_every_machine_agrees() -> None:
    assert cron.last_interval(90, datetime.fromtimestamp(269, tz=UTC)) == datetime.fromtimestamp(180, tz=UTC)
