"""JSON: lines and arrays, whole and broken."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.platform.imports.reading import read

VALUE: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
OBJECT = st.dictionaries(st.text(max_size=5), VALUE, min_size=1, max_size=4)


@settings(max_examples=60, deadline=None)
@given(st.lists(OBJECT, min_size=1, max_size=6), st.sampled_from([None, 1, 2]))
def test_lines_and_arrays_give_the_same_objects(objects: list[dict[str, Any]], indent: int | None):
    lines = "\n".join(json.dumps(one) for one in objects).encode()
    array = json.dumps(objects, indent=indent).encode()
    assert read(lines, "x.jsonl") == (objects, [])
    assert read(array, "x.json") == (objects, [])


def test_a_broken_line_is_refused_with_the_place_of_the_mistake():
    rows, refused = read(b'{"a":1}\n{"a":}\n\n[1]\n{"a":2}', "x.jsonl")
    assert rows == [{"a": 1}, {"a": 2}]
    assert [line for line, _sentence in refused] == [2, 4]
    assert "at character 6" in refused[0][1]


def test_nan_deep_nesting_and_broken_surrogates_are_refused():
    deep = b'{"a":' + b"[" * 5_000 + b"]" * 5_000 + b"}"
    rows, refused = read(b'{"a":NaN}\n' + deep + b'\n{"a":"\\ud800"}\n{"a":1}', "x.jsonl")
    assert rows == [{"a": 1}]
    assert len(refused) == 3


def test_a_broken_element_of_an_array_costs_only_itself():
    rows, refused = read(b'[{"a":1},\n {"a":[{"x":"}]"}]},\n {"a":2,,},\n {"a":3}]', "x.json")
    assert rows == [{"a": 1}, {"a": [{"x": "}]"}]}, {"a": 3}]
    assert refused[0][0] == 3


def test_an_element_whose_string_is_never_closed_costs_only_itself():
    rows, refused = read(b'[\n {"a":1},\n {"a":"oops},\n {"a":4},\n {"a":3}\n]', "x.json")
    assert [row["a"] for row in rows] == [1, 4, 3]
    assert refused[0][0] == 3


def test_an_array_that_breaks_off_says_so():
    rows, refused = read(b'[{"a":1},{"a":2', "x.json")
    assert rows == [{"a": 1}]
    assert "never closed" in refused[0][1]
    assert read(b'[{"a":1},', "x.json")[1] == [(1, "The file ends before its list does: rows are missing.")]


def test_what_is_no_object_in_an_array_is_refused():
    rows, refused = read(b'[1,{"a":1},"x",{"a":2},null]', "x.json")
    assert rows == [{"a": 1}, {"a": 2}]
    assert len(refused) == 3


def test_objects_over_several_lines_need_no_array():
    assert read(b'{\n "a": 1\n}\n{\n "a": 2\n}\n', "x.json")[0] == [{"a": 1}, {"a": 2}]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='{}[]",:\\ \n1a', max_size=60))
def test_no_text_breaks_the_readers(text: str):
    for name in ("x.json", "x.jsonl"):
        rows, refused = read(text.encode() or b" ", name)
        assert all(isinstance(row, dict) for row in rows)
        assert all(sentence for _line, sentence in refused)
