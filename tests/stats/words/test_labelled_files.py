"""Files of other people, as `bench/words.py` takes them to judge by."""

import gzip
import json

import pytest

from bench.labelled import classes_of, read_labelled

ROWS = [("where is it, my parcel; I wait", "delivery"), ("refund me", "money"), ("it came", "delivery")]


@pytest.fixture
def file(tmp_path):
    def write(name, content):
        place = tmp_path / name
        place.write_bytes(content if isinstance(content, bytes) else content.encode())
        return place

    return write


def table(header, divider):
    return "\n".join([divider.join(header), *(f'"{text}"{divider}{label}' for text, label in ROWS)]) + "\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.csv", table(["text", "label"], ",")),
        ("a.csv", table([" Customer Text ", "Truth"], ",")),
        ("a.csv", table(["Review", "Rating"], ";")),
        ("a.csv", table(["text", "label"], ",").encode("utf-16")),
        ("a.tsv", table(["utterance", "intent"], "\t")),
        ("a.txt", table(["utterance", "intent"], "|")),
        ("a.csv", table(["text", "label"], ",").split("\n", 1)[1]),
        ("a.csv.gz", gzip.compress(table(["text", "label"], ",").encode())),
        ("a.json", json.dumps([{"text": text, "label": label, "id": 7} for text, label in ROWS])),
        ("a.json", json.dumps({"train": ROWS[:2], "test": ROWS[2:]})),
        ("a.json", json.dumps({"text": [text for text, _ in ROWS], "label": [label for _, label in ROWS]})),
        ("a.jsonl", "\n".join(json.dumps({"said": text, "is": [label]}) for text, label in ROWS)),
        ("a.jsonl.gz", gzip.compress("\n\n".join(json.dumps(row) for row in ROWS).encode())),
    ],
)
def test_a_table_is_read_in_each_of_its_usual_shapes(file, name, content):
    assert read_labelled(file(name, content), None, None).rows == ROWS


def test_columns_are_named_whatever_their_capitals_or_by_their_place(file):
    wide = file("a.csv", "id,Customer says , kind,agent says\n1,hello,greets,what can I do for you today?\n")
    assert read_labelled(wide, "customer SAYS", "kind").rows == [("hello", "greets")]
    assert read_labelled(wide, "1", "2").rows == [("hello", "greets")]
    with pytest.raises(SystemExit, match="There is no column “words”, only id"):
        read_labelled(wide, "words", "kind")
    with pytest.raises(SystemExit, match="Name the columns"):
        read_labelled(wide, None, None)


def test_rows_without_a_text_or_a_label_are_left_out_and_counted(file):
    lines = [{"text": "a", "label": 1.0}, {"text": None, "label": 1}, {"text": "b"}, {"text": "c", "label": "none"}]
    found = read_labelled(file("a.jsonl", "\n".join(map(json.dumps, lines))), None, None)
    assert found.rows == [("a", "1"), ("c", "none")] and found.left_out == 2


def test_a_quote_that_is_never_closed_does_not_swallow_a_table_with_tabs(file):
    found = read_labelled(file("a.tsv", 'text\tlabel\n"so he said\tx\n24" screen\ty\n'), None, None)
    assert found.rows == [('"so he said', "x"), ('24" screen', "y")]


def test_what_was_written_before_the_age_of_unicode_is_read(file):
    assert read_labelled(file("a.csv", "text,label\nschön,1\n".encode("cp1252")), None, None).rows == [("schön", "1")]


@pytest.mark.parametrize("content", ["", "text,label\n", "text,label\n,\n", "[]", "{", "\x00\x01"])
def test_a_file_without_anything_to_judge_by_is_refused_in_a_sentence(file, content):
    with pytest.raises(SystemExit, match=r"a\.(csv|json)"):
        read_labelled(file("a.json" if content[:1] in {"[", "{"} else "a.csv", content), None, None)


@pytest.mark.parametrize(
    ("labels", "classes"),
    [
        (("negative", "Neutral", "POS", "mixed"), (0, 1, 2, None)),
        (("very_negative", "neu", "very positive"), (0, 1, 2)),
        (("0", "1", "2"), (0, 1, 2)),
        (("-1", "0", "1"), (0, 1, 2)),
        (("-1", "1"), (0, 2)),
        (("0", "1"), (0, 2)),
        (("0", "4"), (0, 2)),
        (("0", "2", "4"), (0, 1, 2)),
        (("1", "2", "3", "4", "5"), (0, 0, 1, 2, 2)),
    ],
)
def test_labels_of_feeling_are_told_by_name_or_by_their_scale(labels, classes):
    found = classes_of(labels)
    assert tuple(found.get(label) for label in labels) == classes


def test_labels_that_are_no_feelings_are_refused_in_a_sentence():
    with pytest.raises(SystemExit, match=r"The file has billing, shipping\."):
        classes_of(["shipping", "billing"])
