"""CSV of every dialect."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from colere.platform.imports.readers import FileRefused, Row, open_rows
from tests.platform.imports.reading import read

PEOPLE = [["id", "name", "said"], ["1", "Ada", "a, b"], ["2", "Jürgen", 'he said "no"'], ["3", "李", "two\nlines"]]


def written(**dialect: object) -> str:
    out = io.StringIO()
    csv.writer(out, **dialect).writerows(PEOPLE)  # type: ignore[arg-type]
    return out.getvalue()


def as_rows() -> list[dict[str, str]]:
    return [dict(zip(PEOPLE[0], row, strict=True)) for row in PEOPLE[1:]]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_every_delimiter_and_line_end_is_found_out(delimiter: str, ending: str):
    rows, refused = read(written(delimiter=delimiter, lineterminator=ending).encode())
    assert (rows, refused) == (as_rows(), [])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_is_read_with_and_without_its_mark(encoding: str):
    assert read(written().encode(encoding))[0] == as_rows()


def test_latin_1_is_told_from_utf_8():
    rows, refused = read("id,name\n1,Jürgen Weiß\n2,Zoë\n".encode("latin-1"))
    assert rows == [{"id": "1", "name": "Jürgen Weiß"}, {"id": "2", "name": "Zoë"}]
    assert not refused


def test_latin_1_is_told_even_when_the_first_megabyte_is_plain():
    plain = "".join(f"{number},x\n" for number in range(200_000))
    rows, refused = read(f"id,name\n{plain}z,Zoë\n".encode("latin-1"))
    assert (rows[-1], refused) == ({"id": "z", "name": "Zoë"}, [])


def test_broken_utf_8_refuses_its_line_and_no_other():
    rows, refused = read("id,name\n1,ä\n".encode() + b"2,\xff\xfe\n" + "3,ö\n".encode())
    assert [row["id"] for row in rows] == ["1", "3"]
    assert refused[0][0] == 3
    assert "UTF-8" in refused[0][1]


def test_zero_bytes_refuse_their_line():
    rows, refused = read(b"id,name\n1,a\x00b\n2,c\n")
    assert [row["id"] for row in rows] == ["2"]
    assert refused == [(2, "This line has zero bytes in it: it is damaged, or the file is not text.")]


def test_old_line_ends_backslashes_and_a_stated_delimiter():
    assert read(b"a,b\r1,2\r3,4\r")[0] == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]
    assert read(b'a,b\n1,"say \\"hi\\", you"\n')[0] == [{"a": "1", "b": 'say "hi", you'}]
    assert read(b"sep=;\r\na;b\r\n1;2\r\n")[0] == [{"a": "1", "b": "2"}]


def test_a_quotation_mark_never_closed_costs_one_line():
    rows, refused = read(b'id,text\n1,a\n2,"never closed\n3,b\n4,c\n')
    assert [row["id"] for row in rows] == ["1", "3", "4"]
    assert refused == [(3, "A quotation mark opened on this line is never closed.")]


def test_a_quotation_mark_never_closed_does_not_swallow_a_large_file():
    lines = b"".join(b"%d,text\n" % number for number in range(5_000))
    rows, refused = read(b'id,text\nx,"open\n' + lines)
    assert (len(rows), len(refused)) == (5_000, 1)


def test_rows_know_the_line_on_which_they_begin():
    found = [item.line for item in open_rows(io.BytesIO(b'a,b\n1,"x\ny"\n\n2,z\n')) if isinstance(item, Row)]
    assert found == [2, 5]


def test_too_many_and_too_few_cells_are_refused():
    rows, refused = read(b"a,b\n1,2,3\n4\n5,6\n7,8,\n")
    assert rows == [{"a": "5", "b": "6"}, {"a": "7", "b": "8"}]
    assert [sentence for _line, sentence in refused] == [
        "This row has 3 cells, but the header has 2.",
        "This row has 1 cells, but the header has 2.",
    ]


def test_columns_without_a_name_or_with_the_same_one_stay_apart():
    assert read(b"id,,name,name\n1,2,3,4\n")[0] == [{"id": "1", "column_2": "2", "name": "3", "name__2": "4"}]


def test_an_empty_file_is_said_to_be_empty():
    for data in (b"", b"\n\n"):
        with pytest.raises(FileRefused, match="empty"):
            read(data, "x.csv")


CELL = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(CELL, CELL, CELL), min_size=1, max_size=12), st.sampled_from(",;\t|"))
def test_whatever_a_csv_writer_writes_is_read_again(cells: list[tuple[str, str, str]], delimiter: str):
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "name", "text"])
    writer.writerows(cells)
    rows, refused = read(out.getvalue().encode(), "x.csv", known={"id", "name", "text"})
    expected = [dict(zip(("id", "name", "text"), row, strict=True)) for row in cells if any(row)]
    assert (rows, refused) == (expected, [])


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reader(data: bytes):
    try:
        rows, refused = read(data)
    except FileRefused as error:
        assert error.sentence
        return
    assert all(isinstance(row, dict) for row in rows)
    assert all(line > 0 and sentence for line, sentence in refused)
