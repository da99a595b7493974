"""Values: either what was meant is certain, or a sentence asks."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colere.platform.imports import values
from colere.platform.imports.cells import neutral, restored
from colere.platform.imports.mapping import parsed_text
from colere.platform.imports.registry import Column
from colere.platform.imports.values import PARSERS, Reading, Unusable, understood

NINE = dt.datetime(2026, 3, 1, 9, tzinfo=dt.UTC)
READING = Reading(now=dt.datetime(2026, 11, 1, tzinfo=dt.UTC))


@pytest.mark.parametrize(
    "written",
    ["2026-03-01T09:00:00Z", "2026-03-01 09:00", "2026-03-01T10:00:00+01:00", "2026-03-01 09:00:00 UTC",
     "1772355600", 1772355600, 1772355600000, 1772355600.0, dt.datetime(2026, 3, 1, 9)],
)  # fmt: skip
def test_one_moment_in_many_writings_is_one_moment(written: object):
    assert understood(written, Column("at", "time"), READING) == NINE


@pytest.mark.parametrize("written", ["01/03/2026", "soon", "2026-13-01", "1960-01-01", "2999-01-01", True, [], 10**40])
def test_a_moment_that_is_not_certain_is_refused(written: object):
    if written == []:
        assert understood(written, Column("at", "time"), READING) is None
        return
    with pytest.raises(Unusable, match="“at”"):
        understood(written, Column("at", "time"), READING)


def test_a_map_file_says_in_which_zone_times_are_and_how_numbers_are_written():
    reading = parsed_text('[read]\ntime_zone = "Europe/Berlin"\ndecimal_comma = true\nphone_region = "de"\n').reading
    assert understood("2026-03-01 10:00", Column("at", "time"), reading) == NINE
    assert understood("1.234,50", Column("amount", "number"), reading) == 1234.5
    assert understood("030 123456", Column("phone", "phone"), reading) == "+4930123456"


ANYTHING: Any = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=30)
    | st.datetimes()
    | st.binary(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(PARSERS)), ANYTHING)
def test_no_value_breaks_a_parser(kind: str, value: object):
    try:
        understood(value, Column("x", kind, choices=("a",)), READING)
    except Unusable as error:
        assert str(error).startswith("“x” ")


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="'=+-@\t\rab1", max_size=8))
def test_a_cell_made_harmless_is_restored_and_no_formula_stays(text: str):
    assert restored(neutral(text)) == text
    assert not neutral(text).startswith(("=", "+", "-", "@", "\t", "\r"))


def test_what_is_plain_is_understood_the_same_way_quickly():
    assert values.plain_instant("2026-03-01T10:00:00+01:00", READING) == NINE
    assert values.plain_instant("2026-03-01T10:00:00", READING) is None
    assert values.plain_id(" c") == "" and values.plain_id("c") == "c"
