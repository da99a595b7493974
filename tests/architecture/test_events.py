"""Every event can be written and read again, and holds no word that erasing a person would have to find."""

import json
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from colere.platform.events import Event

PERSONAL = {
    "address", "author", "birthday", "body", "comment", "email", "first_name", "full_name", "handle", "last_name",
    "note", "phone", "snippet", "text", "url", "words",
}  # fmt: skip

PLAIN = {
    datetime: st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),
    date: st.dates(date(2000, 1, 1), date(2100, 1, 1)),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False, places=2),
    float: st.floats(allow_nan=False, allow_infinity=False),
    int: st.integers(0, 2**63 - 1),
    str: st.text(max_size=20),
}


def leaves(base: type[Event]) -> Iterator[type[Event]]:
    for below in base.__subclasses__():
        yield from leaves(below)
        if not below.__subclasses__():
            yield below


EVENTS = sorted({event for event in leaves(Event) if event.__module__.startswith("colere.")}, key=lambda e: e.kind())
each_event = pytest.mark.parametrize("event", EVENTS, ids=lambda event: event.kind())


@cache
def made(event: type[Event]) -> st.SearchStrategy[Event]:
    """Events with any values that the types of the fields allow."""
    hints = get_type_hints(event)
    return st.builds(event, **{field.name: values(hints[field.name]) for field in fields(event)})


def values(hint: Any) -> st.SearchStrategy[Any]:
    if hint in PLAIN:
        return PLAIN[hint]
    if get_origin(hint) in (Union, UnionType):
        return st.one_of([values(part) for part in get_args(hint)])
    if get_origin(hint) is tuple:
        return st.lists(values(get_args(hint)[0]), max_size=3).map(tuple)
    return st.from_type(hint)


@each_event
@settings(max_examples=8, deadline=None, phases=[Phase.generate])  # many events of few shapes
@given(data=st.data())
def test_what_is_written_is_read_again(event, data):
    written = data.draw(made(event))
    payload = json.loads(json.dumps(written.payload()))
    assert event.from_payload(payload) == written


@each_event
def test_an_event_names_its_subject_and_holds_no_personal_words(event):
    assert event.subject is not Event.subject
    hints = get_type_hints(event)
    assert not {field.name for field in fields(event) if "str" in str(hints[field.name])} & PERSONAL


@each_event
def test_an_event_says_what_has_happened(event):
    assert event.__doc__ and not event.__doc__.startswith(f"{event.__name__}("), "it needs a docstring"
    assert "Event" not in event.__name__


def test_no_two_events_have_the_same_name():
    kinds = [event.kind() for event in EVENTS]
    assert len(kinds) == len(set(kinds))
